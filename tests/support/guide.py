"""The guides for users and their pictures, which are cut out of what the journeys saw.

``python -m tests.support.guide`` makes the pictures anew after the journeys ran; with names of pictures, only those.
The table ``docs/guide/pictures.toml`` says of each from which screenshot it is and which part is shown.
"""

import ast
import io
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po
from PIL import Image

from tests.support.sources import PACKAGE, PROJECT, SCREENSHOTS, tree

FOLDER = PROJECT / "docs" / "guide"
PICTURES = FOLDER / "pictures"
TABLE = FOLDER / "pictures.toml"
JOURNEYS = PROJECT / "tests" / "journeys"
PAGES = (
    *("resident", "grid-worker", "community-secretary", "dispatcher"),
    *("department-handler", "administrator", "it-officer"),
)
MOST_WIDTH = 900
MOST_BYTES = 60_000

_PICTURE = re.compile(r"!\[[^\]]+\]\(pictures/([^)]+)\)")
_WORDS = re.compile(r"「([^」\n]+)」|\*\*([^*\n]+)\*\*")
_FILLED_IN = re.compile(r"%%|%(?:\(\w+\))?[sdif]|\{\w*\}|<[^>]+>")
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
_LEAST_LITERAL = 3
"""A text of which less than this stays when names and numbers are filled in fits anything, and so proves nothing."""


@dataclass(frozen=True)
class Picture:
    """``shot`` is the name by which a journey looked; ``shown`` left, top, right and bottom of what is shown of it, in
    pixels: right and bottom 0 or less are counted from the end, and so is a negative top."""

    file: str
    shot: str
    shown: tuple[int, int, int, int] = (0, 0, 0, 0)

    def box(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """What is shown of a shot of this size. Raises ``ValueError`` when the shot does not reach so far."""
        (left, top, right, bottom), (width, height) = self.shown, size
        top = top + height if top < 0 else top
        right = right if right > 0 else right + width
        bottom = bottom if bottom > 0 else bottom + height
        if not (0 <= left < right <= width and 0 <= top < bottom <= height):
            raise ValueError(f"{self.file}: {self.shot} is {width} by {height}, too small for {list(self.shown)}")
        return left, top, right, bottom


def pictures() -> dict[str, Picture]:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {file: Picture(file, row["shot"], tuple(row.get("shown", (0, 0, 0, 0)))) for file, row in table.items()}


def page(name: str) -> str:
    return (FOLDER / f"{name}.md").read_text(encoding="utf-8")


def pictures_named_in(text: str) -> list[str]:
    return _PICTURE.findall(text)


def shots() -> set[str]:
    """Every name by which some journey looks at a page; one that is put together stands with ``*`` for its parts."""
    return {name for path in JOURNEYS.rglob("*.py") for name in _shots_in(tree(path))}


def _shots_in(module: ast.Module) -> Iterator[str]:
    for call in ast.walk(module):
        if isinstance(call, ast.Call):
            if isinstance(call.func, ast.Attribute) and call.func.attr == "looks" and call.args:
                yield _name(call.args[0])
            yield from (_name(each.value) for each in call.keywords if each.arg == "look")


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "*" for part in node.values)
    return "*"


def is_shot(name: str, known: set[str]) -> bool:
    """Whether some journey looks by this name. One whose beginning is put together proves nothing."""
    begun = [each for each in known if not each.startswith("*")]
    return any(re.fullmatch(re.escape(each).replace(r"\*", r"[\w-]+"), name) for each in begun)


def words_in(text: str) -> list[str]:
    """What a guide says stands on the screen: in corner brackets or in bold, outside blocks of commands."""
    return [first or second for first, second in _WORDS.findall(_FENCED.sub("", text))]


def bold_in(text: str) -> list[str]:
    return [second for _first, second in _WORDS.findall(_FENCED.sub("", text)) if second]


@cache
def texts() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """The Chinese of all catalogues: texts as they are, and those in which something is filled in."""
    plain, filled = set(), []
    for path in PACKAGE.rglob("locale/zh_Hans/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="zh_Hans"):
                for text in [message.string] if isinstance(message.string, str) else message.string:
                    pieces = _FILLED_IN.split(text)
                    if len(pieces) == 1:
                        plain.add(text)
                    elif sum(len(piece.strip()) for piece in pieces) >= _LEAST_LITERAL:
                        filled.append(re.compile(".+?".join(re.escape(piece) for piece in pieces)))
    return frozenset(plain), tuple(filled)


def is_shown(words: str) -> bool:
    """Whether some catalogue has these words: all of one text, or one with something filled in."""
    plain, filled = texts()
    return words in plain or any(pattern.fullmatch(words) for pattern in filled)


def cut(picture: Picture, shot: Image.Image) -> bytes:
    """The picture as WebP, at most as wide as a page needs and as sharp as ``MOST_BYTES`` allows.

    Raises ``ValueError`` when that part is not there any more, or nothing small enough comes of it.
    """
    shown = shot.convert("RGB").crop(picture.box(shot.size))
    width = min(shown.width, MOST_WIDTH)
    shown = shown.resize((width, round(shown.height * width / shown.width)), Image.Resampling.LANCZOS)
    for quality in range(86, 40, -6):
        out = io.BytesIO()
        shown.save(out, "WEBP", quality=quality, method=6)
        if out.tell() <= MOST_BYTES:
            return out.getvalue()
    raise ValueError(f"{picture.file}: more than {MOST_BYTES} bytes; show less of it")


def write(names: list[str], *, out: Path = SCREENSHOTS) -> list[str]:
    """Make these pictures, or all; gives the shots that no journey has left here."""
    PICTURES.mkdir(exist_ok=True)
    missing = []
    for picture in pictures().values():
        if names and picture.file not in names:
            continue
        path = out / f"{picture.shot}.png"
        if not path.exists():
            missing.append(picture.shot)
            continue
        with Image.open(path) as shot:
            (PICTURES / picture.file).write_bytes(cut(picture, shot))
    return missing


if __name__ == "__main__":
    if left_out := write(sys.argv[1:]):
        sys.exit("Run their journeys first: " + ", ".join(left_out))
