"""Where a report lies: by its position, else by the area chosen, else by a place that its words name."""

import pytest

from tests.support.cases import act, reported
from tests.support.street import AT, BASIS, SINCE, SYSTEM, unit
from xiuhuazhen.core.areas.actions import add_alias, agree_lead, create_area, end_alias, set_boundary
from xiuhuazhen.core.areas.choices import AreaKind, Crs, Level, NameKind
from xiuhuazhen.core.areas.models import Alias
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.actions.handling import Place
from xiuhuazhen.domains.cases.models import Case

pytestmark = pytest.mark.django_db

GRID, GRID_2, SECOND, FAR = "630102005006001", "630102005006002", "630102005001001", "630102006007001"
BETWEEN_GRIDS = (1_018_150_000, 366_050_000)
"""On the line between the two grids of 富民路."""

BETWEEN_STREETS = (1_018_199_000, 366_020_000)
"""Nine metres inside the near street."""


@pytest.fixture(autouse=True)
def streets(world):
    pass


def placed(**given):
    reported_ = reported(**{"point": None, "text": "路灯不亮", **given})
    case = Case.objects.select_related("matter__area").get(pk=reported_.matter.pk)
    return case.matter.area.code, case.placed_by


def refused_field(**given):
    with pytest.raises(InvalidInput) as refused:
        placed(**given)
    assert not Matter.objects.exists()
    return list(refused.value.fields)


def test_a_position_is_placed_in_the_smallest_area_around_it():
    assert placed(point=(1_018_150_000, 366_020_000)) == (GRID, "point")
    assert placed(point=(1_018_150_000, 366_080_000)) == (GRID_2, "point")
    assert placed(point=(1_018_050_000, 366_080_000)) == (SECOND, "point")
    assert placed(point=(1_018_250_000, 366_020_000)) == (FAR, "point")


def test_the_levels_above_are_noted_for_lists(world):
    matter = reported().matter
    near = world.near.areas
    assert (matter.county_id, matter.street_id) == (world.county.pk, near["street"].pk)
    assert (matter.community_id, matter.grid_id) == (near["community"].pk, near["grid"].pk)
    assert (matter.lng_e7, matter.lat_e7) == (1_018_150_000, 366_020_000)


def test_on_a_border_the_lower_code_has_it_and_the_other_is_noted_for_who_corrects():
    assert placed(point=BETWEEN_GRIDS) == (GRID, "point")
    assert Case.objects.get().border_codes == [GRID_2]


@pytest.mark.parametrize(
    ("area", "code", "others"),
    [(GRID_2, GRID_2, [GRID]), (GRID, GRID, [GRID_2]), ("630102005006", GRID, [GRID_2])],
)
def test_on_a_border_the_area_chosen_decides(area, code, others):
    assert placed(point=BETWEEN_GRIDS, area=area) == (code, "point")
    assert Case.objects.get().border_codes == others


def test_on_the_border_of_two_streets_the_street_chosen_decides():
    assert placed(point=BETWEEN_STREETS, area="630102006") == (FAR, "point")
    assert placed(point=BETWEEN_STREETS, area="630102005") == (GRID, "point")


def test_a_position_that_contradicts_the_area_chosen_is_asked_about():
    assert refused_field(point=(1_018_050_000, 366_020_000), area="630102005006") == ["area"]


@pytest.mark.parametrize("point", [(1_017_000_000, 366_020_000), (0, 0), (-1_800_000_000, -900_000_000)])
def test_a_position_outside_is_refused(point):
    assert refused_field(point=point) == ["point"]


@pytest.mark.parametrize("code", [GRID, "630102005006", "630102005", "630102006"])
def test_without_a_position_the_area_chosen_has_it(code):
    assert placed(area=code) == (code, "chosen")


