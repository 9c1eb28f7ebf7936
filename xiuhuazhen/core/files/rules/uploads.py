"""What an upload is, told by its contents alone: a photo, a voice clip, a document, or nothing that is taken in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePath

from xiuhuazhen.core.files.choices import FileKind
from xiuhuazhen.core.files.rules.amr import is_amr, read_amr
from xiuhuazhen.core.files.rules.documents import DOCX, XLSX, is_old_office, is_package, read_office
from xiuhuazhen.core.files.rules.faults import Unacceptable, UploadFault, broken
from xiuhuazhen.core.files.rules.mp3 import is_mp3, read_mp3
from xiuhuazhen.core.files.rules.mp4 import is_mp4, read_mp4
from xiuhuazhen.core.files.rules.ogg import is_ogg, read_ogg
from xiuhuazhen.core.files.rules.pdf import MIME as PDF
from xiuhuazhen.core.files.rules.pdf import is_pdf, read_pdf
from xiuhuazhen.core.files.rules.photos import NAME_ENDINGS as PHOTO_ENDINGS
from xiuhuazhen.core.files.rules.photos import is_heif, photo_type, read_photo
from xiuhuazhen.core.files.rules.recordings import Recording
from xiuhuazhen.core.files.rules.wav import is_wav, read_wav
from xiuhuazhen.core.files.rules.webm import is_webm, read_webm

UPLOAD_LIFE = timedelta(hours=24)
BLOB_LIFE = timedelta(days=30)

ENDINGS = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "audio/webm": ".webm",
    "audio/ogg": ".ogg",
    "audio/mp4": ".m4a",
    "audio/amr": ".amr",
    "audio/amr-wb": ".awb",
    "audio/mpeg": ".mp3",
    "audio/wav": ".wav",
    PDF: ".pdf",
    DOCX: ".docx",
    XLSX: ".xlsx",
}
"""What the name of a kept file ends in."""

_VOICE_ENDINGS = frozenset(
    {"", ".webm", ".weba", ".ogg", ".oga", ".opus", ".mp4", ".m4a", ".aac", ".3gp", ".amr", ".awb", ".mp3", ".wav"}
)
_READERS: tuple[tuple[Callable[[bytes], bool], Callable[[bytes], Recording]], ...] = (
    (is_webm, read_webm),
    (is_ogg, read_ogg),
    (is_mp4, read_mp4),
    (is_amr, read_amr),
    (is_wav, read_wav),
    (is_mp3, read_mp3),
)


@dataclass(frozen=True)
class Limits:
    """Bytes, pixels and seconds that are taken in; ``unpacked_bytes`` is what an office document may unpack to."""

    photo_bytes: int
    photo_pixels: int
    voice_bytes: int
    voice_seconds: int
    document_bytes: int
    unpacked_bytes: int

    @property
    def most_bytes(self) -> int:
        return max(self.photo_bytes, self.voice_bytes, self.document_bytes)

    def bytes_of(self, kind: FileKind) -> int:
        return {
            FileKind.PHOTO: self.photo_bytes,
            FileKind.VOICE: self.voice_bytes,
            FileKind.DOCUMENT: self.document_bytes,
        }[kind]


AT_ONCE_BYTES = 512 * 1024
AT_ONCE_UNPACKED_BYTES = 1024 * 1024
"""How much of a PDF is searched while somebody waits: its own bytes, and what its groups of objects unpack to. It takes
under 150 ms, however it is made."""


@dataclass(frozen=True)
class Accepted:
    """``content`` is what will be kept of a voice clip or document; of a photo, what a new one is made from.
    ``unread`` is a document that takes longer than somebody should wait: a job has to look into it.
    """

    kind: FileKind
    mime: str
    content: bytes
    width: int = 0
    height: int = 0
    seconds: int = 0
    unread: bool = False


def inspect(content: bytes, filename: str, limits: Limits) -> Accepted:
    """What the upload is, as far as it can be told while somebody waits. The name decides nothing, it can only
    contradict. Raises ``Unacceptable``."""
    kind = kind_of(content)
    if not content:
        raise Unacceptable(UploadFault.EMPTY)
    if kind is None:
        raise Unacceptable(_stranger(content))
    if len(content) > limits.bytes_of(kind):
        raise Unacceptable(UploadFault.TOO_MANY_BYTES)
    try:
        accepted = _INSPECTIONS[kind](content, limits)
    except IndexError as fault:
        raise broken() from fault
    if not _name_fits(PurePath(filename).suffix.lower(), accepted):
        raise Unacceptable(UploadFault.WRONG_TYPE)
    return accepted


def kind_of(content: bytes) -> FileKind | None:
    """What the first bytes speak of."""
    if photo_type(content):
        return FileKind.PHOTO
    if is_pdf(content) or is_package(content):
        return FileKind.DOCUMENT
    if is_heif(content):
        return None
    return FileKind.VOICE if any(is_it(content) for is_it, _read in _READERS) else None


def _stranger(content: bytes) -> UploadFault:
    if is_heif(content):
        return UploadFault.HEIC
    return UploadFault.OLD_OFFICE if is_old_office(content) else UploadFault.WRONG_TYPE


def _photo(content: bytes, limits: Limits) -> Accepted:
    header = read_photo(content, photo_type(content) or "", max_pixels=limits.photo_pixels)
    return Accepted(FileKind.PHOTO, header.mime, content, width=header.width, height=header.height)


def _voice(content: bytes, limits: Limits) -> Accepted:
    read = next(read for is_it, read in _READERS if is_it(content))
    clip = read(content)
    if clip.seconds > limits.voice_seconds:
        raise Unacceptable(UploadFault.TOO_LONG)
    return Accepted(FileKind.VOICE, clip.mime, clip.content, seconds=clip.seconds)


def _document(content: bytes, limits: Limits) -> Accepted:
    if is_pdf(content):
        return Accepted(FileKind.DOCUMENT, PDF, content, unread=not _is_read_at_once(content))
    return Accepted(FileKind.DOCUMENT, read_office(content, max_unpacked=limits.unpacked_bytes), content)


def _is_read_at_once(content: bytes) -> bool:
    if len(content) > AT_ONCE_BYTES:
        return False
    try:
        read_pdf(content, max_unpacked=AT_ONCE_UNPACKED_BYTES)
    except Unacceptable as refused:
        if refused.fault != UploadFault.UNPACKS_TO_TOO_MUCH:
            raise
        return False
    return True


_INSPECTIONS: dict[FileKind, Callable[[bytes, Limits], Accepted]] = {
    FileKind.PHOTO: _photo,
    FileKind.VOICE: _voice,
    FileKind.DOCUMENT: _document,
}


def _name_fits(ending: str, accepted: Accepted) -> bool:
    """Messengers give photos and clips any ending of their kind; a document's ending is what people open it by."""
    if accepted.kind == FileKind.PHOTO:
        return ending in PHOTO_ENDINGS
    if accepted.kind == FileKind.VOICE:
        return ending in _VOICE_ENDINGS
    return ending in ("", ENDINGS[accepted.mime])
