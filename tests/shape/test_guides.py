"""What the guides say is so: pictures come from journeys, words stand on the screen, links lead somewhere."""

import io
import os
import re
import subprocess
import sys
from urllib.parse import unquote

import pytest
from PIL import Image

from tests.support import guide
from tests.support.sources import PROJECT, named

LINK = re.compile(r"(?<!`)\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
DOCUMENTS = sorted(
    path for path in (*PROJECT.glob("*.md"), *(PROJECT / "docs").rglob("*.md"), PROJECT / "deploy" / "README.md")
)
CHAPTERS = ("## 头五分钟", "## 出了问题", "## 问谁")


def anchors(text: str) -> set[str]:
    """The headings as addresses within a page, as code hosting sites make them."""
    return {re.sub(r"[^\w\- ]", "", title.lower()).strip().replace(" ", "-") for title in HEADING.findall(text)}


def lost_links(text, path):
    """Links to files or headings that are not there. What lies outside the project is not asked."""
    for link in LINK.findall(text):
        if re.match(r"\w+:", link):
            continue
        file, _, anchor = unquote(link).partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.exists():
            yield link
        elif anchor and target.suffix == ".md":
            there = text if target == path else target.read_text(encoding="utf-8")
            if anchor not in anchors(there):
                yield link


@pytest.mark.parametrize("name", [*guide.PAGES, "README"])
def test_every_word_of_a_guide_stands_on_the_screen(name):
    """A button, entry, state or message that a guide quotes is in a catalogue, so a renamed one is found here."""
    text = guide.page(name)
    words = guide.words_in(text)
    assert len(words) > 10
    assert [each for each in words if not guide.is_shown(each)] == []
    # Between Chinese letters, bold that ends with a mark is not shown as bold.
    assert [each for each in guide.bold_in(text) if not (each[0].isalnum() and each[-1].isalnum())] == []


@pytest.mark.parametrize("name", guide.PAGES)
def test_a_guide_begins_with_five_minutes_and_ends_with_whom_to_ask(name):
    text = guide.page(name)
    places = [text.find(chapter) for chapter in CHAPTERS]
    assert -1 not in places
    assert places == sorted(places)
    assert text.index("\n## ") + 1 == places[0]
    assert guide.pictures_named_in(text)


def test_the_index_names_every_guide():
    index = guide.page("README")
    assert sorted(path.stem for path in guide.FOLDER.glob("*.md")) == sorted((*guide.PAGES, "README"))
    assert [name for name in guide.PAGES if f"]({name}.md)" not in index] == []


def test_every_picture_is_in_the_table_there_and_used():
    shown = [file for name in (*guide.PAGES, "README") for file in guide.pictures_named_in(guide.page(name))]
    assert sorted(set(shown)) == sorted(guide.pictures())
    assert sorted(path.name for path in guide.PICTURES.iterdir()) == sorted(guide.pictures())


@pytest.mark.parametrize("picture", guide.pictures().values(), ids=guide.pictures())
def test_a_picture_is_what_a_journey_saw(picture):
    """A journey looks by this name; the picture is small enough for a slow line, and as wide as a page needs."""
    assert guide.is_shot(picture.shot, guide.shots())
    path = guide.PICTURES / picture.file
    assert path.stat().st_size <= guide.MOST_BYTES
    with Image.open(path) as image:
        assert (image.format, image.width <= guide.MOST_WIDTH) == ("WEBP", True)


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_every_link_leads_somewhere(path):
    assert list(lost_links(path.read_text(encoding="utf-8"), path)) == []


def test_lost_links_would_be_found():
    path = guide.FOLDER / "README.md"
    text = "# 问谁\n[a](resident.md) [b](nobody.md) [c](#问谁) [d](#no) [e](https://example.org/) ![f](pictures/x.webp)"
    assert list(lost_links(text, path)) == ["nobody.md", "#no", "pictures/x.webp"]


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("处理完成", True),
        ("已超期 3 天", True),
        ("这里属于中庄1-2网格。", True),
        ("处理", False),
        ("处理完成了吧", False),
        ("路灯", False),
    ],
)
def test_words_that_are_nowhere_would_be_found(words, shown):
    assert guide.is_shown(words) is shown


def test_words_are_found_in_brackets_and_in_bold():
    text = "按**签收**，看到「待签收」。\n```\n**不算**\n```\n"
    assert guide.words_in(text) == ["签收", "待签收"]


@pytest.mark.parametrize(
    ("name", "known"), [("lamp-01", True), ("map-1-360", True), ("map-1", False), ("above-17-done", False)]
)
def test_names_that_no_journey_has_would_be_found(name, known):
    """Those put together count with what begins them; one that begins with something put together never does."""
    assert guide.is_shot(name, {"lamp-01", "map-1-*", "*-done", "*"}) is known


@pytest.mark.parametrize(
    ("shown", "size"),
    [
        ((0, 0, 0, 0), (900, 562)),
        ((0, 0, 0, 400), (900, 281)),
        ((80, -300, -400, -100), (800, 200)),
    ],
)
def test_a_picture_is_cut_and_scaled(shown, size):
    """Right and bottom count from the end, so that a form near it is found under any length of what is above."""
    data = guide.cut(guide.Picture("x.webp", "x", shown), Image.new("RGB", (1280, 800), "white"))
    with Image.open(io.BytesIO(data)) as image:
        assert image.size == size


@pytest.mark.parametrize("shown", [(0, 0, 0, 400), (0, -400, 0, 0), (0, 200, 0, 100), (0, 0, 400, 0)])
def test_a_part_that_is_gone_is_told(shown):
    with pytest.raises(ValueError, match="x is 360 by 300, too small for"):
        guide.cut(guide.Picture("x.webp", "x", shown), Image.new("RGB", (360, 300)))


def test_pictures_are_made_without_settings():
    """`make guide` starts no product; what it loads must not ask for one."""
    own = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    subprocess.run([sys.executable, "-c", "import tests.support.guide"], env=own, cwd=PROJECT, check=True)
