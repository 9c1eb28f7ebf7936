"""What a source has ended is told, whether or not it is here; messages hold nobody's number."""

import pytest

from tests.domains.cases.test_rounds import brought_in
from tests.support.cases import act
from tests.support.orders import HEADER, order
from tests.support.street import AT, HOUR
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.rules import says_ended

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

STATUS = (*HEADER, "工单状态")
ENDED = [
    "已撤单",
    "已撤回",
    "作废",
    "已作废",
    "已退单",
    "撤销",
    "已办结（超期）",
    "办结归档",
    "Closed - Duplicate",
    "已办结",
]


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.mark.parametrize("status", ENDED)
def test_what_its_source_ended_is_left_out_and_told(near, status):
    [(result, message)] = brought_in(near, [*order(1), status], header=STATUS)
    assert (result, message != "", Matter.objects.exists()) == ("left_out", True, False)


@pytest.mark.parametrize("status", ["未办结", "待归档", "申请撤单", "办理中", "撤回申请未通过", "not closed", ""])
def test_what_it_did_not_end_comes_in(status):
    assert not says_ended(status)


@pytest.mark.parametrize("status", ["已办结", "已撤回"])
def test_what_is_open_here_is_told_and_stays_open_and_what_is_closed_is_the_same(near, status):
    brought_in(near, [*order(1), "办理中"], header=STATUS)
    [(result, message)] = brought_in(near, [*order(1), status], header=STATUS, at=AT + HOUR)
    assert (result, status in message, Matter.objects.get().state) == ("differs", True, "registered")
    for action in ("void", "report_back", "source_closed"):
        act(near, Matter.objects.get(), action)
    assert brought_in(near, [*order(1), status], header=STATUS, at=AT + HOUR) == [("same", "")]


@pytest.mark.parametrize("column", ["办结时限", "轮次", "催办次数"])
def test_a_cell_that_cannot_be_read_is_quoted_without_the_numbers_in_it(near, column):
    [(result, message)] = brought_in(near, [*order(1), "请月底前联系王女士13900001111"], header=(*HEADER, column))
    assert (result, "13900001111" in message, column in message) == ("failed", False, True)
