"""A report as it comes in through any door."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from xiuhuazhen.domains.cases.choices import RequestKind, Source


@dataclass(frozen=True)
class Report:
    """What somebody reports. ``id`` is made by the client and stays the same when it sends again.

    ``point`` is (lng, lat) in 1e-7 degrees, WGS-84; ``area`` and ``category`` are codes; ``uploads`` are ids of
    files sent before; ``occurred_at`` is when it was seen, ``order_due`` the date that an outside order came with,
    ``source_round`` the how-manieth time its source gives it out.
    ``said_category`` is how an outside source classes the order in its own words, ``instruction`` what it wants the
    unit to do; no reporter reads them.
    ``within`` holds the paths of the areas for which a member of staff may report; it is empty where anybody may
    report.
    """

    id: UUID
    text: str
    source: Source
    title: str = ""
    area: str = ""
    address: str = ""
    point: tuple[int, int] | None = None
    category: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    reply_wanted: bool = False
    confidential: bool = False
    occurred_at: datetime | None = None
    uploads: tuple[UUID, ...] = ()
    notice_version: str = ""
    source_name: str = ""
    source_number: str = ""
    source_round: int = 1
    order_due: datetime | None = None
    urgent: bool = False
    request: RequestKind | None = None
    said_category: str = ""
    instruction: str = ""
    reporter_id: UUID | None = None
    within: tuple[str, ...] = ()
