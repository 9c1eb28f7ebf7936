"""Whatever somebody asks for: the list, its count, the pages one after the other, the search and access to each matter
agree with each other and with looking through all matters one by one."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.core.procedures.model import CAME_BACK
from tests.support.cases import act, case_in, reported
from tests.support.street import AT, DAY, HOUR, former
from xiuhuazhen.core.kit.errors import NotFound
from xiuhuazhen.core.kit.paging import counted
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.procedures.access import matter_for
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


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), wanted=WANTED, order=st.sampled_from(["opened", "due"]))
def test_lists_counts_pages_and_access_agree(everybody, data, wanted, order):
    actor = data.draw(st.sampled_from(everybody))
    found = listed(Wanted(**wanted), order, by=actor, at=AT + HOUR)
    expected = {matter.number for matter in Matter.objects.all() if fits(matter, wanted, actor) and sees(actor, matter)}
    if order == "due":
        expected = {number for number in expected if Matter.objects.get(number=number).is_open}
    in_order = [matter.number for matter in every(found, order)]
    assert (set(in_order), len(in_order)) == (expected, len(expected))
    assert counted(found) == str(len(expected))
    assert list(paged(found, order)) == in_order


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
