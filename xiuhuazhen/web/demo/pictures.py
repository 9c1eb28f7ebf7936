"""Pictures of the demonstration, drawn: a photo would show somebody's street or face."""

import io
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final

from PIL import Image, ImageDraw

_SIZE = (1200, 900)
_GROUND = 560
"""Pixels from the top to where the ground begins."""

Pen = ImageDraw.ImageDraw


@cache
def drawn(name: str) -> bytes:
    """The picture of this name as a JPEG."""
    night = name in {"dark", "lamp"}
    image = Image.new("RGB", _SIZE, "#232a3a" if night else "#d9e2e6")
    pen = ImageDraw.Draw(image)
    _street(pen, night=night)
    _SCENES[name](pen)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


def _street(pen: Pen, *, night: bool) -> None:
    walls = ("#3a4254", "#465067", "#333b4d") if night else ("#c9b9a2", "#b8ab98", "#d2c6b2")
    for number in range(6):
        left, top = number * 215 - 30, 130 + (number * 97) % 160
        pen.rectangle((left, top, left + 200, _GROUND), fill=walls[number % 3])
        for row in range(top + 35, _GROUND - 60, 75):
            for column in range(left + 22, left + 170, 58):
                lit = night and (row + column) % 4 == 0
                glass = "#e9c46a" if lit else ("#2b3244" if night else "#8fa6ad")
                pen.rectangle((column, row, column + 34, row + 42), fill=glass)
    pen.rectangle((0, _GROUND, *_SIZE), fill="#2d323c" if night else "#9a9a96")
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
