"""Showing photos to those whom their owner lets."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xiuhuazhen.core.files import disk
from xiuhuazhen.core.files.access import readable_attachment
from xiuhuazhen.core.files.choices import FileState, RefusalReason
from xiuhuazhen.core.files.disk import Folder
from xiuhuazhen.core.files.models import Attachment
from xiuhuazhen.core.kit.errors import NotFound

_ENDINGS = {"image/jpeg": "jpg", "image/png": "png"}
_CACHE_SECONDS = 600


@login_not_required
@require_safe
def photo(request: HttpRequest, attachment_id: UUID) -> HttpResponseBase:
    return _shown(request, attachment_id, Folder.PHOTOS)


@login_not_required
@require_safe
def preview(request: HttpRequest, attachment_id: UUID) -> HttpResponseBase:
    return _shown(request, attachment_id, Folder.PREVIEWS)


def _shown(request: HttpRequest, attachment_id: UUID, folder: Folder) -> HttpResponseBase:
    try:
        row = readable_attachment(request, attachment_id)
    except NotFound as refusal:
        return _not_found(refusal.message)
    if row.file.state == FileState.PENDING:
        return _not_found(_("The photo is being prepared. Please look again in a moment."))
    if row.file.state == FileState.REFUSED:
        return _not_found(row.file.get_refusal_display())
    try:
        return _content(row, folder)
    except FileNotFoundError:
        return _not_found(str(RefusalReason.LOST.label))


def _content(row: Attachment, folder: Folder) -> HttpResponseBase:
    mime = row.file.mime if folder == Folder.PHOTOS else "image/jpeg"
    response = FileResponse(
        disk.path_of(folder, row.file.sha256).open("rb"),
        content_type=mime,
        filename=f"{row.pk}.{_ENDINGS[mime]}",
    )
    response["Cache-Control"] = f"private, max-age={_CACHE_SECONDS}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _not_found(sentence: str) -> HttpResponse:
    response = HttpResponse(sentence, status=404, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
