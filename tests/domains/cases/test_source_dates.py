"""An order's own date, its urgency and what the caller wants come in with it; the stricter date counts."""

from datetime import UTC, datetime

import pytest

from tests.support.cases import act, brought, case_in
from tests.support.orders import HEADER, order, read_orders, sheet
from tests.support.street import AT, HOUR
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit.errors import Conflict, Forbidden, InvalidInput
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.offers import possible
from xiuhuazhen.core.procedures.queries import steps_of
from xiuhuazhen.domains.cases.actions.importing import start_import
from xiuhuazhen.domains.cases.actions.source import NewDate
from xiuhuazhen.domains.cases.models import Case, ImportRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

OWN_LIMIT = datetime(2026, 11, 23, 3, tzinfo=UTC)
"""Two work hours for dispatching, from Monday 9:00."""


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


def line(**given):
    """A row and its header, with columns that not every hotline has."""
    extra = tuple(title for title in given if title not in HEADER)
    return [*order(1, **{title: cell for title, cell in given.items() if title in HEADER}), *map(given.get, extra)], (
        *HEADER,
        *extra,
    )


def brought_in(near, *, at=AT, **given):
    row, header = line(**given)
    batch = start_import(
        content=sheet([row], header=header),
        file_name="工单.xlsx",
        source_name="12345热线",
        area=near.areas["street"],
        by=near.actor("dispatcher"),
        at=at,
    )
    run_pending(at=at)
    return ImportRow.objects.get(batch=batch)


@pytest.mark.parametrize("written", ["2026-11-25 00:00:00", "2026/11/25 0:00", "20261125", "2026-11-25", "46351"])
def test_a_day_is_the_same_date_in_the_next_file_however_that_writes_it(near, written):
    """First a cell of a spreadsheet, then the text of a csv file: nothing moves, by a day or otherwise."""
    assert brought_in(near, 办结时限=datetime(2026, 11, 25)).result == "created"  # noqa: DTZ001 - a cell
    row = brought_in(near, at=AT + HOUR, 办结时限=written)
    assert (row.result, Matter.objects.get().order_due_at) == ("same", datetime(2026, 11, 25, 16, tzinfo=UTC))


@pytest.mark.parametrize(
    ("written", "due"),
    [
        ("三日内", datetime(2026, 11, 25, 10, tzinfo=UTC)),
        ("12月1日", datetime(2026, 12, 1, 16, tzinfo=UTC)),
        ("1个月", datetime(2026, 12, 22, 16, tzinfo=UTC)),
    ],
)
def test_dates_in_words_count_from_when_the_source_received_it(near, written, due):
    """Received on Sunday the 22nd: the third work day is Wednesday, until the office closes."""
    assert brought_in(near, 办结时限=written).result == "created"
    assert Matter.objects.get().order_due_at == due


@pytest.mark.parametrize("written", ["12月1日", "1个月", "三日内"])
def test_without_that_they_are_told(near, written):
    row = brought_in(near, 办结时限=written, 接收时间="")
    assert (row.result, written in row.message or "接收时间" in row.message) == ("failed", True)


@pytest.mark.parametrize("column", ["办结时限", "截止时间", "要求办结时间", "办理时限"])
def test_the_orders_date_is_kept_whatever_its_column_is_called(near, column):
    assert brought_in(near, **{column: "2026-11-25 17:30"}).result == "created"
    matter = Matter.objects.get()
    assert matter.order_due_at == datetime(2026, 11, 25, 9, 30, tzinfo=UTC)
    assert matter.due_at == OWN_LIMIT


def test_where_it_is_stricter_than_our_own_limit_it_counts(near):
    brought_in(near, 办结时限="2026-11-23 10:00")
    assert Matter.objects.get().due_at == datetime(2026, 11, 23, 2, tzinfo=UTC)


def test_work_days_count_from_when_the_source_received_it(near):
    """Received on Sunday: Monday and Tuesday, until the office closes."""
    brought_in(near, **{"办结时限（工作日）": "2"})
    assert Matter.objects.get().order_due_at == datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_a_date_in_the_past_is_taken_in_and_late(near):
    assert brought_in(near, 办结时限="2026-11-20").result == "created"
    assert Matter.objects.get().late(AT)


@pytest.mark.parametrize("cell", ["尽快", "5", "2026-13-01"])
def test_a_date_that_nobody_can_read_is_a_fault_that_names_the_column(near, cell):
    row = brought_in(near, 要求办结时间=cell)
    assert (row.result, "要求办结时间" in row.message, cell in row.message) == ("failed", True, True)
    assert not Matter.objects.exists()


def test_days_without_a_time_to_count_from_are_a_fault(near):
    row = brought_in(near, 接收时间="昨天", 办结时限="5天")
    assert (row.result, "接收时间" in row.message) == ("failed", True)


def test_a_later_date_of_the_source_is_told_and_not_taken(near):
    brought_in(near, 办结时限="2026-11-25")
    again = brought_in(near, 办结时限="2026-11-27", at=AT + HOUR)
    assert (again.result, again.message != "") == ("differs", True)
    assert Matter.objects.get().order_due_at == datetime(2026, 11, 25, 16, tzinfo=UTC)
    assert brought_in(near, 办结时限="2026-11-25", at=AT + HOUR).result == "same"


