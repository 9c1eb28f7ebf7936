"""The files that browsers get: known, unchanged, small enough."""

import gzip
import hashlib
import re
from pathlib import Path

import pytest

from xiuhuazhen.core.procedures.thread import StitchShape

STATIC = Path(__file__).resolve().parents[2] / "xiuhuazhen/web/static"
VENDOR = STATIC / "vendor"
LISTED = dict(
    re.findall(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", (VENDOR / "README.md").read_text(), re.MULTILINE)
)

REPORT_PAGE = [
    "vendor/tabler/tabler.min.css",
    "vendor/tabler-icons/sprite.svg",
    "web/xiuhuazhen.css",
    "web/stitches.svg",
    "web/icon.svg",
    "web/shell.js",
    "web/draft.js",
    "web/photos.js",
    "web/position.js",
    "web/ground.js",
    "web/steps.js",
]


def test_every_vendored_file_is_listed() -> None:
    """Nothing of others is served without a line that says which version and licence it has."""
    found = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file() and path.name != "README.md"}
    assert found == set(LISTED)


@pytest.mark.parametrize("name", sorted(LISTED))
def test_vendored_files_are_as_listed(name: str) -> None:
    """The checksum in the list is that of the file."""
    assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == LISTED[name]


def test_the_report_page_is_small() -> None:
    """All files of the resident's first page take at most 145 KB compressed, which leaves 5 KB for the page itself."""
    assert sum(len(gzip.compress((STATIC / name).read_bytes(), 6)) for name in REPORT_PAGE) <= 145 * 1024


def test_the_style_sheet_works_in_chrome_80() -> None:
    """What engines of cheap phones drop is not used."""
    text = re.sub(r"/\*.*?\*/", "", (STATIC / "web/xiuhuazhen.css").read_text(), flags=re.DOTALL)
    assert not re.search(r"color-mix\(|:has\(|:is\(|:where\(|oklch|[\s{]inset:|aspect-ratio|@layer|@container", text)
    flexible = [rule for rule in re.findall(r"\{[^{}]*\}", text) if re.search(r"display: *(inline-)?flex", rule)]
    assert flexible
    with_gaps = [rule for rule in flexible if re.search(r"\bgap: *[^0; ]", rule)]
    assert with_gaps == [], "between flexible boxes they came with Chrome 84"


def test_needle_red_is_named_once() -> None:
    """Red is a token; only the primary action and what is late use it."""
    text = (STATIC / "web/xiuhuazhen.css").read_text()
    assert text.count("#B3261E") == 1
    users = {line.split("{")[0].strip() for line in text.splitlines() if "var(--needle)" in line and "{" in line}
    assert users == {".due-late", ".counts .count-late b", ".pin-late", ".pin-group-late", ".way-first"}


@pytest.mark.parametrize("shape", list(StitchShape))
def test_every_shape_of_stitch_has_a_mark(shape: StitchShape) -> None:
    """A stitch without a mark would leave a hole in the thread."""
    assert f'<symbol id="{shape}"' in (STATIC / "web/stitches.svg").read_text()
