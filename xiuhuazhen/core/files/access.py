"""Who may see a file: whoever its owner lets. Apps register how their owners answer."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from xiuhuazhen.core.files.models import Attachment
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import NotFound

MayRead = Callable[[HttpRequest, Attachment], bool]


@dataclass(frozen=True)
class Opening:
    """A file that is opened on record: by whom, in which area it counts, and the page where one opens it."""

    by: Actor
    area_code: str
    url: str


ToOpen = Callable[[HttpRequest, Attachment], Opening | None]

_owners: dict[str, MayRead] = {}
_opened: dict[str, ToOpen] = {}


def register_owner(owner_type: str, may_read: MayRead, to_open: ToOpen | None = None) -> None:
    """Declare in an app's wiring who may read what hangs on its objects: ``may_read(request, attachment)``, and with
    ``to_open(request, attachment)`` what is not given before somebody has said that they open it."""
    _owners[owner_type] = may_read
    if to_open is not None:
        _opened[owner_type] = to_open


def opening(request: HttpRequest, row: Attachment) -> Opening | None:
    """Asked for a file that this person may read."""
    to_open = _opened.get(row.owner_type)
    return to_open(request, row) if to_open else None


def readable_attachment(request: HttpRequest, attachment_id: UUID) -> Attachment:
    """Raises ``NotFound``, the same for a file that is not there and one that this person may not see."""
    row = Attachment.objects.select_related("file").filter(pk=attachment_id).first()
    if row is None or not _allows(request, row):
        raise NotFound(_("There is no such file, or you cannot see it."))
    return row


def _allows(request: HttpRequest, row: Attachment) -> bool:
    may_read = _owners.get(row.owner_type)
    return may_read is not None and may_read(request, row)
