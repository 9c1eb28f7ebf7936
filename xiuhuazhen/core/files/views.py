"""Giving files to those whom their owner lets: photos to look at, voice clips to play, documents to download."""

from io import BytesIO
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from xiuhuazhen.core.files import actions, disk, processing, queries
from xiuhuazhen.core.files.access import opening, readable_attachment
from xiuhuazhen.core.files.choices import FileKind, FileState, RefusalReason
from xiuhuazhen.core.files.disk import Folder
from xiuhuazhen.core.files.models import Attachment, StoredFile
from xiuhuazhen.core.files.rules.ranges import OutOfRange, part_wanted
from xiuhuazhen.core.files.rules.uploads import ENDINGS
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import NotFound
from xiuhuazhen.core.kit.masking import mask_numbers

_CACHE_SECONDS = 600
_POLICY = "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
"""Of the file when it is opened by itself: it runs nothing and asks for nothing. Browsers style their own viewers."""


@login_not_required
@require_safe
def file(request: HttpRequest, attachment_id: UUID) -> HttpResponseBase:
    return _given(request, attachment_id, Folder.PHOTOS)


@login_not_required
@require_safe
def preview(request: HttpRequest, attachment_id: UUID) -> HttpResponseBase:
    """A photo, small."""
    return _given(request, attachment_id, Folder.PREVIEWS)


@require_POST
def open_file(request: HttpRequest, attachment_id: UUID) -> HttpResponse:
    """Say that one opens a file that could tell who the reporter is. Then it is shown, for the rest of the day."""
    row = readable_attachment(request, attachment_id)
    found = opening(request, row)
    if found is None:
        return redirect("files:file", attachment_id=row.pk)
    actions.open_attachment(attachment=row, area_code=found.area_code, by=found.by, at=clock.now())
    return redirect(found.url)


def _is_closed(request: HttpRequest, row: Attachment) -> bool:
    found = opening(request, row)
    return found is not None and not queries.opened_today([row.pk], by=found.by, at=clock.now())


def _given(request: HttpRequest, attachment_id: UUID, folder: Folder) -> HttpResponseBase:
    try:
        row = readable_attachment(request, attachment_id)
    except NotFound as refusal:
        return _not_found(refusal.message)
    if _is_closed(request, row):
        return _refused(_("Open this on the page of its matter. Who opens it is recorded."), status=403)
    if row.file.state == FileState.PENDING:
        return _not_found(_("The file is being prepared. Please look again in a moment."))
    if row.file.state == FileState.REFUSED:
        return _not_found(row.file.get_refusal_display())
    try:
        return _guarded(_content(request, row, folder))
    except FileNotFoundError:
        return _not_found(str(RefusalReason.LOST.label))


def _content(request: HttpRequest, row: Attachment, folder: Folder) -> HttpResponseBase:
    if row.file.kind == FileKind.PHOTO:
        return _photo(row, folder)
    if folder == Folder.PREVIEWS:
        raise FileNotFoundError
    content = processing.unsealed(row.file_id)
    return _voice(request, row, content) if row.file.kind == FileKind.VOICE else _document(row.file, content)


def _photo(row: Attachment, folder: Folder) -> HttpResponseBase:
    mime = row.file.mime if folder == Folder.PHOTOS else "image/jpeg"
    content = disk.path_of(folder, row.file.sha256).open("rb")
    return FileResponse(content, content_type=mime, filename=f"{row.pk}{ENDINGS[mime]}")


def _document(file: StoredFile, content: bytes) -> HttpResponseBase:
    name = file.name.masked(mask_numbers) or f"{file.pk}{ENDINGS[file.mime]}"
    return FileResponse(BytesIO(content), content_type=file.mime, filename=name, as_attachment=True)


def _voice(request: HttpRequest, row: Attachment, content: bytes) -> HttpResponseBase:
    """Whole or in part. A clip never changes, so a part fits to what came before it as long as the mark is the same."""
    size, mark = len(content), f'"{row.file_id}"'
    wanted = request.headers.get("Range", "") if request.headers.get("If-Range", mark) == mark else ""
    try:
        part = part_wanted(wanted, size)
    except OutOfRange:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    response = FileResponse(
        BytesIO(content[part.start : part.stop] if part else content),
        content_type=row.file.mime,
        filename=f"{row.pk}{ENDINGS[row.file.mime]}",
    )
    response["Accept-Ranges"], response["ETag"] = "bytes", mark
    if part:
        response.status_code = 206
        response["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    return response


def _guarded(response: HttpResponseBase) -> HttpResponseBase:
    response["Cache-Control"] = f"private, max-age={_CACHE_SECONDS}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _POLICY
    return response


def _not_found(sentence: str) -> HttpResponse:
    return _refused(sentence, status=404)


def _refused(sentence: str, *, status: int) -> HttpResponse:
    response = HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response
