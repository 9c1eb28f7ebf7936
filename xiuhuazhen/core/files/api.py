"""The door through which files come in, open to everybody. Whoever assembles the API limits its rate."""

from typing import Any

from django.http import HttpRequest
from ninja import File, Router, Status
from ninja.files import UploadedFile

from xiuhuazhen.core.files import actions
from xiuhuazhen.core.files.limits import limits
from xiuhuazhen.core.files.models import Upload
from xiuhuazhen.core.files.refusals import not_taken
from xiuhuazhen.core.files.rules.faults import UploadFault
from xiuhuazhen.core.files.schemas import UploadReceived
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import PUBLIC, Actor

router = Router(tags=["files"])


@router.post("/files", response={201: UploadReceived}, operation_id="receive_file")
def receive_file(request: HttpRequest, file: File[UploadedFile]) -> Status[Upload]:
    """Take in a photo (JPEG, PNG or WebP), a voice clip (WebM or Ogg with Opus, MP4 with AAC, AMR, MP3 or WAV) or a
    document (PDF, docx or xlsx). The id in the answer goes into ``files`` of a report or an action."""
    if (file.size or 0) > limits().most_bytes:
        raise not_taken(UploadFault.TOO_MANY_BYTES, None)
    by = _sender(request)
    upload = actions.receive_upload(content=file.read(), filename=file.name or "", by=by, at=clock.now())
    return Status(201, upload)


def _sender(request: HttpRequest) -> Actor:
    """Who the API's authentication found, if anybody."""
    found: Any = getattr(request, "auth", None)
    return found if isinstance(found, Actor) else PUBLIC
