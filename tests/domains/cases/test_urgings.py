"""A source urges an order, or wants it done again, by any of its columns: neither vanishes, and twice is once."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.domains.cases.test_rounds import brought_in, results, state
from tests.support.cases import act
from tests.support.orders import HEADER, order
from tests.support.street import AT, DAY, HOUR
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.models import Matter, Step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

STATUS = (*HEADER, "工单状态")
COUNTS = (*HEADER, "重办次数", "催办次数")


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


def urgings():
    return list(Step.objects.filter(action="urge").values_list("facts__urged", flat=True))


def close(street):
    for action in ("void", "report_back", "source_closed"):
        act(street, Matter.objects.get(), action)


def test_urged_by_its_state_then_closed_then_to_be_done_again_by_its_state(near):
    brought_in(near, [*order(1), "办理中"], header=STATUS)
    assert results(near, [*order(1), "催办"], header=STATUS, at=AT + HOUR) == ["updated"]
    assert (state(), urgings()) == (("registered", 1), [1])
    close(near)
    assert results(near, [*order(1), "重办"], header=STATUS, at=AT + 2 * HOUR) == ["reopened"]
    assert state() == ("registered", 2)
    assert chain.faults(Matter.objects.get()) == []


def test_a_state_counts_beside_a_column_that_says_none(near):
    header = (*HEADER, "是否重办", "工单状态")
    brought_in(near, [*order(1), "否", "办理中"], header=header)
    assert results(near, [*order(1), "否", "催办"], header=header, at=AT + HOUR) == ["updated"]
    assert results(near, [*order(1), "否", "重办"], header=header, at=AT + HOUR) == ["updated"]
    assert state() == ("registered", 2)


def test_urged_by_its_state_alone_after_it_was_to_be_done_again_it_is_the_last_round_that_is_urged(near):
    brought_in(near, [*order(1), "办理中"], header=STATUS)
    assert results(near, [*order(1), "重办"], header=STATUS, at=AT + HOUR) == ["updated"]
    assert brought_in(near, [*order(1), "催办"], header=STATUS, at=AT + 2 * HOUR) == [
        ("updated", "来源单位催办，已经记上。")
    ]
    assert results(near, [*order(1), "催办"], header=STATUS, at=AT + 2 * HOUR) == ["same"]
    last = Step.objects.filter(action="urge").order_by("number").last()
    assert (last.facts["round"], last.facts["urged"], state()) == (2, 1, ("registered", 2))


def test_a_column_that_says_the_first_round_is_believed(near):
    header = (*HEADER, "重办次数", "工单状态")
    brought_in(near, [*order(1), "1", "办理中"], header=header)
    [(result, message)] = brought_in(near, [*order(1), "0", "催办"], header=header, at=AT + HOUR)
    assert (result, message != "", state()) == ("differs", True, ("registered", 2))


def test_whether_and_how_often_stand_beside_each_other_and_both_count(near):
    header = (*HEADER, "是否重办", "重办次数", "是否催办", "催办次数")
    brought_in(near, [*order(1), "否", "0", "否", "0"], header=header)
    assert results(near, [*order(1), "是", "0", "否", "0"], header=header, at=AT + HOUR) == ["updated"]
    assert results(near, [*order(1), "否", "2", "是", "0"], header=header, at=AT + HOUR) == ["updated"]
    assert (state(), sorted(filter(None, urgings()))) == (("registered", 3), [1])


def test_two_columns_that_count_hide_nothing_from_each_other(near):
    brought_in(near, [*order(1), "0", "0"], header=COUNTS)
    assert results(near, [*order(1), "0", "1"], header=COUNTS, at=AT + HOUR) == ["updated"]
    assert results(near, [*order(1), "0", "2"], header=COUNTS, at=AT + HOUR) == ["updated"]
    assert results(near, [*order(1), "1", "2"], header=COUNTS, at=AT + HOUR) == ["updated"]
    assert (state(), sorted(urgings())) == (("registered", 2), [1, 2, 2])


def test_a_daily_list_that_repeats_an_urging_says_nothing_and_with_other_words_it_is_told(near, monkeypatch):
    """With other words it may be another urging; a person says which. A higher count is one."""
    line = [*order(1), "催办"]
    assert results(near, line, header=STATUS) == ["created"]
    assert results(near, line, header=STATUS, at=AT + HOUR) == ["same"]
    monkeypatch.setattr(clock, "now", lambda: AT + 3 * DAY)
    assert brought_in(near, line, header=STATUS, at=AT + 3 * DAY) == [("same", "")]
    other = [*order(1, 问题描述="银杏小区1号楼门口路灯还是不亮"), "催办"]
    [(result, message)] = brought_in(near, other, header=STATUS, at=AT + 3 * DAY)
    assert (result, "又催" in message, urgings()) == ("differs", True, [1])
    assert results(near, [*order(1), "二次催办"], header=STATUS, at=AT + 3 * DAY) == ["updated"]
    assert urgings() == [1, 2]


def test_one_that_is_closed_here_is_told_and_left_as_it_is(near):
    brought_in(near, [*order(1), "办理中"], header=STATUS)
    close(near)
    [(result, message)] = brought_in(near, [*order(1), "催办"], header=STATUS, at=AT + HOUR)
    assert (result, "催办" in message, state()) == ("differs", True, ("closed", 1))


def test_a_count_that_nobody_can_read_is_a_fault(near):
    [(result, message)] = brought_in(near, [*order(1), "0", "甲"], header=COUNTS)
    assert (result, "催办次数" in message) == ("failed", True)


LINES = st.tuples(st.integers(0, 2), st.integers(0, 3))


@settings(
    max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None
)
@given(st.data())
def test_handed_in_again_however_divided_nothing_is_noted_twice(near, data):
    lines = data.draw(st.lists(LINES, min_size=1, max_size=4))
    mixed, source = data.draw(st.permutations(lines)), str(new_id())
    for again, urged in mixed:
        brought_in(near, [*order(1), str(again), str(urged)], header=COUNTS, source=source)
    before = ended(source)
    brought_in(
        near, *([*order(1), str(a), str(u)] for a, u in data.draw(st.permutations(lines))), header=COUNTS, source=source
    )
    last = max(again for again, _urged in lines)
    assert ended(source) == before
    assert before[:2] == (last + 1, max(urged for again, urged in lines if again == last))


def ended(source):
    matter = Matter.objects.get(case__source_name=source)
    steps = matter.steps.filter(facts__round=matter.case.source_round)
    noted = max((step.facts.get("urged", 0) for step in steps), default=0)
    return matter.case.source_round, noted, matter.steps.count()
