"""What lies in a joint area: with its lead, in the grid where it is, and found by the joint area all the same."""

import pytest

from tests.support.cases import act, reported
from tests.support.joint import CODE, NAME, ON_THE_LEAD_S_SIDE, ON_THE_OTHER_SIDE, joint_area
from tests.support.routes import LAMPS, TODAY, line
from tests.support.street import AT, BASIS, DAY, SYSTEM
from xiuhuazhen.core.areas.actions import end_area
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.actions.handling import Place
from xiuhuazhen.domains.cases.actions.resettling import resettle_cases
from xiuhuazhen.domains.cases.choices import RouteHours
from xiuhuazhen.domains.cases.dispatch_table import proposals, spot_of, unrouted
from xiuhuazhen.domains.cases.models import Case, RoutingRule
from xiuhuazhen.domains.cases.trial import Trial, tried

pytestmark = pytest.mark.django_db

COMMUNITY, GRID, GRID_2 = "630102005006", "630102005006001", "630102005006002"
SECOND, SECOND_GRID = "630102005001", "630102005001001"
BESIDE = (1_018_150_000, 366_060_000)
"""In the second grid of 富民路, and outside the joint area."""


@pytest.fixture
def square(near):
    return joint_area(near)


def lies(matter):
    """The area that has it, and the joint area in which it lies besides."""
    row = Matter.objects.select_related("area", "joint").get(pk=matter.pk)
    return row.area.code, row.joint.code if row.joint else ""


def placed(**given):
    return lies(reported(**{"point": None, "text": "路灯不亮", **given}).matter)


# where it lies


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"point": ON_THE_LEAD_S_SIDE}, GRID_2),
        ({"point": ON_THE_OTHER_SIDE}, COMMUNITY),
        ({"text": f"{NAME}路灯不亮"}, COMMUNITY),
        ({"area": CODE}, COMMUNITY),
        ({"point": ON_THE_OTHER_SIDE, "area": CODE}, COMMUNITY),
        ({"point": ON_THE_OTHER_SIDE, "area": "630102005"}, COMMUNITY),
        ({"point": ON_THE_LEAD_S_SIDE, "area": COMMUNITY}, GRID_2),
        ({"point": ON_THE_LEAD_S_SIDE, "area": GRID_2}, GRID_2),
    ],
)
@pytest.mark.usefixtures("square")
def test_the_lead_has_it_in_the_grid_where_it_lies(given, code):
    """On the other side nobody of the lead's has a grid; the joint area is kept in either case."""
    assert placed(**given) == (code, CODE)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"point": BESIDE}, GRID_2),
        ({"point": ON_THE_OTHER_SIDE, "area": SECOND}, SECOND_GRID),
        ({"point": ON_THE_OTHER_SIDE, "area": SECOND_GRID}, SECOND_GRID),
        ({"area": COMMUNITY}, COMMUNITY),
        ({"text": "富民路社区路灯不亮"}, COMMUNITY),
    ],
)
@pytest.mark.usefixtures("square")
def test_what_lies_beside_it_or_is_said_to_be_elsewhere_is_not_in_it(given, code):
    assert placed(**given) == (code, "")


def test_staff_of_a_neighbour_report_it_in_their_own_place(square, near):
    """They report nowhere else; it lies in the joint area all the same."""
    assert placed(point=ON_THE_OTHER_SIDE, within=(near.areas["second"].path,)) == (SECOND_GRID, CODE)


def test_without_a_lead_it_stays_where_it_is(near):
    joint_area(near, lead="")
    assert placed(point=ON_THE_LEAD_S_SIDE)[1] == CODE
    assert placed(area=CODE) == (CODE, CODE)


def test_the_desk_may_say_that_it_lies_there(square, near):
    """With the lead then, in its grid where the reporter pointed into one; it was put into the joint area itself."""
    unknown = reported(point=None, text="路灯不亮").matter
    pointed = reported(point=ON_THE_LEAD_S_SIDE, area=GRID_2).matter
    Matter.objects.filter(pk=pointed.pk).update(joint=None, area=near.areas["community"])
    for matter, code in ((unknown, COMMUNITY), (pointed, GRID_2)):
        step = act(near, matter, "place", Place(square.path))
        assert (lies(matter), step.facts["area"], step.facts["joint"]) == ((code, CODE), code, CODE)
        case = Case.objects.get(pk=matter.pk)
        assert (case.placed_by, case.place_reason, case.place_named_as) == ("staff", NAME, "joint")


def test_the_desk_may_say_that_it_lies_elsewhere(square, near):
    matter = reported(point=ON_THE_LEAD_S_SIDE).matter
    act(near, matter, "place", Place(near.areas["second"].path))
    assert lies(matter) == (SECOND, "")


