"""Whatever somebody asks for: the list, its count, the pages one after the other, the search, the spreadsheet, the map
and access to each matter agree with each other and with looking through all matters one by one."""

import io
from datetime import timedelta

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.procedures.model import CAME_BACK
from tests.support.cases import act, case_in, reported
from tests.support.street import AT, DAY, HOUR, former
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import NotFound
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.kit.paging import counted
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.procedures.access import matter_for
from xiuhuazhen.core.procedures.actions.exporting import ask_export, fetch_export
from xiuhuazhen.core.procedures.clusters import clusters, within, without_point
from xiuhuazhen.core.procedures.columns import COLUMNS
from xiuhuazhen.core.procedures.listing import every, listed, page_of
from xiuhuazhen.core.procedures.models import Matter, StepContent
from xiuhuazhen.core.procedures.searching import Wanted
from xiuhuazhen.domains.cases.choices import Source

pytestmark = pytest.mark.django_db

NEAR_SECOND, FAR = (1_018_050_000, 366_020_000), (1_018_250_000, 366_050_000)


@pytest.fixture
def everybody(world, near):
    """Matters of both streets in many states, and people who see all, some and none of them."""
    reported(text="银杏小区路灯不亮")
    reported(text="银杏小区水管漏水", at=AT + HOUR, source=Source.HOTLINE, source_name="热线", source_number="A-1")
    reported(text="车站路灯闪烁", point=NEAR_SECOND, at=AT + HOUR)
    reported(text="学院路灯不亮", point=FAR)
    reported(text="井盖坏了", occurred_at=AT - DAY)
    for state in ("dispatched", "handling", "closed"):
        case_in(near, state)
    act(near, case_in(near, "dispatched"), "return")
    ended = actor_for(former(near, "dispatcher", today=AT.date()), on=AT.date())
    stranger = actor_for(world.stranger, on=AT.date())
    offices = ("dispatcher", "secretary", "second-secretary", "handler", "colleague", "inspector")
    return [*map(near.actor, offices), world.far.actor("dispatcher"), ended, stranger]


DAYS = st.sampled_from(["2026-11-22", "2026-11-23", "2026-11-24", "0001-01-01", "9999-12-31", "gestern"])

WANTED = st.fixed_dictionaries(
    {},
    optional={
        "q": st.sampled_from(["路灯", "银杏", "路灯 不亮", "漏水", "0001", "1123-0002", "学院", "井盖"]),
        "state": st.sampled_from(["open", "registered", "handling", "closed", "nonsense"]),
        "area": st.sampled_from(["630102", "630102005", "630102005006", "630102005001001", "630102006", "999"]),
        "source": st.sampled_from(["resident", "hotline", "patrol"]),
        "category": st.sampled_from(["0101", "0201"]),
        "whose": st.sampled_from(["mine", "units"]),
        "due": st.sampled_from(["late", "today", "week"]),
        "kind": st.sampled_from(["cases.case", "nonsense"]),
        "unit": st.sampled_from(["desk", "lamps", "water", "nonsense"]),
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
def test_lists_counts_pages_and_access_agree(everybody, near, data, wanted, due_before, order):
    actor, wanted = data.draw(st.sampled_from(everybody)), asked(wanted, near)
    found = listed(Wanted(**wanted, due_before=due_before), order, by=actor, at=AT + HOUR)
    expected = numbers(wanted | ({"due_before": due_before} if due_before else {}), actor, order)
    in_order = [matter.number for matter in every(found, order)]
    assert (set(in_order), len(in_order)) == (expected, len(expected))
    assert counted(found) == str(len(expected))
    assert list(paged(found, order)) == in_order


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), wanted=WANTED, order=st.sampled_from(["opened", "due"]))
def test_a_spreadsheet_has_the_lines_of_the_list(everybody, near, monkeypatch, data, wanted, order):
    monkeypatch.setattr(clock, "now", lambda: AT + HOUR)
    actor, wanted = data.draw(st.sampled_from(everybody)), asked(wanted, near)
    in_order = [matter.number for matter in every(listed(Wanted(**wanted), order, by=actor, at=AT + HOUR), order)]
    assert set(in_order) == numbers(wanted, actor, order)
    assert lines(wanted, order, actor) == in_order


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), wanted=WANTED, size=st.sampled_from([1, 30_000, 400_000, 90_000_000]))
def test_the_map_counts_each_matter_of_the_list_once(everybody, near, data, wanted, size):
    actor, wanted = data.draw(st.sampled_from(everybody)), asked(wanted, near)
    found = listed(Wanted(**wanted), "due", by=actor, at=AT + HOUR)
    signs, more = clusters(found, wide=size, high=size, at=AT + HOUR)
    counted_in = [*signs, *without_point(found, at=AT + HOUR)]
    open_ones = Matter.objects.filter(number__in=numbers(wanted, actor, "due"))
    assert not more
    assert sum(sign.count for sign in counted_in) == open_ones.count()
    assert sum(sign.late for sign in counted_in) == open_ones.filter(due_at__lt=AT + HOUR).count()
    assert sum(within(found, sign.span).count() for sign in signs) >= open_ones.filter(lng_e7__isnull=False).count()


def asked(wanted, near):
    """The unit by the id that a page sends."""
    units = {name: str(near.units[name].pk) for name in ("desk", "lamps", "water")}
    return wanted | ({"unit": units.get(wanted["unit"], "nonsense")} if "unit" in wanted else {})


def numbers(wanted, actor, order):
    """By looking at each; what is in order of its limit is open."""
    matters = Matter.objects.all() if order == "opened" else Matter.objects.filter(is_open=True)
    return {matter.number for matter in matters if fits(matter, wanted, actor) and sees(actor, matter)}


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


def sees(actor, matter):
    try:
        matter_for(actor, matter.number)
    except NotFound:
        return False
    return True


def fits(matter, wanted, actor):
    """Looked up by hand in what the matter's page shows."""
    at = AT + HOUR
    texts = " / ".join(StepContent.objects.filter(step__matter=matter).values_list("text", flat=True))
    midnight = AT.replace(hour=16)
    until = {"today": midnight, "week": midnight + 6 * DAY}
    due = {"late": matter.due_at < at} | {name: at <= matter.due_at <= last for name, last in until.items()}
    said = {
        "q": lambda q: all(word in texts or word in matter.number for word in q.split()),
        "state": lambda state: matter.is_open if state == "open" else matter.state == state,
        "area": matter.area.code.startswith,
        "source": lambda source: matter.case.source == source,
        "category": lambda category: matter.category == category,
        "whose": lambda whose: (
            matter.assignee_id == actor.person_id
            if whose == "mine"
            else matter.holder_id in {grant.unit_id for grant in actor.grants}
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
        "received_from": lambda day: matter.case.occurred_at and day <= day_of(matter.case.occurred_at) < "gestern",
        "received_to": lambda day: matter.case.occurred_at and day_of(matter.case.occurred_at) <= day != "gestern",
        "back": lambda _yes: matter.steps.order_by("-number").values_list("action", flat=True)[0] in CAME_BACK,
    }
    return all(said[name](value) for name, value in wanted.items())