def test_a_first_date_that_comes_later_is_taken_over(near):
    brought_in(near)
    again = brought_in(near, 办结时限="2026-11-27", at=AT + HOUR)
    assert again.result == "updated"
    assert Matter.objects.get().order_due_at == datetime(2026, 11, 27, 16, tzinfo=UTC)


def test_so_is_an_earlier_one_also_in_the_past_and_once(near):
    brought_in(near, 办结时限="2026-11-25")
    for result in ("updated", "same"):
        assert brought_in(near, 办结时限="2026-11-22", at=AT + HOUR).result == result
    assert Matter.objects.get().order_due_at == datetime(2026, 11, 22, 16, tzinfo=UTC)


def test_what_the_desk_agreed_with_the_source_is_not_undone_by_the_same_sheet(near):
    """The date that the order came with is known again, though it is the earlier one."""
    brought_in(near, 办结时限="2026-11-25")
    agreed = datetime(2026, 12, 1, 10, tzinfo=UTC)
    act(near, Matter.objects.get(), "redate", NewDate(agreed, "热线同意延期"))
    assert brought_in(near, 办结时限="2026-11-25", at=AT + HOUR).result == "same"
    assert Matter.objects.get().order_due_at == agreed


def test_so_is_one_in_days(near):
    brought_in(near, **{"办结时限（工作日）": "2"})
    assert brought_in(near, **{"办结时限（工作日）": "2"}, at=AT + HOUR).result == "same"
    assert brought_in(near, **{"办结时限（工作日）": "3"}, at=AT + HOUR).result == "differs"


@pytest.mark.parametrize("before", ["", "2026-12-04"])
def test_one_for_an_order_that_is_with_its_source_is_kept_and_counts_if_it_comes_back(near, before):
    """A first date and a stricter one: what was shown before it came in is what becomes of it."""
    brought_in(near, 办结时限=before)
    brought(near, Matter.objects.get(), "dispatch", "sign_for", "finish", "reply", "confirm", "report_back")
    assert brought_in(near, 办结时限="2026-11-24", at=AT + HOUR).result == "updated"
    act(near, Matter.objects.get(), "source_returned", at=AT + HOUR)
    matter = Matter.objects.get()
    due = datetime(2026, 11, 24, 16, tzinfo=UTC)
    assert (matter.state, matter.order_due_at, matter.due_at) == ("handling", due, due)


def test_a_date_for_what_is_closed_here_changes_nothing(near):
    brought_in(near)
    for action in ("void", "report_back", "source_closed"):
        act(near, Matter.objects.get(), action)
    assert brought_in(near, 办结时限="2026-11-27", at=AT + HOUR).result == "same"


def test_the_desk_sets_the_first_date_of_an_order(near):
    """Until the end of the day that the source named."""
    brought_in(near)
    end = datetime(2026, 11, 25, 16, tzinfo=UTC)
    step = act(near, Matter.objects.get(), "redate", NewDate(end, "热线来电说明"))
    assert (Matter.objects.get().order_due_at, step.facts["until_day"]) == (end, "2026-11-25")


def test_a_moment_that_has_passed_is_none_and_the_refusal_says_what_to_do(near):
    brought_in(near)
    with pytest.raises(InvalidInput) as refused:
        act(near, Matter.objects.get(), "redate", NewDate(AT, "热线来电说明"))
    assert refused.value.fields == {"due": "这个时间已经过了，请选以后的时间。"}
    assert Matter.objects.get().order_due_at is None


def test_it_is_offered_for_orders_alone(near):
    brought_in(near)
    order, own = Matter.objects.get(), case_in(near, "registered")
    by = near.actor("dispatcher")
    offered = [[each.action for each in possible(row, steps_of(row), by=by, at=AT)] for row in (order, own)]
    assert ["redate" in actions for actions in offered] == [True, False]
    with pytest.raises(Conflict) as refused:
        act(near, own, "redate")
    assert refused.value.extra["code"] == "not-an-order"


@pytest.mark.parametrize("office", ["handler", "leader", "secretary"])
def test_only_the_desk_sets_it(near, office):
    brought_in(near)
    with pytest.raises(Forbidden):
        act(near, Matter.objects.get(), "redate", by=near.actor(office))


def test_urgency_and_request_come_in(near):
    brought_in(near, 紧急程度="特急", 工单类型="投诉")
    assert Matter.objects.get().urgency == "urgent"
    assert Case.objects.get().request == "complaint"


def test_that_a_later_round_is_urgent_is_told_where_the_case_is_not(near):
    brought_in(near, 轮次="1")
    told = [brought_in(near, 轮次=turn, 紧急程度=how, at=AT + HOUR).message for turn, how in (("2", "特急"), ("3", ""))]
    assert ("紧急" in told[0], told[1], Matter.objects.get().urgency) == (True, "", "ordinary")


def test_a_later_round_of_an_urgent_case_has_nothing_to_tell(near):
    brought_in(near, 轮次="1", 紧急程度="特急")
    assert brought_in(near, 轮次="2", 紧急程度="特急", at=AT + HOUR).message == ""


def test_without_such_columns_it_is_ordinary(near):
    brought_in(near)
    matter = Matter.objects.get()
    assert (matter.urgency, matter.order_due_at, matter.case.request) == ("ordinary", None, "")


def test_the_columns_days_are_read_off_its_title():
    row, header = line(**{"办结时限(天)": 3})
    (found,) = read_orders(sheet([row], header=header))
    assert (found.due.work_days, found.fault) == (3, "")
