"""The photo that is made from the one that came in."""

import zipfile
from io import BytesIO

import pytest
from PIL import Image

from tests.core.files.pictures import BLUE, RED, claims_to_be, encoded, photo, tagged_photo, turned_photo
from xiuhuazhen.core.files.choices import RefusalReason
from xiuhuazhen.core.files.pictures import UnusablePhoto, reencode

CAP = 60_000_000


def opened(content):
    return Image.open(BytesIO(content))


def near(colour, other):
    return all(abs(a - b) < 12 for a, b in zip(colour, other, strict=True))


def test_place_time_device_and_comments_are_gone():
    """Both from the photo and from its preview."""
    raw = tagged_photo()
    assert raw.count(b"secret") == 3
    picture = reencode(raw, max_pixels=CAP)
    for content in (picture.content, picture.preview):
        assert b"secret" not in content
        assert b"Exif" not in content
        image = opened(content)
        assert dict(image.getexif()) == {}
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photo_lying_on_its_side_is_stored_upright():
    """80 × 40 with red at the left, turned clockwise: 40 × 80 with red on top."""
    picture = reencode(turned_photo(), max_pixels=CAP)
    image = opened(picture.content)
    assert (picture.width, picture.height, image.size) == (40, 80, (40, 80))
    assert near(image.getpixel((20, 10)), RED)
    assert near(image.getpixel((20, 70)), BLUE)


def test_what_was_hidden_behind_the_picture_is_gone():
    """A file that is both a photo and an archive comes out as a photo alone."""
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("evil.html", "<script>alert(1)</script>")
    raw = photo() + archive.getvalue()
    assert zipfile.is_zipfile(BytesIO(raw))
    picture = reencode(raw, max_pixels=CAP)
    assert not zipfile.is_zipfile(BytesIO(picture.content))
    assert b"evil" not in picture.content


def test_large_photos_shrink_to_2048_and_a_preview_of_480():
    picture = reencode(photo((3000, 1500)), max_pixels=CAP)
    assert (picture.width, picture.height, picture.mime) == (2048, 1024, "image/jpeg")
    assert opened(picture.preview).size == (480, 240)


def test_small_photos_stay_as_they_are():
    picture = reencode(photo((100, 50)), max_pixels=CAP)
    assert (picture.width, picture.height) == (100, 50)
    assert opened(picture.preview).size == (100, 50)


def test_png_stays_png_only_where_something_is_transparent():
    clear = Image.new("RGBA", (40, 40), (*RED, 0))
    solid = Image.new("RGBA", (40, 40), (*RED, 255))
    assert reencode(encoded(clear, "PNG"), max_pixels=CAP).mime == "image/png"
    assert reencode(encoded(solid, "PNG"), max_pixels=CAP).mime == "image/jpeg"
    assert reencode(encoded(clear, "WEBP"), max_pixels=CAP).mime == "image/png"
    assert near(opened(reencode(encoded(clear, "PNG"), max_pixels=CAP).preview).getpixel((5, 5)), (255, 255, 255))


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "I;16"])
def test_other_kinds_of_pixels_become_ordinary_colours(mode):
    raw = encoded(Image.new(mode, (30, 20)), "JPEG" if mode == "CMYK" else "PNG")
    assert opened(reencode(raw, max_pixels=CAP).content).mode == "RGB"


def test_the_same_photo_always_gives_the_same_bytes():
    assert reencode(photo(), max_pixels=CAP) == reencode(photo(), max_pixels=CAP)


@pytest.mark.parametrize(
    "raw",
    [
        b"words",
        photo()[:300],
        photo((400, 400), "PNG")[:-100],
        photo((64, 64), "WEBP")[:60],
        claims_to_be(100, 100),
        encoded(Image.new("RGB", (5, 5)), "GIF"),
    ],
)
def test_damaged_content_is_unusable(raw):
    with pytest.raises(UnusablePhoto) as fault:
        reencode(raw, max_pixels=CAP)
    assert fault.value.reason == RefusalReason.DAMAGED


@pytest.mark.parametrize("size", [(8000, 8000), (10_000, 10_000), (60_000, 60_000)])
def test_a_bomb_is_refused_before_it_is_decoded(size):
    with pytest.raises(UnusablePhoto) as fault:
        reencode(claims_to_be(*size), max_pixels=CAP)
    assert fault.value.reason == RefusalReason.TOO_LARGE
