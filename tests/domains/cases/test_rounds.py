"""A source gives an order out again, urges it or sets another date: nothing of it vanishes as a repetition."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.cases import act, brought
from tests.support.orders import HEADER, order, sheet
from tests.support.street import AT, DAY, HOUR
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.messages.models import Message
from xiuhuazhen.core.messages.outbox import expand_due
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases.actions.importing import start_import
from xiuhuazhen.domains.cases.actions.source import SourceResult
from xiuhuazhen.domains.cases.choices import CloseReason
from xiuhuazhen.domains.cases.models import Case, ImportBatch, ImportRow
from xiuhuazhen.domains.cases.queries import open_reasons

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

ROUNDS = (*HEADER, "轮次", "办结时限")
TO_SOURCE = ("dispatch", "sign_for", "finish", "reply", "confirm", "report_back")


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


def line(number=1, turn="", due="", **given):
    return [*order(number, **given), turn, due]


def brought_in(street, *rows, source="12345热线", at=AT, header=ROUNDS):
    batch = start_import(
        content=sheet(rows, header=header),
        file_name="工单.xlsx",
        source_name=source,
        area=street.areas["street"],
        by=street.actor("dispatcher"),
        at=at,
    )
    run_pending(at=at)
    return [(row.result, row.message) for row in ImportRow.objects.filter(batch=batch).order_by("line")]


def results(street, *rows, **given):
    return [result for result, _message in brought_in(street, *rows, **given)]


def state():
    matter = Matter.objects.get()
    return matter.state, matter.case.source_round


@pytest.mark.parametrize("turn", ["2", "第2轮", "重办", "第二次"])
def test_a_closed_case_is_opened_again_with_its_history(near, turn):
    brought_in(near, line())
    for action in ("void", "report_back", "source_closed"):
        act(near, Matter.objects.get(), action)
    assert results(near, line(turn=turn, 问题描述="又不亮了"), at=AT + HOUR) == ["reopened"]
    assert state() == ("registered", 2)
    step = Step.objects.select_related("content").get(action="reopen")
    assert (step.facts["round"], "第 2 轮" in step.content.text, "又不亮了" in step.content.text) == (2, True, True)
    assert chain.faults(Matter.objects.get()) == []


def test_one_that_the_source_found_not_solved_may_end_as_solved_in_the_next_round(near):
    brought_in(near, line())
    matter = Matter.objects.get()
    brought(near, matter, *TO_SOURCE)
    act(near, matter, "source_closed", SourceResult(CloseReason.UNSOLVED, "反映人不认可"))
    assert Case.objects.get().solved is False
    assert results(near, line(turn="2"), at=AT + HOUR) == ["reopened"]
    assert Case.objects.get().solved is None
    brought(near, Matter.objects.get(), *TO_SOURCE)
    assert "solved" in open_reasons(Matter.objects.get(), "at_source")
    act(near, Matter.objects.get(), "source_closed")
    assert (Matter.objects.get().close_reason, Case.objects.get().solved) == ("solved", True)


def test_one_that_is_with_its_source_is_worked_on_again(near):
    brought_in(near, line())
    brought(near, Matter.objects.get(), *TO_SOURCE)
    assert results(near, line(turn="2"), at=AT + HOUR) == ["reopened"]
    assert state() == ("handling", 2)


def test_whoever_has_an_open_one_is_urged_and_the_new_date_counts(near):
    brought_in(near, line(due="2026-11-24"))
    act(near, Matter.objects.get(), "dispatch")
    assert results(near, line(turn="2", due="2026-12-01 17:00"), at=AT + HOUR) == ["updated"]
    assert state() == ("dispatched", 2)
    assert Matter.objects.get().order_due_at == datetime(2026, 12, 1, 9, tzinfo=UTC)
    assert Step.objects.filter(action="urge").count() == 1


def test_a_round_comes_once_and_an_earlier_one_changes_nothing(near):
    brought_in(near, line(due="2026-11-24"), line(turn="2", due="2026-12-01"))
    before = list(Step.objects.values())
    assert results(near, line(due="2026-11-24"), line(turn="2", due="2026-12-01"), at=AT + HOUR) == ["same", "same"]
    assert list(Step.objects.values()) == before


def test_a_count_of_how_often_it_came_again_is_one_less_than_the_round(near):
    header = (*HEADER, "重办次数", "办结时限")
    assert results(near, line(turn="0"), line(turn="1"), header=header) == ["created", "updated"]
    assert state() == ("registered", 2)


def test_where_no_column_counts_rounds_the_state_may_say_that_it_came_again(near):
    header = (*HEADER, "工单状态")
    brought_in(near, [*order(1), "待签收"], header=header)
    for action in ("void", "report_back", "source_closed"):
        act(near, Matter.objects.get(), action)
    assert results(near, [*order(1), "待签收"], [*order(1), "重办"], header=header) == ["same", "reopened"]
    assert state() == ("registered", 2)


def test_an_archived_case_stays_and_the_new_round_is_a_case_of_its_own(near):
    brought_in(near, line())
    for action in ("void", "report_back", "source_closed", "archive"):
        act(near, Matter.objects.get(), action)
    assert results(near, line(turn="2"), at=AT + HOUR) == ["created"]
    assert sorted(Case.objects.values_list("source_round", "matter__state")) == [(1, "archived"), (2, "registered")]
    assert results(near, line(), line(turn="2"), at=AT + HOUR) == ["same", "same"]


@pytest.mark.parametrize("path", [("decline",), TO_SOURCE[:-1]])
def test_one_that_waits_to_be_reported_back_is_worked_on_again(near, path):
    """Its source may ask again before it was told: the usual moment for it."""
    brought_in(near, line())
    brought(near, Matter.objects.get(), *path)
    assert state() == ("reporting_back", 1)
    assert results(near, line(turn="2"), at=AT + HOUR) == ["reopened"]
    assert state() == ("registered" if path == ("decline",) else "handling", 2)
    assert chain.faults(Matter.objects.get()) == []


def test_of_a_shelved_case_the_leader_is_told(near):
    brought_in(near, line())
    for action in ("dispatch", "sign_for", "ask_shelving", "grant_shelving"):
        act(near, Matter.objects.get(), action)
    assert results(near, line(turn="2"), at=AT + HOUR) == ["updated"]
    assert state() == ("shelved", 2)
    expand_due(AT + HOUR)
    assert Message.objects.filter(recipient=near.actor("leader").key, subject__contains="催办").exists()


def test_a_round_that_nobody_can_read_is_a_fault(near):
    [(result, message)] = brought_in(near, line(turn="甲"))
    assert (result, "轮次" in message, "甲" in message) == ("failed", True, False)


def test_an_order_that_another_street_has_is_not_touched_and_told_as_that(world):
    brought_in(world.far, line(问题描述="路灯不亮"))
    before = list(Step.objects.values())
    [(result, message)] = brought_in(world.near, line(turn="2", 问题描述="路灯不亮"))
    assert (result, message) == ("failed", "来源单位已经把这件工单交给别处。请问清由谁办。")
    assert list(Step.objects.values()) == before


def test_what_its_source_closed_before_it_came_here_is_left_out(near):
    header = (*HEADER, "轮次", "工单状态")
    assert results(near, line(due="已办结"), line(2, due="办理中"), header=header) == ["left_out", "created"]


def test_what_was_given_out_again_is_listed_with_its_case_and_what_is_to_be_seen_to(near, client):
    client.force_login(near.accounts["dispatcher"])
    brought_in(near, line(), line(2), line(3))
    brought(near, Matter.objects.get(case__source_number=order(1)[0]), *TO_SOURCE)
    again = brought_in(near, line(turn="2"), line(2, turn="2", 是否保密="是"), line(3), at=AT + HOUR)
    assert [(result, "要求保密" in message) for result, message in again] == [
        *(("reopened", False), ("updated", True), ("same", False)),
    ]
    batch = ImportBatch.objects.latest("created_at")
    page = client.get(f"/imports/{batch.pk}/")
    listed = [(row["row"], row["url"], "要求保密" in row["message"]) for row in page.context["errors"]]
    where = [f"/matters/{matter.number}/" for matter in Matter.objects.order_by("case__source_number")]
    assert listed == [(2, where[0], False), (3, where[1], True)]
    assert "每一行都导入了" not in page.content.decode()


def test_that_the_source_wants_confidentiality_now_is_told(near):
    brought_in(near, line())
    [(result, message)] = brought_in(near, line(是否保密="是"), at=AT + HOUR)
    assert (result, "要求保密" in message) == ("differs", True)


def test_a_stricter_date_counts_though_the_text_changed_too_and_both_are_told(near):
    brought_in(near, line(due="2026-12-10"))
    [(result, message)] = brought_in(near, line(due="2026-11-25", 问题描述="路灯不亮，又补充"), at=AT + HOUR)
    assert (result, "时限" in message or "日期" in message, "核对" in message or "对照" in message) == (
        "updated",
        True,
        True,
    )
    assert Matter.objects.get().order_due_at == datetime(2026, 11, 25, 16, tzinfo=UTC)


LINES = st.tuples(
    st.integers(1, 3),
    st.integers(1, 3),
    st.sampled_from(["", "2026-11-20", "2026-11-26", "2026-12-02"]),
    st.sampled_from(["路灯不亮", "路灯不亮，又补充"]),
)


@settings(
    max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(st.data())
def test_however_the_lines_are_divided_ordered_and_repeated_the_end_is_the_same(near, data):
    """The last round of each order counts, and of the last that names dates the strictest."""
    lines = data.draw(st.lists(LINES, min_size=1, max_size=6))
    again = data.draw(st.lists(st.sampled_from(lines), max_size=4))
    mixed = data.draw(st.permutations([*lines, *again]))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(mixed)), max_size=3)))
    parts = [mixed[start:end] for start, end in zip([0, *cuts], [*cuts, len(mixed)], strict=True)]
    whole, divided = ended(near, [lines]), ended(near, parts)
    assert whole == divided == expected(lines)


def test_a_date_that_a_later_round_names_too_is_the_later_round_s(near):
    """So that what the earlier round says otherwise afterwards does not count any more."""
    said = [(1, 2, ""), (1, 1, "2026-11-26"), (1, 2, "2026-11-26"), (1, 1, "2026-11-20")]
    lines = [(*each, "路灯不亮") for each in said]
    assert ended(near, [[each] for each in lines]) == expected(lines)


def ended(near, parts):
    source = str(new_id())
    for place, part in enumerate(part for part in parts if part):
        rows = [line(number, str(turn), due, 问题描述=text) for number, turn, due, text in part]
        brought_in(near, *rows, source=source, at=AT + place * HOUR)
    cases = Case.objects.filter(source_name=source).select_related("matter")
    assert [fault for case in cases for fault in chain.faults(case.matter)] == []
    return {case.source_number: (case.source_round, case.matter.order_due_at, case.matter.state) for case in cases}


def expected(lines):
    """By the rule alone."""
    found = {}
    for number in {number for number, _turn, _due, _text in lines}:
        turns = {turn for each, turn, _due, _text in lines if each == number}
        named = [(turn, due) for each, turn, due, _text in lines if each == number and due]
        dates = [due for turn, due in named if turn == max(named)[0]]
        due = datetime.fromisoformat(min(dates)).replace(tzinfo=UTC) + DAY - 8 * HOUR if dates else None
        found[f"QH{number:06d}"] = (max(turns), due, "registered")
    return found
