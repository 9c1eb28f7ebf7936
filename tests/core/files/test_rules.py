"""What is told from the first bytes of an upload."""

import pytest

from tests.core.files.pictures import claims_to_be, photo
from xiuhuazhen.core.files.rules import PhotoFault, PhotoHeader, inspect_photo

MEGA = 1024 * 1024
HEIC = b"\x00\x00\x00\x18ftypheic" + bytes(100)


def inspect(content, filename="IMG_1.jpg"):
    return inspect_photo(content, filename, max_bytes=15 * MEGA, max_pixels=60_000_000)


@pytest.mark.parametrize(
    ("form", "options", "mime"),
    [
        ("JPEG", {}, "image/jpeg"),
        ("JPEG", {"progressive": True, "exif": b"Exif\0\0" + bytes(3000), "comment": b"x" * 500}, "image/jpeg"),
        ("PNG", {}, "image/png"),
        ("WEBP", {}, "image/webp"),
        ("WEBP", {"lossless": True}, "image/webp"),
        ("WEBP", {"exif": b"Exif\0\0" + bytes(30)}, "image/webp"),
    ],
)
def test_type_and_size_are_read_from_the_header(form, options, mime):
    assert inspect(photo((640, 311), form, **options)) == PhotoHeader(mime, 640, 311)


@pytest.mark.parametrize("name", ["", "照片", "a.JPG", "a.jpeg", "a.webp", "a.png"])
def test_the_name_need_not_fit_the_type(name):
    """Messengers store JPEG under any of these."""
    assert inspect(photo(), name) == PhotoHeader("image/jpeg", 64, 48)


@pytest.mark.parametrize(
    ("content", "name", "fault"),
    [
        (b"", "a.jpg", PhotoFault.EMPTY),
        (b"just words", "a.jpg", PhotoFault.NO_PHOTO),
        (b"GIF89a" + bytes(50), "a.gif", PhotoFault.NO_PHOTO),
        (b"%PDF-1.7\n" + photo(), "a.jpg", PhotoFault.NO_PHOTO),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", PhotoFault.NO_PHOTO),
        (photo(), "a.html", PhotoFault.NO_PHOTO),
        (photo(), "a.jpg.php", PhotoFault.NO_PHOTO),
        (HEIC, "IMG_1.HEIC", PhotoFault.HEIC),
        (HEIC, "IMG_1.jpg", PhotoFault.HEIC),
        (b"\xff\xd8\xff<script>alert(1)</script>", "a.jpg", PhotoFault.BROKEN),
        (b"\xff\xd8\xff\xda" + bytes(50), "a.jpg", PhotoFault.BROKEN),
        (b"\xff\xd8\xff\xe0\x00\x00" + bytes(50), "a.jpg", PhotoFault.BROKEN),
        (photo()[:20], "a.jpg", PhotoFault.BROKEN),
        (photo(form="PNG")[:20], "a.png", PhotoFault.BROKEN),
        (b"\x89PNG\r\n\x1a\n<html></html>        ", "a.png", PhotoFault.BROKEN),
        (photo(form="WEBP")[:25], "a.webp", PhotoFault.BROKEN),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 <script>more</script>", "a.webp", PhotoFault.BROKEN),
        (claims_to_be(0, 40), "a.png", PhotoFault.BROKEN),
        (claims_to_be(60_000, 1001), "a.png", PhotoFault.TOO_MANY_PIXELS),
        (photo() + bytes(15 * MEGA), "a.jpg", PhotoFault.TOO_MANY_BYTES),
    ],
)
def test_what_is_false_gets_its_fault(content, name, fault):
    assert inspect(content, name) == fault


def test_the_caps_themselves_are_allowed():
    assert inspect(claims_to_be(60_000, 1000)) == PhotoHeader("image/png", 60_000, 1000)
    content = photo()
    assert inspect(content + bytes(15 * MEGA - len(content))) == PhotoHeader("image/jpeg", 64, 48)
