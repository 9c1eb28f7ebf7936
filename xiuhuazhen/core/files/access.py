"""Who may see a file: whoever its owner lets. Apps register how their owners answer."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from xiuhuazhen.core.files.models import Attachment
from xiuhuazhen.core.kit.errors import NotFound

MayRead = Callable[[HttpRequest, Attachment], bool]

_owners: dict[str, MayRead] = {}


def register_owner(owner_type: str, may_read: MayRead) -> None:
    """Declare in an app's wiring who may read what hangs on its objects: ``may_read(request, attachment)``."""
    _owners[owner_type] = may_read


def readable_attachment(request: HttpRequest, attachment_id: UUID) -> Attachment:
    """Raises ``NotFound``, the same for a file that is not there and one that this person may not see."""
    row = Attachment.objects.select_related("file").filter(pk=attachment_id).first()
    if row is None or not _allows(request, row):
        raise NotFound(_("There is no such file, or you cannot see it."))
    return row


def _allows(request: HttpRequest, row: Attachment) -> bool:
    may_read = _owners.get(row.owner_type)
    return may_read is not None and may_read(request, row)
