"""What became of codes between two lists is written as history."""

from io import StringIO

import pytest
from django.core.management import call_command

from tests.core.areas.makers import AT, BASIS, BY, WEST_BOX, day, drawn
from tests.core.areas.test_codes import LIST
from xiuhuazhen.core.areas import actions, queries
from xiuhuazhen.core.areas.actions import ChangeCount
from xiuhuazhen.core.areas.errors import AreaNotFound, ListRefused
from xiuhuazhen.core.areas.models import Area, Boundary
from xiuhuazhen.core.areas.rules.lists import ChangeRow, CodeRow
from xiuhuazhen.core.audit.models import AuditRow

pytestmark = pytest.mark.django_db

FROM, TO = day("2020-06-30"), day("2023-06-30")
DIFF = LIST.with_name("qinghai_diff_2020_to_2023.csv")
ABOVE = {"63": "青海省", "6301": "西宁市", "630102": "城东区", "630102005": "火车站街道"}
RENAMED = ChangeRow(2, "630102005001", "renamed", "火车站社区居民委员会", "车站社区居民委员会")
REMOVED = ChangeRow(3, "630102005003", "removed", "旧社区居民委员会", "")
ADDED = ChangeRow(4, "630102005004", "added", "", "富民路社区居民委员会")


def listed(*, later):
    """The tree of the later list, or of the earlier one."""
    community = "车站社区居民委员会" if later else "火车站社区居民委员会"
    last = {"630102005004": ADDED.name_after} if later else {"630102005003": REMOVED.name_before}
    names = {**ABOVE, "630102005001": community, **last}
    rows = [CodeRow(number, code, name) for number, (code, name) in enumerate(names.items(), start=2)]
    actions.import_codes(rows=rows, as_of=TO if later else FROM, basis=BASIS, by=BY, at=AT)


def changed(*rows):
    return actions.import_changes(rows=rows, since=FROM, until=TO, basis=BASIS, by=BY, at=AT)


@pytest.mark.parametrize("later", [True, False], ids=["tree of 2023", "tree of 2020"])
def test_both_trees_end_in_the_same_history(later):
    """Whichever list was here first: earlier name, ended place and new place come out the same."""
    listed(later=later)
    assert changed(RENAMED, REMOVED, ADDED) == ChangeCount(added=1, removed=1, renamed=1, unchanged=0)
    renamed = Area.objects.get(code=RENAMED.code)
    assert renamed.name == "车站社区居民委员会"
    assert set(renamed.designations.values_list("name", "valid_from", "valid_to")) == {
        ("火车站社区居民委员会", None, TO),
        ("车站社区居民委员会", TO, None),
    }
    removed = Area.objects.get(code=REMOVED.code)
    assert (removed.valid_from, removed.valid_to, removed.parent.code) == (None, TO, "630102005")
    assert removed.designations.get().valid_to == TO
    added = Area.objects.get(code=ADDED.code)
    assert (added.valid_from, added.valid_to) == (TO, None)
    assert added.designations.get().valid_from == TO


@pytest.mark.parametrize("later", [True, False])
def test_the_same_changes_again_change_nothing(later):
    """And leave no second row of history."""
    listed(later=later)
    changed(RENAMED, REMOVED, ADDED)
    history = AuditRow.objects.count()
    assert changed(RENAMED, REMOVED, ADDED) == ChangeCount(unchanged=3)
    assert AuditRow.objects.count() == history
    assert Area.objects.count() == 7


def test_the_removed_code_has_no_successor():
    """It is no present place, and names none that took over."""
    listed(later=True)
    changed(REMOVED)
    with pytest.raises(AreaNotFound):
        queries.area_by_code(REMOVED.code)


def test_a_place_that_ends_loses_its_boundary():
    """The boundary ends on the same day."""
    listed(later=False)
    drawn(at=AT.replace(year=2021), c630102005003=WEST_BOX)
    changed(REMOVED)
    assert Boundary.objects.get().valid_to == TO


def test_a_place_whose_boundary_is_newer_cannot_end_before_it():
    """Somebody drew it after the place is said to have ended: a person has to look."""
    listed(later=False)
    drawn(c630102005003=WEST_BOX)
    with pytest.raises(ListRefused, match="2026-11-23"):
        changed(REMOVED)
    assert Area.objects.get(code=REMOVED.code).valid_to is None


def test_a_removed_place_whose_county_is_unknown_goes_under_the_nearest_known():
    """Lists of changes name towns and villages only; their county may have got another code."""
    listed(later=True)
    town, village = "630199001", "630199001001"
    changed(ChangeRow(2, village, "removed", "旧村村委会", ""), ChangeRow(3, town, "removed", "旧街道", ""))
    assert Area.objects.get(code=town).parent.code == "6301"
    assert Area.objects.get(code=village).parent.code == town


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (ChangeRow(9, "630102005001", "merged", "甲", "乙"), "merged"),
        (ChangeRow(9, "630102005001", "renamed", "火车站社区居民委员会", ""), "630102005001"),
        (ChangeRow(9, "630102005009", "renamed", "甲", "乙"), "630102005009"),
        (ChangeRow(9, "630102005001", "renamed", "甲社区", "乙社区"), "车站社区居民委员会"),
        (ChangeRow(9, "630102005001", "removed", "甲社区", ""), "车站社区居民委员会"),
        (ChangeRow(9, "630102005", "removed", "火车站街道", ""), "车站社区居民委员会"),
        (ChangeRow(9, "630199001001", "added", "", "新社区"), "630199001"),
    ],
    ids=["no such change", "no new name", "unknown code", "other names", "other name", "still holds", "no parent"],
)
def test_a_wrong_row_is_named_and_nothing_is_stored(row, word):
    """The good row before it is not stored either."""
    listed(later=True)
    with pytest.raises(ListRefused) as refusal:
        changed(ADDED, row)
    ((where, sentence),) = refusal.value.fields.items()
    assert "9" in where
    assert word in sentence
    assert Area.objects.get(code=ADDED.code).valid_from is None


def test_lists_in_the_wrong_order_are_refused():
    """Otherwise every change would be dated too early."""
    listed(later=True)
    with pytest.raises(ListRefused):
        actions.import_changes(rows=[RENAMED], since=TO, until=FROM, basis=BASIS, by=BY, at=AT)
    assert Area.objects.get(code=RENAMED.code).designations.count() == 1


def test_the_changes_of_qinghai_come_in_once():
    """1,133 rows on top of the list of 2023, which afterwards still changes nothing."""
    for _time in range(2):
        call_command("areas_import_codes", LIST, "--as-of", "2023-06-30", stdout=StringIO())
        call_command("areas_import_changes", DIFF, "--from", "2020-06-30", "--to", "2023-06-30", stdout=StringIO())
    assert AuditRow.objects.count() == 2
    after = AuditRow.objects.get(action="areas.changes.imported").after
    assert after == {
        "from": "2020-06-30",
        "to": "2023-06-30",
        "added": 236,
        "removed": 226,
        "renamed": 671,
        "unchanged": 0,
    }
    assert Area.objects.present().count() == 5192
    assert Area.objects.filter(valid_to=TO).count() == 226
    assert Area.objects.in_force(FROM).count() == 5192 - 236 + 226
