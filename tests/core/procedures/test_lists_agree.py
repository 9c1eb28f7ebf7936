"""Whatever somebody asks for: the list, its count, the pages one after the other, the search, the spreadsheet, the map
and access to each matter agree with each other and with looking through all matters one by one, by what is written
down in ``seeing`` of who sees which; complaints about staff and confidential cases are among them."""

import io
from datetime import timedelta

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.procedures.model import CAME_BACK
from tests.core.procedures.seeing import COMMUNITY, HOME, JOINT, OTHER_PHONE, SECOND_GRID, UNKNOWN, sees, set_up
from tests.support.cases import NAME, PHONE
from tests.support.street import AT, DAY, HOUR
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import NotFound
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.kit.paging import counted
from xiuhuazhen.core.procedures.access import matter_for
from xiuhuazhen.core.procedures.actions.exporting import ask_export, fetch_export
from xiuhuazhen.core.procedures.clusters import clusters, within, without_point
from xiuhuazhen.core.procedures.columns import COLUMNS
from xiuhuazhen.core.procedures.listing import every, listed, page_of
from xiuhuazhen.core.procedures.models import Matter, StepContent
from xiuhuazhen.core.procedures.searching import Wanted

pytestmark = pytest.mark.django_db

WORDS = [
    "路灯",
    "银杏",
    "路灯 不亮",
    "漏水",
    "0001",
    "1123-0002",
    "学院",
    "井盖",
    "窗口",
    "投诉",
    OTHER_PHONE,
    PHONE,
    NAME,
    HOME,
]


@pytest.fixture
def scene(world, settings):
    """Matters of both streets in many states, and people who see all, some and none of them."""
    settings.HOME_AREA = "630102005"
    return set_up(world)


DAYS = st.sampled_from(["2026-11-22", "2026-11-23", "2026-11-24", "0001-01-01", "9999-12-31", "gestern"])

AREAS = ["630102", "630102005", "630102005006", "630102005001001", "630102006", JOINT, "999"]

WANTED = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from(WORDS),
        "state": st.sampled_from(["open", "registered", "handling", "closed", "received", "nonsense"]),
        "area": st.sampled_from(AREAS),
        "source": st.sampled_from(["resident", "hotline", "patrol"]),
        "source_name": st.sampled_from(["热线", "热 线", "城管平台", "八一路热线", "nonsense", "　"]),
        "category": st.sampled_from(["0101", "0201"]),
        "whose": st.sampled_from(["mine", "units"]),
        "due": st.sampled_from(["late", "today", "week"]),
        "kind": st.sampled_from(["cases.case", "cases.complaint", "nonsense"]),
        "unit": st.sampled_from(["near-desk", "near-lamps", "near-water", "near-supervision", "nonsense"]),
        "back": st.just("yes"),
        "urgency": st.sampled_from(["urgent", "ordinary", "nonsense"]),
        "opened_from": DAYS,
        "opened_to": DAYS,
        "closed_from": DAYS,
        "closed_to": DAYS,
        "received_from": DAYS,
        "received_to": DAYS,
    },
)


