"""What a photo must look like from outside, read from its first bytes and without decoding it.

Layouts: ISO/IEC 10918-1 (JPEG), ISO/IEC 15948 (PNG), RFC 9649 (WebP).
"""

from collections.abc import Callable
from dataclasses import dataclass

from xiuhuazhen.core.files.rules.faults import Unacceptable, UploadFault, broken
from xiuhuazhen.core.files.rules.numbers import number

LONGEST_SIDE = 2048
PREVIEW_SIDE = 480
"""Pixels."""

NAME_ENDINGS = frozenset({"", ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".webp"})
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_SCAN = 0xDA
_MOST_SEGMENTS = 1_000
"""Segments, and bytes that fill up between them, before the one that tells the size; cameras write some tens."""

Size = tuple[int, int]


@dataclass(frozen=True)
class PhotoHeader:
    mime: str
    width: int
    height: int


def read_photo(content: bytes, mime: str, *, max_pixels: int) -> PhotoHeader:
    """The photo's size as its header tells it. Raises ``Unacceptable``."""
    size = pixel_size(content, mime)
    if size is None or 0 in size:
        raise broken()
    width, height = size
    if width * height > max_pixels:
        raise Unacceptable(UploadFault.TOO_MANY_PIXELS)
    return PhotoHeader(mime, width, height)


def photo_type(content: bytes) -> str | None:
    """The media type that the first bytes speak of."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    return None


def pixel_size(content: bytes, mime: str) -> Size | None:
    """Width and height from the header, or ``None`` when the header is not whole."""
    try:
        return _SIZES[mime](content)
    except IndexError:
        return None


def is_heif(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in _HEIF_BRANDS


def _jpeg_size(content: bytes) -> Size | None:
    at = 2
    for _segment in range(_MOST_SEGMENTS):
        if number(content, at, 1) != 0xFF:
            return None
        marker = number(content, at + 1, 1)
        if marker == 0xFF:
            at += 1
        elif marker in _JPEG_FRAMES:
            return number(content, at + 7, 2), number(content, at + 5, 2)
        elif marker == _JPEG_SCAN or number(content, at + 2, 2) < 2:
            return None
        else:
            at += 2 + number(content, at + 2, 2)
    return None


def _png_size(content: bytes) -> Size | None:
    if number(content, 8, 4) != 13 or content[12:16] != b"IHDR":
        return None
    return number(content, 16, 4), number(content, 20, 4)


def _webp_size(content: bytes) -> Size | None:
    chunk = content[12:16]
    if chunk == b"VP8X":
        return number(content, 24, 3, "little") + 1, number(content, 27, 3, "little") + 1
    if chunk == b"VP8L" and number(content, 20, 1) == 0x2F:
        packed = number(content, 21, 4, "little")
        return (packed & 0x3FFF) + 1, ((packed >> 14) & 0x3FFF) + 1
    if chunk == b"VP8 " and content[23:26] == b"\x9d\x01\x2a":
        return number(content, 26, 2, "little") & 0x3FFF, number(content, 28, 2, "little") & 0x3FFF
    return None


_SIZES: dict[str, Callable[[bytes], Size | None]] = {
    "image/jpeg": _jpeg_size,
    "image/png": _png_size,
    "image/webp": _webp_size,
}
