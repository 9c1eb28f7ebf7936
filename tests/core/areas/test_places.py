"""Single places: making, renaming, other names; and asking about the tree."""

from datetime import timedelta

import pytest

from tests.core.areas.makers import AT, BASIS, BY, created, day, street_with_two_communities
from xiuhuazhen.core.areas import actions, queries
from xiuhuazhen.core.areas.choices import AreaKind, Level
from xiuhuazhen.core.areas.errors import AliasTaken, AreaNotFound, BadArea, CodeTaken, LaterHistory
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.periods import in_force_on

pytestmark = pytest.mark.django_db


def renamed(area, name="", *, code="", on="2026-11-20"):
    return actions.rename_area(area=area, name=name or area.name, code=code, on=day(on), basis=BASIS, by=BY, at=AT)


def known_as(area, text):
    return actions.add_alias(area=area, text=text, basis=BASIS, by=BY, at=AT)


def test_a_place_begins_today_at_the_latest_and_not_before_what_it_lies_in():
    street, west, _east = street_with_two_communities()
    with pytest.raises(BadArea) as refused:
        created(west, "630102005001001", "第一网格", Level.GRID, valid_from=AT.date() + timedelta(days=1))
    assert list(refused.value.fields) == ["on"]
    young = created(street, "630102005009", "新社区", Level.COMMUNITY, valid_from=AT.date())
    with pytest.raises(BadArea):
        created(young, "630102005009001", "第一网格", Level.GRID, valid_from=AT.date() - timedelta(days=1))


def test_two_parts_of_a_place_do_not_bear_one_name():
    _street, west, east = street_with_two_communities()
    created(west, "630102005001001", "第一网格", Level.GRID)
    created(east, "630102005002001", "第一网格", Level.GRID)
    with pytest.raises(BadArea) as refused:
        created(west, "630102005001002", "第一网格", Level.GRID)
    assert list(refused.value.fields) == ["name"]
    second = created(west, "630102005001002", "第二网格", Level.GRID)
    with pytest.raises(BadArea):
        renamed(second, "第一网格")


@pytest.mark.parametrize("code", ["630102006001", "99999999999999999999", "630102005002001", "6301020050010011", "12"])
def test_a_grids_code_that_reads_as_a_place_elsewhere_is_refused(code):
    """One with a letter is the street's own."""
    _street, west, _east = street_with_two_communities()
    with pytest.raises(BadArea):
        created(west, code, "第一网格", Level.GRID)
    assert created(west, "630102005001-A", "第一网格", Level.GRID).code == "630102005001-A"


def test_a_grid_is_made_below_a_community():
    """With its designation and one row of history."""
    _street, west, _east = street_with_two_communities()
    history = AuditRow.objects.count()
    grid = created(west, "630102005001001", "第一网格", Level.GRID, kind=AreaKind.DEDICATED)
    assert (grid.parent, grid.path, grid.kind) == (west, f"{west.path}{grid.pk}/", "dedicated")
    assert grid.designations.get().name == "第一网格"
    assert AuditRow.objects.count() == history + 1
    row = AuditRow.objects.get(subject_id=str(grid.pk))
    assert (row.action, row.area_code) == ("areas.area.created", "630102005001001")
    assert row.after == {"name": "第一网格", "level": 6, "kind": "dedicated"}


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("630102005", Level.STREET),
        ("630103001001", Level.COMMUNITY),
        ("630102005003", Level.GRID),
        ("630102005", Level.COMMUNITY),
        ("", Level.COMMUNITY),
    ],
    ids=["no deeper", "elsewhere", "fits", "other level", "none"],
)
def test_a_place_must_fit_below_its_parent(code, level):
    """Deeper than the parent, and down to the community with a code of its own; a grid's code is free."""
    street = created(None, "630102005", "火车站街道", Level.STREET)
    if level == Level.GRID:
        assert created(street, code, "新地方", level).parent == street
    else:
        with pytest.raises(BadArea):
            created(street, code, "新地方", level)


@pytest.mark.parametrize(
    ("code", "name"), [("网格一", "第一网格"), ("1" * 21, "第一网格"), ("1", " "), ("1", "长" * 81)]
)
def test_a_grid_needs_a_plain_code_and_a_name(code, name):
    """Letters, digits and hyphens, at most 20; a name of 1 to 80 characters."""
    street = created(None, "630102005", "火车站街道", Level.STREET)
    with pytest.raises(BadArea):
        created(street, code, name, Level.GRID)


def test_a_grid_has_something_above_it():
    """It cannot be the top of what is installed."""
    with pytest.raises(BadArea):
        created(None, "1", "第一网格", Level.GRID)


def test_a_code_belongs_to_one_present_place():
    """Padded or not."""
    street_with_two_communities()
    with pytest.raises(CodeTaken) as refusal:
        created(None, "630102005000", "另一街道", Level.STREET)
    assert (refusal.value.status, set(refusal.value.fields)) == (409, {"code"})


def test_a_new_name_and_code_leave_the_id_and_the_history():
    """The old code still finds the place."""
    _street, west, _east = street_with_two_communities()
    area = renamed(west, "站前社区居民委员会", code="630102005011")
    assert (area.pk, area.name, area.code) == (west.pk, "站前社区居民委员会", "630102005011")
    assert set(area.designations.values_list("code", "name", "valid_from", "valid_to")) == {
        ("630102005001", "车站社区居民委员会", None, day("2026-11-20")),
        ("630102005011", "站前社区居民委员会", day("2026-11-20"), None),
    }
    assert queries.area_by_code("630102005001").pk == west.pk
    row = AuditRow.objects.get(action="areas.area.renamed")
    assert row.before == {"code": "630102005001", "name": "车站社区居民委员会"}
    assert row.after == {"code": "630102005011", "name": "站前社区居民委员会"}


