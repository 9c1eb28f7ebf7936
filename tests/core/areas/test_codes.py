"""Division codes: forms, levels, lineage, kinds (statistical division codes of the National Bureau of Statistics)."""

import csv
from pathlib import Path

import pytest

from xiuhuazhen.core import areas
from xiuhuazhen.core.areas.choices import DivisionKind, Level
from xiuhuazhen.core.areas.rules import codes

LIST = Path(areas.__file__).parent / "data" / "qinghai_63_all.csv"
KIND_NAMES = {
    "街道": DivisionKind.STREET,
    "镇": DivisionKind.TOWN,
    "乡": DivisionKind.TOWNSHIP,
    "类似乡级单位": DivisionKind.LIKE_TOWN,
    "居委会": DivisionKind.RESIDENTS,
    "村委会": DivisionKind.VILLAGERS,
    "类似居委会/虚拟社区": DivisionKind.LIKE_RESIDENTS,
    "类似村委会": DivisionKind.LIKE_VILLAGERS,
}


@pytest.mark.parametrize(
    ("given", "code", "level"),
    [
        ("63", "63", Level.PROVINCE),
        ("630000000000", "63", Level.PROVINCE),
        ("630000", "63", Level.PROVINCE),
        ("6301", "6301", Level.CITY),
        ("630100000000", "6301", Level.CITY),
        ("630102", "630102", Level.COUNTY),
        ("630102000000", "630102", Level.COUNTY),
        ("630102005", "630102005", Level.STREET),
        ("630102005000", "630102005", Level.STREET),
        (" 630102005001 ", "630102005001", Level.COMMUNITY),
        ("632802003010", "632802003010", Level.COMMUNITY),
        ("441900003000", "441900003", Level.STREET),
    ],
)
def test_a_code_and_its_padded_forms_are_one(given, code, level):
    """Zeros that only fill a code up to 12 (or 9, or 6) digits are dropped; the length then says the level."""
    assert codes.normalised(given) == code
    assert codes.level_of(code) == level


@pytest.mark.parametrize(
    "given", ["", "6", "630", "63010", "6301020", "63010200A", "６３０１", "00", "630102005001001", "²²"]
)
def test_what_is_no_division_code_is_none(given):
    """Other lengths, other characters (full-width digits too) and the province 00 are no division codes."""
    assert codes.normalised(given) is None


def test_lineage_runs_from_the_province_down():
    """Each place lies in those whose codes begin its own; a city without counties is skipped over."""
    assert codes.lineage("630102005001") == ("63", "6301", "630102", "630102005", "630102005001")
    assert codes.lineage("441900003") == ("44", "4419", "441900003")
    assert codes.parent_code("630102005001") == "630102005"
    assert codes.parent_code("63") is None


@pytest.mark.parametrize(
    ("given", "common"),
    [
        (["630102005001", "630102005002"], "630102005"),
        (["630102005001", "630103001"], "6301"),
        (["630102"], "630102"),
        (["63", "630102"], "63"),
        (["63", "44"], ""),
        ([], ""),
    ],
)
def test_the_place_that_holds_all_codes(given, common):
    """The lowest place above (or among) all of them."""
    assert codes.common_code(given) == common


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("630102001", DivisionKind.STREET),
        ("630102099", DivisionKind.STREET),
        ("630102100", DivisionKind.TOWN),
        ("630102199", DivisionKind.TOWN),
        ("630102200", DivisionKind.TOWNSHIP),
        ("630102399", DivisionKind.TOWNSHIP),
        ("630102400", DivisionKind.LIKE_TOWN),
        ("630102599", DivisionKind.LIKE_TOWN),
        ("630102600", None),
        ("630102001199", DivisionKind.RESIDENTS),
        ("630102001200", DivisionKind.VILLAGERS),
        ("630102001400", DivisionKind.LIKE_RESIDENTS),
        ("630102001498", DivisionKind.LIKE_RESIDENTS),
        ("630102001500", DivisionKind.LIKE_VILLAGERS),
        ("630102001600", None),
        ("630102", None),
    ],
)
def test_the_last_segment_says_the_kind(code, kind):
    """Ranges of the segments for towns and villages; above them, and outside the ranges, there is no kind."""
    assert codes.division_kind(code) is kind


def test_every_row_of_qinghai_agrees_with_the_rules():
    """5,192 rows: form, level, parent and kind follow from the code alone."""
    with LIST.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) == 5192
    for row in rows:
        code = row["code"]
        assert codes.normalised(code) == codes.normalised(code.ljust(12, "0")) == code
        assert str(int(codes.level_of(code))) == row["level"]
        assert (codes.parent_code(code) or "") == row["parent"]
        assert codes.division_kind(code) == KIND_NAMES.get(row["unit_kind_from_code"])


def test_grid_codes_carry_on_below_the_community():
    """The lowest free number: three digits for a grid, two more for a micro-grid."""
    taken = ["630102005001001", "630102005001003"]
    assert codes.next_grid_code("630102005001", Level.GRID, taken) == "630102005001002"
    assert codes.next_grid_code("630102005001002", Level.MICRO_GRID, []) == "63010200500100201"
