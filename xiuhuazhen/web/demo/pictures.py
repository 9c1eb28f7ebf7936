"""Pictures of the demonstration, drawn: a photo would show somebody's street or face."""

import io
from collections.abc import Callable, Mapping
from functools import cache
from random import Random
from typing import Final

from PIL import Image, ImageDraw, ImageOps

_SIZE = (1200, 900)
_GROUND = 560
"""Pixels from the top to where the ground begins."""

_DAY_WALLS: Final = ("#c9b9a2", "#a39684", "#d8cdbb", "#8f8577", "#bda58c", "#e0d8ca")
_NIGHT_WALLS: Final = ("#3a4254", "#465067", "#2c3343", "#525d76", "#394a5e")

Pen = ImageDraw.ImageDraw


@cache
def drawn(name: str, spot: str) -> bytes:
    """The picture of this name as a JPEG, in the street of this ``spot``: no two streets look the same, so that no
    photo is taken for one that was used before."""
    night, lots = name in {"dark", "lamp"}, Random(f"{name} {spot}")  # noqa: S311 - lots, not secrets
    image = Image.new("RGB", _SIZE)
    pen = ImageDraw.Draw(image)
    _sky(pen, lots, night=night)
    _street(pen, lots, night=night)
    _SCENES[name](pen)
    if lots.random() < 1 / 2:
        image = ImageOps.mirror(image)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _sky(pen: Pen, lots: Random, *, night: bool) -> None:
    """With clouds, broad and faint."""
    red, green, blue = (35, 42, 58) if night else (217, 226, 230)
    pen.rectangle((0, 0, *_SIZE), fill=(red, green, blue))
    for _cloud in range(7):
        x, y, shade = lots.randint(-200, 1100), lots.randint(-60, 330), lots.randint(-12, 12)
        pen.ellipse((x, y, x + lots.randint(250, 600), y + 130), fill=(red + shade, green + shade, blue + shade))


def _street(pen: Pen, lots: Random, *, night: bool) -> None:
    """Houses side by side, and shadows on the ground before them."""
    walls = _NIGHT_WALLS if night else _DAY_WALLS
    left = lots.randint(-150, 0)
    while left < _SIZE[0]:
        width, top, wall = lots.randint(120, 290), lots.randint(60, 400), lots.choice(walls)
        pen.rectangle((left, top, left + width, _GROUND), fill=wall)
        for row in range(top + 35, _GROUND - 60, 75):
            for column in range(left + 22, left + width - 36, 58):
                lit = night and (row + column) % 4 == 0
                glass = "#e9c46a" if lit else ("#2b3244" if night else "#8fa6ad")
                pen.rectangle((column, row, column + 34, row + 42), fill=glass)
        left += width + lots.choice((0, 15, 90))
    pen.rectangle((0, _GROUND, *_SIZE), fill="#2d323c" if night else "#9a9a96")
    for _shadow in range(9):
        x, y = lots.randint(-150, 1150), lots.randint(_GROUND, 860)
        shade = lots.choice(("#262b34", "#353b46") if night else ("#8b8b87", "#a8a8a3", "#91918d"))
        pen.polygon(((x, y), (x + 260, y - 15), (x + 330, y + 70), (x + 40, y + 95)), fill=shade)
    pen.polygon(((0, 650), (1200, 620), (1200, 665), (0, 700)), fill="#3b414c" if night else "#b9b5aa")


def _hole(pen: Pen) -> None:
    pen.ellipse((380, 700, 820, 840), fill="#5c5954", outline="#3f3d3a", width=8)
    pen.ellipse((450, 740, 760, 820), fill="#6d7f86")
    for x in range(330, 900, 95):
        pen.polygon(((x, 690 + x % 40), (x + 30, 700), (x + 12, 725)), fill="#77736c")


