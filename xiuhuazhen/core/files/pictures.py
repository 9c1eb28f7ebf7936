"""Decoding a photo and making a new one from its pixels alone: nothing of the file that came in survives.

So metadata (place, device, time, comments), hidden payloads and whatever else was in the file are gone. Memory is
bounded: the size is compared with the cap before decoding, and JPEG is decoded no larger than needed.
"""

import warnings
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise

from PIL import Image, ImageOps

from xiuhuazhen.core.files.choices import RefusalReason
from xiuhuazhen.core.files.rules.photos import LONGEST_SIDE, PREVIEW_SIDE

QUALITY = 85
PREVIEW_QUALITY = 80
_FORMATS = ("JPEG", "PNG", "WEBP")
_WHITE = "#ffffff"
_ROWS = 8
_PLAIN = 12
"""Shades of 256 between the darkest and the lightest part of a photo on which nothing can be told apart."""


class UnusablePhoto(Exception):  # noqa: N818 - names what it is
    def __init__(self, reason: RefusalReason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True)
class Picture:
    """``look`` as :func:`look_of` has it."""

    content: bytes
    mime: str
    width: int
    height: int
    preview: bytes
    look: int | None


def reencode(raw: bytes, *, max_pixels: int) -> Picture:
    """Upright, at most 2048 pixels a side, JPEG; PNG where something is transparent. The preview is always JPEG.

    Raises :class:`UnusablePhoto` for whatever is wrong with the bytes; that the machine has no memory left is not.
    """
    try:
        image = _decoded(raw, max_pixels)
        content, mime = _encoded(image)
        return Picture(content, mime, *image.size, preview=_preview(image), look=look_of(image))
    except (UnusablePhoto, MemoryError):
        raise
    except Exception as fault:
        raise UnusablePhoto(RefusalReason.DAMAGED) from fault  # decoders raise anything on hostile bytes


def _decoded(raw: bytes, max_pixels: int) -> Image.Image:
    with warnings.catch_warnings():
        # Pillow's own cap only warns; ours refuses, here below.
        warnings.simplefilter("ignore")
        with _opened(raw) as image:
            if image.width * image.height > max_pixels:
                raise UnusablePhoto(RefusalReason.TOO_LARGE)
            image.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
            return _plain(ImageOps.exif_transpose(image))


def _opened(raw: bytes) -> Image.Image:
    try:
        return Image.open(BytesIO(raw), formats=_FORMATS)
    except Image.DecompressionBombError as fault:
        raise UnusablePhoto(RefusalReason.TOO_LARGE) from fault


def _plain(image: Image.Image) -> Image.Image:
    """The pixels without anything that Pillow remembers from the file: it would write comments back."""
    plain = image.convert("RGBA" if image.has_transparency_data else "RGB")
    plain.info.clear()
    if plain.mode == "RGBA" and plain.getchannel("A").getextrema() == (255, 255):
        return plain.convert("RGB")
    return plain


def _encoded(image: Image.Image) -> tuple[bytes, str]:
    buffer = BytesIO()
    if image.mode == "RGBA":
        image.save(buffer, "PNG", optimize=True)
        return buffer.getvalue(), "image/png"
    image.save(buffer, "JPEG", quality=QUALITY, optimize=True)
    return buffer.getvalue(), "image/jpeg"


def _preview(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail((PREVIEW_SIDE, PREVIEW_SIDE))
    small = _on_paper(small)
    buffer = BytesIO()
    small.save(buffer, "JPEG", quality=PREVIEW_QUALITY, optimize=True)
    return buffer.getvalue()


def _on_paper(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, _WHITE)
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def look_of(image: Image.Image) -> int | None:
    """How a photo looks, in 64 bits: shrunk to 9 × 8 grey parts, does each grow lighter towards its right neighbour?
    As a signed number, which is what databases hold. Nothing for a photo that is all one shade.

    Compressing, shrinking and brightening leave nearly all of it as it was. It knows no faces and finds no things.
    """
    parts = _on_paper(image).convert("L").resize((_ROWS + 1, _ROWS), Image.Resampling.BOX)
    shades = parts.tobytes()
    if max(shades) - min(shades) < _PLAIN:
        return None
    rows = [shades[start : start + _ROWS + 1] for start in range(0, len(shades), _ROWS + 1)]
    bits = "".join(str(int(left < right)) for row in rows for left, right in pairwise(row))
    return int.from_bytes(int(bits, 2).to_bytes(8, "big"), "big", signed=True)
