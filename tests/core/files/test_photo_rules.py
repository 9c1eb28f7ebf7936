"""What is told from the first bytes of a photo."""

import pytest

from tests.core.files.pictures import claims_to_be, photo
from xiuhuazhen.core.files.limits import limits
from xiuhuazhen.core.files.rules.faults import Unacceptable, UploadFault
from xiuhuazhen.core.files.rules.photos import pixel_size
from xiuhuazhen.core.files.rules.uploads import Accepted, inspect

MEGA = 1024 * 1024
HEIC = b"\x00\x00\x00\x18ftypheic" + bytes(100)


def seen(content, filename="IMG_1.jpg"):
    found = inspect(content, filename, limits())
    assert found == Accepted("photo", found.mime, content, width=found.width, height=found.height)
    return found.mime, found.width, found.height


def fault_of(content, filename="IMG_1.jpg"):
    with pytest.raises(Unacceptable) as refused:
        inspect(content, filename, limits())
    return refused.value.fault


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
    assert seen(photo((640, 311), form, **options)) == (mime, 640, 311)


@pytest.mark.parametrize("name", ["", "照片", "a.JPG", "a.jpeg", "a.webp", "a.png"])
def test_the_name_need_not_fit_the_type(name):
    """Messengers store JPEG under any of these."""
    assert seen(photo(), name) == ("image/jpeg", 64, 48)


@pytest.mark.parametrize(
    ("content", "name", "fault"),
    [
        (b"", "a.jpg", UploadFault.EMPTY),
        (b"just words", "a.jpg", UploadFault.WRONG_TYPE),
        (b"GIF89a" + bytes(50), "a.gif", UploadFault.WRONG_TYPE),
        (b"%PDF-1.7\n" + photo(), "a.jpg", UploadFault.BROKEN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png", UploadFault.WRONG_TYPE),
        (photo(), "a.html", UploadFault.WRONG_TYPE),
        (photo(), "a.jpg.php", UploadFault.WRONG_TYPE),
        (HEIC, "IMG_1.HEIC", UploadFault.HEIC),
        (HEIC, "IMG_1.jpg", UploadFault.HEIC),
        (b"\xff\xd8\xff<script>alert(1)</script>", "a.jpg", UploadFault.BROKEN),
        (b"\xff\xd8\xff\xda" + bytes(50), "a.jpg", UploadFault.BROKEN),
        (b"\xff\xd8\xff\xe0\x00\x00" + bytes(50), "a.jpg", UploadFault.BROKEN),
        (photo()[:20], "a.jpg", UploadFault.BROKEN),
        (photo(form="PNG")[:20], "a.png", UploadFault.BROKEN),
        (b"\x89PNG\r\n\x1a\n<html></html>        ", "a.png", UploadFault.BROKEN),
        (photo(form="WEBP")[:25], "a.webp", UploadFault.BROKEN),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 <script>more</script>", "a.webp", UploadFault.BROKEN),
        (claims_to_be(0, 40), "a.png", UploadFault.BROKEN),
        (claims_to_be(60_000, 1001), "a.png", UploadFault.TOO_MANY_PIXELS),
        (photo() + bytes(15 * MEGA), "a.jpg", UploadFault.TOO_MANY_BYTES),
    ],
)
def test_what_is_false_gets_its_fault(content, name, fault):
    assert fault_of(content, name) == fault


def test_the_caps_themselves_are_allowed():
    assert seen(claims_to_be(60_000, 1000)) == ("image/png", 60_000, 1000)
    content = photo()
    assert seen(content + bytes(15 * MEGA - len(content))) == ("image/jpeg", 64, 48)


@pytest.mark.parametrize("filling", [b"\xff", b"\xff\xe0\0\2"], ids=["fill bytes", "empty segments"])
def test_a_header_that_never_comes_is_not_waited_for(filling):
    """15 MB of either took seconds."""
    assert pixel_size(b"\xff\xd8" + filling * 1_001 + photo()[2:], "image/jpeg") is None
    assert pixel_size(b"\xff\xd8" + filling * 900 + photo()[2:], "image/jpeg") == (64, 48)