def _bins(pen: Pen) -> None:
    for left, colour in ((380, "#4a6b52"), (590, "#5a6f86")):
        pen.rectangle((left, 500, left + 170, 760), fill=colour, outline="#2f3b34", width=6)
        pen.ellipse((left - 15, 440, left + 120, 530), fill="#e7e2d6")
        pen.ellipse((left + 60, 450, left + 190, 535), fill="#3d3d42")
    for x in range(300, 960, 110):
        pen.ellipse((x, 770 + x % 50, x + 90, 835 + x % 40), fill=("#e7e2d6", "#3d3d42", "#b98b57")[x % 3])


def _post(pen: Pen) -> None:
    pen.rectangle((588, 170, 606, 760), fill="#565d6b")
    pen.line((597, 175, 760, 150), fill="#565d6b", width=14)
    pen.rounded_rectangle((730, 138, 850, 168), 12, fill="#6c7484")


def _lamp(pen: Pen) -> None:
    pen.polygon(((790, 168), (560, 830), (1080, 800)), fill="#6b6340")
    _post(pen)
    pen.ellipse((750, 150, 835, 200), fill="#ffe9a8")


def _drain(pen: Pen) -> None:
    pen.ellipse((170, 640, 1050, 850), fill="#5f7480")
    pen.rectangle((480, 700, 720, 790), fill="#3c4245", outline="#25292b", width=6)
    for x in range(505, 710, 32):
        pen.rectangle((x, 715, x + 12, 775), fill="#171a1b")


def _stall(pen: Pen) -> None:
    pen.polygon(((260, 430), (900, 430), (970, 520), (190, 520)), fill="#a94f3f")
    for left in range(240, 900, 165):
        pen.rectangle((left, 600, left + 145, 720), fill="#b48a5a", outline="#7b5a36", width=5)
        for x in range(left + 12, left + 125, 30):
            pen.ellipse((x, 585, x + 30, 615), fill=("#d98a2b", "#8fae3c", "#c2452d")[left % 3])


def _flyers(pen: Pen) -> None:
    pen.rectangle((180, 120, 1020, 640), fill="#bdb3a3")
    for number in range(22):
        left, top = 220 + (number * 137) % 720, 150 + (number * 89) % 420
        pen.rectangle((left, top, left + 70, top + 50), fill=("#f2efe4", "#f0d76a", "#d5e3ef")[number % 3])
        pen.line((left + 8, top + 18, left + 60, top + 18), fill="#6a6a6a", width=4)
        pen.line((left + 8, top + 32, left + 48, top + 32), fill="#6a6a6a", width=4)


def _cars(pen: Pen) -> None:
    for left, colour in ((140, "#7d8b99"), (620, "#8c5b4d")):
        pen.rounded_rectangle((left, 640, left + 430, 770), 34, fill=colour)
        pen.polygon(((left + 80, 642), (left + 130, 560), (left + 300, 560), (left + 360, 642)), fill=colour)
        for x in (left + 60, left + 290):
            pen.ellipse((x, 730, x + 84, 814), fill="#2a2a2a")
    for x in range(60, 1150, 120):
        pen.line((x, 880, x + 70, 830), fill="#e0c14f", width=14)


def _rubble(pen: Pen) -> None:
    for number in range(40):
        x, y = 280 + (number * 149) % 620, 560 + (number * 61) % 260
        pen.polygon(
            ((x, y), (x + 80, y - 26), (x + 105, y + 34), (x + 24, y + 52)),
            fill=("#8c8579", "#a39684", "#74604d", "#b7afa3")[number % 4],
        )


def _clean(pen: Pen) -> None:
    for x in range(0, 1200, 120):
        pen.line((x, 740, x - 60, 900), fill="#8b8b86", width=4)
    pen.line((0, 760, 1200, 745), fill="#8b8b86", width=4)
    for x in (160, 980):
        pen.ellipse((x - 70, 480, x + 70, 620), fill="#6f8f5f")
        pen.rectangle((x - 8, 600, x + 8, 690), fill="#6b5138")


_SCENES: Final[Mapping[str, Callable[[Pen], None]]] = {
    "pothole": _hole,
    "bins": _bins,
    "dark": _post,
    "lamp": _lamp,
    "drain": _drain,
    "stall": _stall,
    "flyers": _flyers,
    "cars": _cars,
    "rubble": _rubble,
    "clean": _clean,
}
