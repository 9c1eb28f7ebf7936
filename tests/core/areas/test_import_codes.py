"""A list of division codes comes in whole or not at all, and again without effect."""

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests.core.areas.makers import AT, BASIS, BY, day
from tests.core.areas.test_codes import LIST
from xiuhuazhen.core.areas import actions, queries
from xiuhuazhen.core.areas.actions import CodeCount
from xiuhuazhen.core.areas.errors import ListRefused
from xiuhuazhen.core.areas.models import Area, Designation
from xiuhuazhen.core.areas.rules.lists import CodeRow
from xiuhuazhen.core.audit.models import AuditRow

pytestmark = pytest.mark.django_db

NAMES = {
    "63": "青海省",
    "6301": "西宁市",
    "630102": "城东区",
    "630102005": "火车站街道",
    "630102005001": "火车站社区居民委员会",
}


def rows(names=NAMES):
    return [CodeRow(number, code, name) for number, (code, name) in enumerate(names.items(), start=2)]


def imported(names=NAMES, as_of="2020-06-30"):
    return actions.import_codes(rows=rows(names), as_of=day(as_of), basis=BASIS, by=BY, at=AT)


def refused(*given):
    with pytest.raises(ListRefused) as refusal:
        actions.import_codes(rows=given, as_of=day("2020-06-30"), basis=BASIS, by=BY, at=AT)
    assert not Area.objects.exists()
    assert not AuditRow.objects.exists()
    return refusal.value


def test_a_list_becomes_a_tree():
    """Each row has its parent, level and path, and a designation whose beginning is not known."""
    assert imported() == CodeCount(added=5, renamed=0, unchanged=0, absent=0)
    area = Area.objects.get(code="630102005001")
    assert area.parent.code == "630102005"
    assert area.level == 5
    assert area.path == f"{area.parent.path}{area.pk}/"
    assert [place.name for place in queries.ancestors(area)] == ["青海省", "西宁市", "城东区", "火车站街道"]
    designation = Designation.objects.get(area=area)
    assert (designation.name, designation.valid_from, designation.valid_to) == ("火车站社区居民委员会", None, None)
    assert designation.basis == BASIS


def test_rows_may_come_in_any_order_and_padded():
    """The tree follows from the codes."""
    padded = [CodeRow(number, row.code.ljust(12, "0"), row.name) for number, row in enumerate(reversed(rows()), 2)]
    actions.import_codes(rows=padded, as_of=day("2020-06-30"), basis=BASIS, by=BY, at=AT)
    assert set(Area.objects.values_list("code", flat=True)) == set(NAMES)


def test_the_same_list_again_changes_nothing():
    """It says so, and leaves no second row of history."""
    imported()
    assert imported() == CodeCount(added=0, renamed=0, unchanged=5, absent=0)
    assert Designation.objects.count() == 5
    assert AuditRow.objects.count() == 1


def test_an_import_leaves_one_row_of_history():
    """Who, when, which list, how many."""
    imported()
    row = AuditRow.objects.get()
    assert (row.action, row.actor_key, row.at, row.area_code, row.reason) == (
        "areas.codes.imported",
        "person:test",
        AT,
        "63",
        BASIS,
    )
    assert row.after == {"as_of": "2020-06-30", "added": 5, "renamed": 0, "unchanged": 0, "absent": 0}


def test_another_name_closes_the_old_designation_and_opens_a_new_one():
    """The area keeps its id; the new name holds from the day of the list."""
    imported()
    before = Area.objects.get(code="630102005001")
    count = imported({**NAMES, "630102005001": "车站社区居民委员会"}, as_of="2023-06-30")
    assert count == CodeCount(added=0, renamed=1, unchanged=4, absent=0)
    area = Area.objects.get(code="630102005001")
    assert (area.pk, area.name) == (before.pk, "车站社区居民委员会")
    spans = area.designations.order_by("valid_to").values_list("name", "valid_from", "valid_to")
    assert set(spans) == {
        ("火车站社区居民委员会", None, day("2023-06-30")),
        ("车站社区居民委员会", day("2023-06-30"), None),
    }
    assert area.designations.in_force(day("2023-06-29")).get().name == "火车站社区居民委员会"
    assert area.designations.in_force(day("2023-06-30")).get().name == "车站社区居民委员会"


def test_an_older_list_cannot_overwrite_a_newer_name():
    """The row is named, with the day since when the present name holds."""
    imported()
    imported({**NAMES, "630102005001": "车站社区居民委员会"}, as_of="2023-06-30")
    with pytest.raises(ListRefused) as refusal:
        imported(NAMES, as_of="2021-06-30")
    assert len(refusal.value.fields) == 1
    assert "2023-06-30" in refusal.value.message
    assert Area.objects.get(code="630102005001").name == "车站社区居民委员会"