DUE_BEFORE = st.none() | st.integers(-2, 200).map(lambda hours: AT + timedelta(hours=hours))
"""Programs ask for it; it is no filter of a page."""


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), wanted=WANTED, due_before=DUE_BEFORE, order=st.sampled_from(["opened", "due"]))
def test_lists_counts_pages_and_access_agree(scene, data, wanted, due_before, order):
    who, wanted = data.draw(st.sampled_from(sorted(scene.people))), asked(wanted, scene)
    actor = scene.people[who].actor
    found = listed(Wanted(**wanted, due_before=due_before), order, by=actor, at=AT + HOUR)
    expected = numbers(wanted | ({"due_before": due_before} if due_before else {}), scene, who, order)
    in_order = [matter.number for matter in every(found, order)]
    assert (set(in_order), len(in_order)) == (expected, len(expected))
    assert counted(found) == str(len(expected))
    assert list(paged(found, order)) == in_order


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), wanted=WANTED, order=st.sampled_from(["opened", "due"]))
def test_a_spreadsheet_has_the_lines_of_the_list(scene, monkeypatch, data, wanted, order):
    monkeypatch.setattr(clock, "now", lambda: AT + HOUR)
    who, wanted = data.draw(st.sampled_from(sorted(scene.people))), asked(wanted, scene)
    actor = scene.people[who].actor
    in_order = [matter.number for matter in every(listed(Wanted(**wanted), order, by=actor, at=AT + HOUR), order)]
    assert set(in_order) == numbers(wanted, scene, who, order)
    assert lines(wanted, order, actor) == in_order


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), wanted=WANTED, size=st.sampled_from([1, 30_000, 400_000, 90_000_000]))
def test_the_map_counts_each_matter_of_the_list_once(scene, data, wanted, size):
    who, wanted = data.draw(st.sampled_from(sorted(scene.people))), asked(wanted, scene)
    actor = scene.people[who].actor
    found = listed(Wanted(**wanted), "due", by=actor, at=AT + HOUR)
    signs, more = clusters(found, wide=size, high=size, at=AT + HOUR)
    counted_in = [*signs, *without_point(found, at=AT + HOUR)]
    open_ones = Matter.objects.filter(number__in=numbers(wanted, scene, who, "due"))
    pointed = {number for number in open_ones.values_list("number", flat=True) if scene.matters[number].pointed}
    assert not more
    assert sum(sign.count for sign in signs) == len(pointed)
    assert sum(sign.count for sign in counted_in) == open_ones.count()
    assert sum(sign.late for sign in counted_in) == open_ones.filter(due_at__lt=AT + HOUR).count()
    assert {matter.number for sign in signs for matter in within(found, sign.span)} == pointed


def test_each_of_them_sees_what_their_offices_say_at_every_door(scene, monkeypatch):
    """Without a filter, person by person: nobody is left to chance."""
    monkeypatch.setattr(clock, "now", lambda: AT + HOUR)
    for who, somebody in scene.people.items():
        expected, actor = scene.seen_by(who), somebody.actor
        assert {number for number in scene.matters if opens(actor, number)} == expected, who
        found = listed(Wanted(), "opened", by=actor, at=AT + HOUR)
        assert ({matter.number for matter in found}, counted(found)) == (expected, str(len(expected))), who
        assert sorted(lines({}, "opened", actor)) == sorted(expected), who
        signs, _more = clusters(found, wide=90_000_000, high=90_000_000, at=AT + HOUR)
        pointed = {number for number in expected if scene.matters[number].pointed}
        assert sum(sign.count for sign in signs) == len(pointed), who
        assert sum(each.count for each in without_point(found, at=AT + HOUR)) == len(expected) - len(pointed), who
        for words in WORDS:
            told = {matter.number for matter in listed(Wanted(q=words), "opened", by=actor, at=AT + HOUR)}
            assert told == numbers({"q": words}, scene, who, "opened"), (who, words)


def test_by_a_joint_area_each_finds_what_lies_in_it_among_what_they_see(scene):
    """The lead's people, those of the neighbour who have one of their own there, others none."""
    found = {
        who: sorted(scene.matters[number].area for number in in_the_joint_area(scene, who))
        for who in ("near-leader", "near-secretary", "near-second-secretary", "near-grid-worker", "far-leader")
    }
    assert found == {
        "near-leader": [SECOND_GRID, COMMUNITY, f"{COMMUNITY}002"],
        "near-secretary": [COMMUNITY, f"{COMMUNITY}002"],
        "near-second-secretary": [SECOND_GRID],
        "near-grid-worker": [],
        "far-leader": [],
    }


def in_the_joint_area(scene, who):
    found = listed(Wanted(area=JOINT), "opened", by=scene.people[who].actor, at=AT + HOUR)
    return {matter.number for matter in found}


def test_among_them_are_complaints_and_confidential_cases_that_some_see_and_others_do_not(scene):
    """So that what is written down would notice."""
    for about in ("near-community", "near-second", "near-lamps", "near-desk", "far-community", UNKNOWN):
        (lies,) = [lies for lies in scene.matters.values() if lies.about == about]
        assert {sees(somebody, lies) for somebody in scene.people.values()} == {True, False}
    assert Matter.objects.filter(case__confidential=True, number__in=scene.matters).count() == 2
    assert set(scene.matters) == set(Matter.objects.values_list("number", flat=True))


