"""What programs send and receive about cases."""

from datetime import datetime
from uuid import UUID

from ninja import Field, Schema

from xiuhuazhen.core.areas.choices import Crs


class PointIn(Schema):
    """A position in degrees."""

    lng: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    crs: Crs = Crs.WGS84


class ContactIn(Schema):
    name: str = Field("", max_length=40)
    phone: str = Field("", max_length=30)


class CaseIn(Schema):
    """A report. ``id`` is made by the sender and kept when it sends again; a time without offset is +08:00."""

    id: UUID
    text: str = Field(min_length=1, max_length=2000)
    title: str = Field("", max_length=60)
    area: str = Field("", max_length=20, description="code of a county, street, community or grid")
    address: str = Field("", max_length=100)
    point: PointIn | None = None
    category: str = Field("", max_length=20)
    contact: ContactIn | None = None
    reply_wanted: bool = False
    occurred_at: datetime | None = None
    files: list[UUID] = Field(default_factory=list, max_length=9)


class CaseOut(Schema):
    """``query_code`` with ``number`` opens the progress page at ``url``."""

    number: str
    query_code: str
    state: str
    area: str
    url: str