def test_what_a_list_leaves_out_stays_and_is_counted():
    """A list does not say what became of a place; those that lie beside listed ones are counted as absent."""
    imported({**NAMES, "630102005002": "中庄社区居民委员会"})
    assert imported().absent == 1
    assert Area.objects.get(code="630102005002").valid_to is None


def test_a_part_of_the_list_may_come_later():
    """A county's list needs only what lies above it to be here."""
    imported({code: NAMES[code] for code in ("63", "6301", "630102")})
    assert imported({code: NAMES[code] for code in ("630102005", "630102005001")}).added == 2


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (CodeRow(3, "63010", "城东区"), "63010"),
        (CodeRow(3, "6301", ""), "6301"),
        (CodeRow(3, "6301", "西" * 81), "80"),
        (CodeRow(3, "630000", "又一个青海"), "2"),
        (CodeRow(3, "6301", "西宁市", level="3"), "3"),
        (CodeRow(3, "6301", "西宁市", parent="62"), "62"),
        (CodeRow(3, "630102", "城东区"), "6301"),
    ],
    ids=["no code", "no name", "long name", "twice", "wrong level", "wrong parent", "unknown parent"],
)
def test_a_wrong_row_is_named_and_nothing_is_stored(row, word):
    """One fault, one sentence, under the number that the spreadsheet shows."""
    refusal = refused(CodeRow(2, "63", "青海省"), row)
    ((where, sentence),) = refusal.fields.items()
    assert re.findall(r"\d+", where) == ["3"]
    assert word in sentence


def test_all_wrong_rows_are_named_at_once():
    """In the order of the file."""
    refusal = refused(CodeRow(2, "x", "甲"), CodeRow(3, "63", "青海省"), CodeRow(4, "6301", ""))
    assert len(refusal.fields) == 2
    assert refusal.status == 422


def test_all_of_qinghai_comes_in():
    """5,192 rows from the file that is shipped; again they change nothing."""
    out = StringIO()
    call_command("areas_import_codes", LIST, "--as-of", "2023-06-30", stdout=out)
    call_command("areas_import_codes", LIST, "--as-of", "2023-06-30", stdout=out)
    first, again = out.getvalue().splitlines()
    assert re.findall(r"\d+", first) == ["5192", "0", "0", "0"]
    assert re.findall(r"\d+", again) == ["0", "0", "5192", "0"]
    assert Area.objects.count() == Designation.objects.count() == 5192
    assert Area.objects.get(code="630102005").children.count() == 4
    assert AuditRow.objects.count() == 1
    assert AuditRow.objects.get().actor_key == "system"


def test_only_a_part_of_the_file_may_be_taken():
    """--within takes a place, what lies in it and what it lies in."""
    call_command("areas_import_codes", LIST, "--as-of", "2023-06-30", "--within", "630102005", stdout=StringIO())
    above, inside = {"63", "6301", "630102"}, {f"63010200500{number}" for number in (1, 4, 5, 6)}
    assert set(Area.objects.values_list("code", flat=True)) == {*above, "630102005", *inside}


def test_a_file_without_the_columns_is_refused(tmp_path):
    """The missing column is named."""
    path = tmp_path / "list.csv"
    path.write_text("编码,name\n63,青海省\n", encoding="utf-8")
    with pytest.raises(CommandError, match="code"):
        call_command("areas_import_codes", path, "--as-of", "2023-06-30")


def test_a_file_as_chinese_spreadsheets_write_it_is_read(tmp_path):
    """GB 18030 as well as UTF-8 with its mark."""
    for number, encoding in enumerate(("gb18030", "utf-8-sig")):
        path = tmp_path / f"list{number}.csv"
        path.write_text("code,name\n63,青海省\n", encoding=encoding)
        call_command("areas_import_codes", path, "--as-of", "2023-06-30", stdout=StringIO())
    assert Area.objects.get().name == "青海省"


def test_the_command_names_each_wrong_row(tmp_path):
    """One line a fault, no traceback."""
    path = tmp_path / "list.csv"
    path.write_text("code,name\n63,青海省\n6301,\n", encoding="utf-8")
    with pytest.raises(CommandError) as error:
        call_command("areas_import_codes", path, "--as-of", "2023-06-30")
    assert len(str(error.value).splitlines()) == 2
    assert "6301" in str(error.value)