@pytest.mark.parametrize("code", ["630102999", "63", "x", "630102005007", "630102"])
def test_an_area_that_is_unknown_or_served_by_nobody_is_refused(code):
    """The county is there, and no desk of its own."""
    assert refused_field(area=code) == ["area"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("银杏小区3号楼路灯不亮", GRID),
        ("富民路社区门口路灯不亮", "630102005006"),
        ("车站社区路灯不亮", "630102005001"),
        ("火车站街道富民路社区路灯不亮", "630102005006"),
    ],
)
def test_a_place_named_in_the_words_has_it(text, code):
    """By its name, its short name or what people call it; the words are noted."""
    assert placed(text=text) == (code, "text")
    assert Case.objects.get().place_reason in text


def test_the_address_is_read_too():
    assert placed(address="银杏小区3号楼") == (GRID, "text")


@pytest.mark.parametrize("text", ["路灯不亮", "富民路社区和车站社区之间路灯不亮"])
def test_where_nothing_or_two_places_are_named_the_desk_finds_out(text):
    assert placed(text=text) == ("630102005", "nowhere")


STREET_ADDRESS = "青海省西宁市城东区火车站街道银杏花园3号楼"
"""As hotlines write it; nobody knows 银杏花园 yet."""


@pytest.mark.parametrize(
    "given",
    [{"address": STREET_ADDRESS}, {"text": f"{STREET_ADDRESS}电梯坏了"}, {"text": "火车站街道办事处这边路灯坏了"}],
)
def test_the_street_alone_is_no_place(given):
    """Addresses begin with it: where in the street it is, the desk has to find out."""
    assert why(**given) == ("", "", "unknown")
    case = Case.objects.get()
    assert (case.matter.area.code, case.placed_by, case.place_candidates) == ("630102005", "nowhere", [])


def test_a_county_that_looks_for_a_place_finds_the_street_and_asks_its_desk(settings):
    """The other street's name is no place either; its reports wait in its own queue."""
    settings.HOME_AREA = "630102"
    assert placed(address=STREET_ADDRESS) == ("630102005", "nowhere")
    assert placed(text="八一路街道路灯不亮") == ("630102006", "nowhere")
    assert placed(text="火车站街道富民路社区路灯不亮") == ("630102005006", "text")


def test_a_name_of_the_street_with_a_point_of_its_own_is_a_place(near):
    alias(near.areas["street"], "站前大钟", point=SHOP)
    assert why(text="站前大钟不走了") == ("站前大钟", "other", "likely")
    assert points() == [SHOP]


def test_the_street_that_a_person_chose_stands(near):
    """Whoever reports may mean all of it; the words are not asked any more."""
    assert placed(area="630102005", address=STREET_ADDRESS) == ("630102005", "chosen")


def test_a_community_that_its_own_staff_names_is_a_place(near):
    """As it is for everybody else; only what is wider than a community says nothing."""
    own = (near.areas["community"].path,)
    assert placed(within=own, text="富民路社区门口路灯不亮") == ("630102005006", "text")


def test_a_name_that_two_places_share_names_neither(world):
    Alias.objects.create(area=world.near.areas["second-grid"], text="银杏小区", basis=BASIS)
    assert placed(text="银杏小区路灯不亮") == ("630102005", "nowhere")


def test_the_setting_says_where_unplaced_reports_go(settings):
    settings.HOME_AREA = "630102006"
    assert placed() == ("630102006", "nowhere")


def test_staff_report_within_their_areas_alone(near):
    """Elsewhere the residents' page is the way; a border leaves the choice to them."""
    own = (near.areas["grid-2"].path,)
    assert refused_field(within=own, area=GRID) == ["area"]
    assert refused_field(within=own, point=(1_018_150_000, 366_020_000)) == ["area"]
    assert placed(within=own, point=BETWEEN_GRIDS) == (GRID_2, "point")
    assert placed(within=own) == (GRID_2, "nowhere")


def why(**given):
    placed(**given)
    case = Case.objects.get()
    return case.place_reason, case.place_named_as, case.place_confidence