def asked(wanted, scene):
    """The unit by the id that a page sends."""
    unit = scene.units.get(wanted.get("unit", ""))
    return wanted | ({"unit": str(unit.pk)} if unit else {})


def numbers(wanted, scene, who, order):
    """By looking at each; what is in order of its limit is open."""
    seen = Matter.objects.filter(number__in=scene.seen_by(who))
    matters = seen if order == "opened" else seen.filter(is_open=True)
    return {matter.number for matter in matters if fits(matter, wanted, scene, who)}


def lines(wanted, order, actor):
    """The numbers in the spreadsheet that a job writes."""
    asks = {"wanted": wanted, "columns": ["number"], "order": order}
    row = ask_export(export_id=new_id(), **asks, by=actor, at=AT + HOUR)
    run_pending(at=AT + HOUR)
    row.refresh_from_db()
    content = fetch_export(export=row, by=actor, at=AT + HOUR).content
    titles, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.values
    place = titles.index(next(str(column.label) for column in COLUMNS if column.name == "number"))
    return [row[place] for row in rows]


def paged(found, order):
    cursor, more = "", True
    while more:
        page = page_of(found, order, cursor, 2)
        yield from (matter.number for matter in page.rows)
        cursor, more = page.next, bool(page.next)


def day_of(moment):
    """In China; years have four digits, so that days are in order as texts."""
    return (moment + 8 * HOUR).date().isoformat()


def opens(actor, number):
    try:
        matter_for(actor, number)
    except NotFound:
        return False
    return True


def fits(matter, wanted, scene, who):
    """Looked up by hand in what the matter's page shows. A telephone number in a text is masked there."""
    at, somebody, case = AT + HOUR, scene.people[who], getattr(matter, "case", None)
    written = StepContent.objects.filter(step__matter=matter).values_list("text", flat=True)
    texts = " / ".join([matter.title, *written]).replace(OTHER_PHONE, "")
    received = day_of(case.occurred_at) if case and case.occurred_at else ""
    midnight = AT.replace(hour=16)
    until = {"today": midnight, "week": midnight + 6 * DAY}
    due = {"late": matter.due_at < at} | {name: at <= matter.due_at <= last for name, last in until.items()}
    said = {
        "q": lambda q: all(word in texts or word in matter.number for word in q.split()),
        "state": lambda state: matter.is_open if state == "open" else matter.state == state,
        "area": lambda code: matter.area.code.startswith(code) or scene.matters[matter.number].joint == code,
        "source": lambda source: case and case.source == source,
        "source_name": lambda name: case and case.source_name == name.replace(" ", "") != "",
        "category": lambda category: matter.category == category,
        "whose": lambda whose: (
            matter.assignee_id == somebody.actor.person_id
            if whose == "mine"
            else scene.matters[matter.number].unit in {post.unit for post in somebody.posts}
        ),
        "due": lambda name: matter.is_open and due[name],
        "due_before": lambda moment: matter.is_open and matter.due_at < moment,
        "kind": lambda kind: matter.kind == kind,
        "unit": lambda unit: str(matter.holder_id) == unit,
        "urgency": lambda urgency: matter.urgency == urgency,
        "opened_from": lambda day: day <= day_of(matter.opened_at) and day != "gestern",
        "opened_to": lambda day: day_of(matter.opened_at) <= day and day != "gestern",
        "closed_from": lambda day: matter.closed_at and day <= day_of(matter.closed_at) and day != "gestern",
        "closed_to": lambda day: matter.closed_at and day_of(matter.closed_at) <= day and day != "gestern",
        "received_from": lambda day: received and day <= received and day != "gestern",
        "received_to": lambda day: received and received <= day != "gestern",
        "back": lambda _yes: matter.steps.order_by("-number").values_list("action", flat=True)[0] in CAME_BACK,
    }
    return all(said[name](value) for name, value in wanted.items())