def test_renamed_twice_on_one_day_the_later_name_stands():
    """No period of no length is left."""
    _street, west, _east = street_with_two_communities()
    renamed(west, "甲社区")
    renamed(west, "乙社区")
    assert list(west.designations.filter(in_force_on(day("2026-11-20"))).values_list("name", flat=True)) == ["乙社区"]
    assert west.designations.count() == 2


def test_the_same_name_changes_nothing():
    """And leaves no history."""
    _street, west, _east = street_with_two_communities()
    history = AuditRow.objects.count()
    renamed(west, west.name)
    assert AuditRow.objects.count() == history


def test_a_renaming_is_neither_before_the_present_name_nor_to_come():
    """History is not written over, and a plan is no fact."""
    _street, west, _east = street_with_two_communities()
    renamed(west, "甲社区", on="2026-11-20")
    with pytest.raises(LaterHistory):
        renamed(west, "乙社区", on="2026-11-19")
    with pytest.raises(BadArea):
        renamed(west, "乙社区", on="2026-11-24")
    with pytest.raises(CodeTaken):
        renamed(west, code="630102005002")
    assert Area.objects.get(pk=west.pk).name == "甲社区"


def test_a_code_is_found_padded_or_not():
    """630102005000 is 630102005; an unknown one is refused like one that may not be seen."""
    street, *_ = street_with_two_communities()
    assert queries.area_by_code("630102005000").pk == queries.area_by_code("630102005").pk == street.pk
    with pytest.raises(AreaNotFound) as refusal:
        queries.area_by_code("630102006")
    assert refusal.value.status == 404


def test_what_lies_above_an_area_is_one_query(django_assert_num_queries):
    county = created(None, "630102", "城东区", Level.COUNTY)
    street = created(county, "630102005", "火车站街道", Level.STREET)
    community = created(street, "630102005001", "车站社区", Level.COMMUNITY)
    grid = created(community, "630102005001001", "第一网格", Level.GRID)
    micro = created(grid, "63010200500100101", "第一微网格", Level.MICRO_GRID)
    with django_assert_num_queries(1):
        assert queries.ancestors(micro) == [county, street, community, grid]


def test_children_and_subtree_are_the_present_ones():
    """In the order of codes; what has ended is left out."""
    street, west, east = street_with_two_communities()
    gone = created(street, "630102005003", "旧社区", Level.COMMUNITY)
    Area.objects.filter(pk=gone.pk).update(valid_to=day("2026-01-01"))
    assert list(queries.children(street)) == [west, east]
    assert list(queries.subtree(street)) == [street, west, east]
    assert list(queries.subtree(west)) == [west]


def words(text, within):
    return [(each.code, each.words) for each in queries.find_in_text(text, within.path)]


def test_places_are_found_in_a_text_by_name_short_name_and_alias():
    """With the words that say so."""
    street, west, east = street_with_two_communities()
    known_as(east, "建国商场")
    assert words("车站社区门口路灯不亮", street) == [("630102005001", "车站社区")]
    assert words("中庄社区居民委员会旁边", street) == [("630102005002", "中庄社区居民委员会")]
    assert words("建国商场后门堆了垃圾", street) == [("630102005002", "建国商场")]
    assert words("建国商场后门堆了垃圾", west) == []


def test_a_street_named_with_its_community_is_only_context():
    """And tells which of two communities of one name is meant."""
    county = created(None, "630102", "城东区", Level.COUNTY)
    for number, name in (("005", "火车站街道"), ("006", "周家泉街道")):
        street = created(county, f"630102{number}", name, Level.STREET)
        created(street, f"630102{number}001", "团结社区居民委员会", Level.COMMUNITY)
    assert words("火车站街道团结社区", county) == [("630102005001", "团结社区")]
    assert {code for code, _words in words("团结社区", county)} == {"630102005001", "630102006001"}
    assert words("周家泉街道的路", county) == [("630102006", "周家泉街道")]


def test_an_alias_is_noted_once():
    """With one row of history; too short, too long and known ones are refused."""
    _street, west, _east = street_with_two_communities()
    known_as(west, " 站前广场 ")
    assert west.aliases.get().text == "站前广场"
    assert AuditRow.objects.get(action="areas.alias.added").after == {"text": "站前广场"}
    with pytest.raises(AliasTaken):
        known_as(west, "站前广场")
    for text in ("站", "长" * 61):
        with pytest.raises(BadArea):
            known_as(west, text)


def test_a_place_that_ended_takes_no_new_part():
    """Nothing is put below it."""
    _street, west, _east = street_with_two_communities()
    Area.objects.filter(pk=west.pk).update(valid_to=day("2026-01-01"))
    with pytest.raises(BadArea):
        created(west, "630102005001001", "第一网格", Level.GRID)


def test_history_says_when():
    """A renaming on an earlier day is dated with that day, and the row of history with the moment."""
    _street, west, _east = street_with_two_communities()
    renamed(west, "甲社区", on="2026-11-01")
    assert AuditRow.objects.get(action="areas.area.renamed").at == AT
    assert west.designations.in_force(day("2026-11-01") - timedelta(days=1)).get().name == "车站社区居民委员会"
