"""Small photos made on the spot."""

from io import BytesIO
from struct import pack
from zlib import crc32

from PIL import Image

RED, BLUE = (200, 30, 30), (30, 30, 200)


def encoded(image, form="JPEG", **options):
    buffer = BytesIO()
    image.save(buffer, form, **options)
    return buffer.getvalue()


def photo(size=(64, 48), form="JPEG", colour=RED, **options):
    return encoded(Image.new("RGB", size, colour), form, **options)


def two_halves(size=(80, 40)):
    """Left half red, right half blue."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (size[0] // 2, 0, *size))
    return image


def tagged_photo():
    """A photo that tells where, when and with what it was taken, and what somebody wrote into it."""
    exif = Image.Exif()
    exif[0x010F] = "CameraMaker"
    exif[0x0132] = "2026:11:23 09:00:00"
    exif.get_ifd(0x8825)[2] = (36.0, 37.0, 0.0)
    return photo(exif=exif, comment=b"secret comment", icc_profile=b"secret profile", xmp=b"<x>secret packet</x>")


def turned_photo():
    """Stored lying on its side, with the EXIF note that a viewer must turn it by 90 degrees clockwise."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded(two_halves(), "JPEG", exif=exif)


def claims_to_be(width, height):
    """A PNG of a few bytes whose header speaks of this size."""
    return _png(_chunk(b"IHDR", pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)), _chunk(b"IDAT", b""))


def _png(*chunks):
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + _chunk(b"IEND", b"")


def _chunk(kind, body):
    return pack(">I", len(body)) + kind + body + pack(">I", crc32(kind + body))