@pytest.mark.usefixtures("square")
def test_of_a_confidential_case_the_joint_area_is_known_and_not_the_point(near):
    """As its grid is; the words of how it was placed are not told to who may not know the reporter."""
    matter = reported(point=ON_THE_LEAD_S_SIDE, confidential=True).matter
    assert (lies(matter), matter.lng_e7) == ((GRID_2, CODE), None)


def test_when_its_grid_ends_it_still_lies_there(square, near):
    matter = reported(point=ON_THE_LEAD_S_SIDE).matter
    there = {"basis": BASIS, "by": near.actor("administrator"), "at": AT}
    resettle_cases(ended=near.areas["grid-2"], to=near.areas["community"], **there)
    assert lies(matter) == (COMMUNITY, CODE)
    resettle_cases(ended=near.areas["community"], to=near.areas["second"], **there)
    assert lies(matter) == (SECOND, CODE)


# which unit gets it


@pytest.fixture
def table(near, square):
    """A line for the street, a nearer one for the lead's grid, and one for the joint area."""
    RoutingRule.objects.all().delete()
    near.areas["square"] = square
    return [
        line(near, unit, area=area) for unit, area in (("office", "street"), ("lamps", "grid-2"), ("water", "square"))
    ]


def proposed(near, matter, at=AT):
    row = Matter.objects.select_related("area").get(pk=matter.pk)
    units = {unit.pk: name for name, unit in near.units.items()}
    return [units[each.unit.pk] for each in proposals(LAMPS, spot=spot_of(row), at=at)]


def in_it(**given):
    return case_in_table(point=ON_THE_LEAD_S_SIDE, **given)


def case_in_table(**given):
    return reported(text="路灯不亮", category=LAMPS, **given).matter


@pytest.mark.usefixtures("table")
def test_its_line_goes_before_those_of_any_other_place(near):
    """Near misses: the grid beside it, and a case in it that somebody put elsewhere."""
    assert proposed(near, in_it()) == ["water", "lamps", "office"]
    assert proposed(near, case_in_table(point=ON_THE_OTHER_SIDE)) == ["water", "office"]
    assert proposed(near, case_in_table(point=BESIDE)) == ["lamps", "office"]
    assert proposed(near, case_in_table(point=ON_THE_OTHER_SIDE, area=SECOND)) == ["office"]


@pytest.mark.usefixtures("table")
def test_the_category_counts_more_than_the_joint_area_and_that_more_than_the_time(near):
    line(near, "community", category="01", area="square", hours=RouteHours.OFFICE)
    line(near, "desk", area="grid-2", hours=RouteHours.OFFICE)
    assert proposed(near, in_it()) == ["water", "desk", "lamps", "office", "community"]


def test_its_line_proposes_nothing_once_it_has_ended(table, near, square):
    matter = in_it()
    end_area(area=square, on=TODAY + DAY, basis=BASIS, by=SYSTEM, at=AT + DAY)
    assert proposed(near, matter) == ["lamps", "office"]


def test_a_line_for_it_is_tried_on_what_lay_in_it(table, near, square):
    """And on nothing else."""
    RoutingRule.objects.filter(area=square).delete()
    ours, _beside = in_it(), case_in_table(point=BESIDE)
    adds = RoutingRule(category=LAMPS, area=square, unit=near.units["water"], valid_from=TODAY)
    found = tried(near.actor("dispatcher"), area=square, newest=100, at=AT, adds=adds)
    assert found.looked == 1
    assert [(each.matter, each.before, each.after) for each in found.changed] == [
        (ours, near.units["lamps"], near.units["water"])
    ]


def test_nobody_tries_it_on_what_they_do_not_see(table, world, square):
    in_it()
    adds = RoutingRule(category=LAMPS, area=square, unit=world.near.units["water"], valid_from=TODAY)
    assert tried(world.far.actor("dispatcher"), area=square, newest=100, at=AT, adds=adds) == Trial(0, [], [])


def test_what_its_line_is_for_is_not_in_the_queue_of_what_no_line_is_for(table, near, square):
    RoutingRule.objects.exclude(area=square).delete()
    in_it()
    beside = case_in_table(point=BESIDE)
    assert [each.matter for each in unrouted(near.actor("dispatcher"), at=AT).found] == [beside]


@pytest.mark.usefixtures("table", "monday")
def test_the_form_of_the_desk_proposes_by_it(client, near):
    client.force_login(near.accounts["dispatcher"])
    unit = client.get(f"/matters/{in_it().number}/do/dispatch/").context["form"]["unit"]
    assert unit.value() == str(near.units["water"].pk)
    assert f"{near.units['water'].name}（路灯 · {NAME}）" in unit.help_text
