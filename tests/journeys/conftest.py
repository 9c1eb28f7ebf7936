"""The people of the stories, each with a browser of their own, and pictures that they take."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.journeys.visitors import Visitor
from tests.support.browsers import DESK, PHONE
from xiuhuazhen.core.procedures.models import Matter

Arrives = Callable[..., Visitor]

_LYING_WITH_TOP_AT_THE_RIGHT = 6
"""EXIF orientation: to be turned by 90 degrees clockwise."""


@pytest.fixture
def arrives(demo_server, new_page) -> Iterator[Arrives]:
    """``arrives()`` for a resident with a phone, ``arrives("周敏", at=DESK)`` for somebody who signs in."""
    visitors: list[Visitor] = []

    def arrive(name: str = "", *, at: dict[str, int] = PHONE, **options: object) -> Visitor:
        visitor = Visitor(new_page(viewport=at, base_url=demo_server.url, **options))
        visitors.append(visitor)
        return visitor.signs_in(name) if name else visitor

    yield arrive
    opened = set().union(*(visitor.opened for visitor in visitors))
    looked = set().union(*(visitor.looked for visitor in visitors))
    assert opened - looked <= {""}, f"opened and never looked at: {sorted(opened - looked)}"


@pytest.fixture
def works(arrives) -> Arrives:
    """``works("周敏")``: somebody of the street at a desk."""
    return lambda name: arrives(name, at=DESK)


@pytest.fixture
def number_of(demo_server) -> Callable[[str], str]:
    """The number of the one matter whose text says this."""
    return lambda words: Matter.objects.get(title__contains=words).number


@pytest.fixture(scope="session")
def dark_lamp(tmp_path_factory) -> Path:
    """A photo held upright with a large phone: 12 million pixels, stored lying on its side."""
    image = Image.effect_noise((1000, 750), 60).resize((4000, 3000)).convert("RGB")
    ImageDraw.Draw(image).rectangle((0, 0, 4000, 500), fill=(20, 24, 60))
    exif = Image.Exif()
    exif[0x0112] = _LYING_WITH_TOP_AT_THE_RIGHT
    path = tmp_path_factory.mktemp("photos") / "IMG_2026.jpg"
    image.save(path, quality=90, exif=exif)
    return path


@pytest.fixture(scope="session")
def wall(tmp_path_factory) -> Path:
    return _drawn(tmp_path_factory.mktemp("photos") / "wall.png", (800, 600), (176, 150, 120))


@pytest.fixture(scope="session")
def new_lamp(tmp_path_factory) -> Path:
    return _drawn(tmp_path_factory.mktemp("photos") / "lamp.jpg", (1200, 900), (250, 220, 140))


def _drawn(path: Path, size: tuple[int, int], colour: tuple[int, int, int]) -> Path:
    image, lots = Image.new("RGB", size, colour), random.Random(path.name)
    for _ in range(40):
        x, y = lots.randrange(size[0]), lots.randrange(size[1])
        ImageDraw.Draw(image).ellipse((x, y, x + 60, y + 60), fill=tuple(lots.randrange(256) for _ in range(3)))
    image.save(path)
    return path