def alias(area, text, kind=NameKind.OTHER, point=None):
    return add_alias(area=area, text=text, kind=kind, basis=BASIS, by=SYSTEM, at=AT, point=point)


def points():
    return list(Matter.objects.order_by("pk").values_list("lng_e7", "lat_e7"))


SHOP = (1_018_150_000, 366_080_000)
"""In the second grid of 富民路."""


def test_what_is_placed_by_a_name_stands_where_the_name_does(near):
    """A position that came with the report counts before it."""
    alias(near.areas["grid-2"], "老李小卖部", point=SHOP)
    placed(text="老李小卖部门口路灯不亮")
    placed(text="老李小卖部门口路灯不亮", point=(1_018_150_000, 366_020_000))
    assert points() == [SHOP, (1_018_150_000, 366_020_000)]


def test_placed_elsewhere_by_hand_it_stands_there_no_more_but_where_its_reporter_pointed_it_does(near):
    alias(near.areas["grid-2"], "老李小卖部", point=SHOP)
    for given in ({"text": "老李小卖部门口路灯不亮"}, {"point": SHOP}):
        matter = reported(**{"point": None, **given}).matter
        act(near, matter, "place", Place(near.areas["community"].path))
    assert points() == [(None, None), SHOP]


@pytest.mark.parametrize("words", ["88", "小区", "8号", "菜市场", "！！"])
def test_words_that_stand_in_reports_about_any_place_are_no_name(near, words):
    with pytest.raises(InvalidInput) as refused:
        alias(near.areas["grid-2"], words)
    assert list(refused.value.fields) == ["text"]


@pytest.mark.parametrize("words", ["银杏小区", "车站社区", "富民路社区第一网格"])
def test_words_that_mean_another_place_of_the_street_are_refused(near, words):
    with pytest.raises(Conflict) as refused:
        alias(near.areas["grid-2"], words)
    assert list(refused.value.fields) == ["text"]


@pytest.mark.parametrize("outside", [(1_018_150_000, 366_020_000), (1_018_250_000, 366_020_000), (0, 0)])
def test_a_name_cannot_stand_outside_the_place_that_it_names(near, outside):
    with pytest.raises(InvalidInput) as refused:
        alias(near.areas["grid-2"], "老李小卖部", point=outside)
    assert list(refused.value.fields) == ["point"]
    assert not Alias.objects.filter(text="老李小卖部").exists()


@pytest.mark.parametrize("text", ["铁路 2 号院门口路灯不亮", "铁路二号院门口路灯不亮", "铁路２＃院门口路灯不亮"])
def test_numbers_of_houses_are_found_however_they_are_written(near, text):
    alias(near.areas["grid-2"], "铁路二号院", NameKind.COMPOUND)
    assert why(text=text) == ("铁路二号院", "compound", "likely")
    assert Case.objects.get().matter.area.code == GRID_2


def test_a_longer_number_is_another_house(near):
    alias(near.areas["grid-2"], "铁路2号院")
    assert placed(text="铁路12号院和铁路22号院之间") == ("630102005", "nowhere")


def test_an_official_name_in_one_place_is_certain():
    assert why(text="富民路社区居民委员会门口路灯不亮") == ("富民路社区居民委员会", "official", "certain")


def test_the_name_of_a_unit_stands_for_the_place_of_its_community(near):
    """A unit that serves the whole street is named for what it does, and places nothing."""
    unit("便民服务驿站", UnitKind.STATION, near.areas["grid-2"])
    assert why(text="便民服务驿站门口路灯不亮") == ("便民服务驿站", "unit", "likely")


def test_the_name_of_a_unit_of_the_street_places_nothing(near):
    unit("平安值守队", UnitKind.DEPARTMENT, near.areas["street"])
    assert placed(text="平安值守队来过，还是不亮") == ("630102005", "nowhere")


