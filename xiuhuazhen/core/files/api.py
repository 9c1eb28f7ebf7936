"""The door through which photos come in, open to everybody. Whoever assembles the API limits its rate."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from ninja import File, Router, Status
from ninja.files import UploadedFile

from xiuhuazhen.core.files import actions
from xiuhuazhen.core.files.models import Upload
from xiuhuazhen.core.files.refusals import no_photo
from xiuhuazhen.core.files.rules import PhotoFault
from xiuhuazhen.core.files.schemas import UploadReceived
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import PUBLIC, Actor

router = Router(tags=["files"])


@router.post("/files", response={201: UploadReceived}, operation_id="receive_file")
def receive_file(request: HttpRequest, file: File[UploadedFile]) -> Status[Upload]:
    """Take in a photo (JPEG, PNG or WebP). The id in the answer goes into ``files`` of a report or an action."""
    if (file.size or 0) > settings.PHOTO_MAX_BYTES:
        raise no_photo(PhotoFault.TOO_MANY_BYTES)
    by = _sender(request)
    upload = actions.receive_upload(content=file.read(), filename=file.name or "", by=by, at=clock.now())
    return Status(201, upload)


def _sender(request: HttpRequest) -> Actor:
    """Who the API's authentication found, if anybody."""
    found: Any = getattr(request, "auth", None)
    return found if isinstance(found, Actor) else PUBLIC
