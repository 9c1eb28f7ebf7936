"""What holds for every template of the product."""

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

PACKAGE = Path(__file__).resolve().parents[2] / "xiuhuazhen"
TEMPLATES = sorted(PACKAGE.glob("**/templates/**/*.html"))
NAMES = [str(path).rpartition("/templates/")[2] for path in TEMPLATES]
SPRITE = (PACKAGE / "web/static/vendor/tabler-icons/sprite.svg").read_text()
MARKS = (PACKAGE / "web/static/web/stitches.svg").read_text()


def test_there_are_templates() -> None:
    """The tests below look at the product's templates, not at an empty folder."""
    assert "web/base.html" in NAMES
    assert "cases/report.html" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(name: str) -> None:
    """Tags, filters and included names that do not exist are found here and not by a resident."""
    assert get_template(name).template.name == name


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_no_template_has_inline_style_or_script(path: Path) -> None:
    """The content security policy refuses both, so a page that relied on them would look broken."""
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\ssrc=)", text)


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_every_template_states_its_context(path: Path) -> None:
    """Views are written against the comment at the top, which says which names a template needs."""
    assert "{% comment %}" in path.read_text()[:400]


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_no_template_has_chinese_of_its_own(path: Path) -> None:
    """Texts for people go through the catalogue."""
    assert not re.search(r"[\u4e00-\u9fff]", path.read_text())


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_every_icon_is_in_the_sprite(path: Path) -> None:
    """A missing icon draws nothing and raises nothing."""
    text = path.read_text()
    for name in re.findall(r'{% icon "([^"]+)"', text):
        assert f'<symbol id="{name}"' in SPRITE, name
    for name in re.findall(r'{% mark "([^"]+)"', text):
        assert f'<symbol id="{name}"' in MARKS, name