def test_where_several_places_are_named_all_are_kept(near):
    """None is chosen; the desk reads which, and by what words."""
    assert why(text="富民路社区和车站社区之间路灯不亮") == ("", "", "unsure")
    kept = Case.objects.get().place_candidates
    assert kept == [["630102005006", "富民路社区", "official"], ["630102005001", "车站社区", "official"]]


def test_where_nothing_is_named_nothing_is_known():
    assert why(text="路灯不亮") == ("", "", "unknown")


@pytest.mark.parametrize(
    ("given", "sure"),
    [
        ({"point": (1_018_150_000, 366_020_000)}, "certain"),
        ({"point": BETWEEN_GRIDS}, "likely"),
        ({"point": BETWEEN_GRIDS, "area": GRID_2}, "certain"),
        ({"area": GRID}, "certain"),
    ],
)
def test_how_sure_a_position_or_a_choice_is(given, sure):
    assert why(**given) == ("", "", sure)


def test_a_name_that_was_taken_back_places_nothing(near):
    end_alias(alias=Alias.objects.get(text="银杏小区"), basis=BASIS, by=SYSTEM, at=AT)
    assert placed(text="银杏小区路灯不亮") == ("630102005", "nowhere")


@pytest.fixture
def square(near):
    """A square over the border of both grids, which 富民路 2 leads."""
    street = near.areas["street"]
    joint = create_area(
        parent=street,
        code="630102005900",
        name="站前广场联管区",
        level=Level.GRID,
        kind=AreaKind.JOINT,
        valid_from=SINCE,
        basis=BASIS,
        by=SYSTEM,
        at=AT,
    )
    ring = [[101.814, 36.604], [101.816, 36.604], [101.816, 36.606], [101.814, 36.606], [101.814, 36.604]]
    drawn = {"type": "Polygon", "coordinates": [ring]}
    set_boundary(area=joint, geometry=drawn, crs=Crs.WGS84, basis=BASIS, by=SYSTEM, at=AT)
    agree_lead(joint=joint, lead=near.areas["grid-2"], on=SINCE, basis=BASIS, by=SYSTEM, at=AT)
    return joint


@pytest.mark.parametrize(
    "given", [{"point": (1_018_150_000, 366_045_000)}, {"text": "站前广场联管区路灯不亮"}, {"area": "630102005900"}]
)
def test_in_a_joint_area_the_agreed_lead_has_it(square, given):
    """On whichever side of the inner border it lies; the joint area is the reason."""
    assert why(**given)[:2] == ("站前广场联管区", "official" if "text" in given else "joint")
    assert Case.objects.get().matter.area.code == GRID_2


def test_in_a_joint_area_a_border_of_the_lead_s_own_grids_is_one_all_the_same(square, near):
    """The lower code has it, and the other is noted; away from it there is no doubt."""
    agree_lead(joint=square, lead=near.areas["community"], on=SINCE, basis=BASIS, by=SYSTEM, at=AT)
    assert why(point=BETWEEN_GRIDS) == ("站前广场联管区", "joint", "likely")
    case = Case.objects.get()
    assert (case.matter.area.code, case.border_codes) == (GRID, [GRID_2])
    away = Case.objects.get(pk=reported(point=(1_018_150_000, 366_056_000)).matter.pk)
    assert (away.matter.area.code, away.place_confidence) == (GRID_2, "certain")


def test_in_a_joint_area_a_person_may_choose_otherwise(square):
    assert placed(point=(1_018_150_000, 366_045_000), area=GRID) == (GRID, "point")


def test_a_place_that_is_there_already_is_no_correction(near):
    """No step that says so, and no mark that the dispatcher had placed it."""
    matter = reported().matter
    with pytest.raises(InvalidInput) as refused:
        act(near, matter, "place", Place(near.areas["grid"].path))
    assert list(refused.value.fields) == ["area"]
    assert Case.objects.get().placed_by == "point"
    step = act(near, matter, "place", Place(near.areas["grid-2"].path))
    assert (step.number, Case.objects.get().placed_by) == (2, "staff")
