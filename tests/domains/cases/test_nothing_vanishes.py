"""What a source says of an order that is here already is told or done, never passed over as the same once more."""

import pytest

from tests.domains.cases.test_rounds import TO_SOURCE, brought_in, line
from tests.support.cases import brought
from tests.support.orders import HEADER, order
from tests.support.street import AT, HOUR
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.queries import contact_of, opening_step

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

STATUS = (*HEADER, "工单状态")


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


def closed(street):
    return brought(street, Matter.objects.get(), *TO_SOURCE, "source_closed")


@pytest.mark.parametrize(
    ("given", "column"), [({"due": "按规定"}, "办结时限"), ({"due": "本周五"}, "办结时限"), ({"turn": "终办"}, "轮次")]
)
@pytest.mark.parametrize("ended_here", [False, True])
def test_a_line_that_cannot_be_read_is_a_fault_though_its_order_is_here(near, given, column, ended_here):
    brought_in(near, line())
    if ended_here:
        closed(near)
    [(result, message)] = brought_in(near, line(**given), at=AT + HOUR)
    assert (result, column in message) == ("failed", True)


@pytest.mark.parametrize(
    "status", ["重新办理", "不满意重办", "重办（第二次）", "二次派单", "Reopened", "退回重办，请重新处理"]
)
def test_a_state_that_plainly_says_again_opens_a_closed_case(near, status):
    brought_in(near, [*order(1), "待签收"], header=STATUS)
    closed(near)
    [(result, _message)] = brought_in(near, [*order(1), status], header=STATUS, at=AT + HOUR)
    assert (result, Matter.objects.get().is_open) == ("reopened", True)
    assert brought_in(near, [*order(1), status], header=STATUS, at=AT + HOUR) == [("same", "")]


@pytest.mark.parametrize("status", ["已完成", "办理完毕", "已办理", "处理完成", "Done", "Closed by agency"])
def test_what_its_source_has_finished_does_not_come_in_as_new(near, status):
    [(result, _message)] = brought_in(near, [*order(1), status], header=STATUS)
    assert (result, Matter.objects.exists()) == ("left_out", False)


@pytest.mark.parametrize(
    ("phone", "name"),
    [
        ("13900001111（本人）", "王女士 （本人）"),
        ("13900001111、13800002222", "王女士 13800002222"),
        ("0971-8230000转802", "王女士 转802"),
        ("王女士本人13900001111", "王女士 王女士本人"),
    ],
)
def test_a_telephone_with_words_beside_it_can_be_called(near, phone, name):
    header = (*(title for title in HEADER if title != "联系人/电话"), "联系人", "联系电话")
    usual = dict(zip(HEADER, order(1), strict=True))
    row = [{**usual, "联系人": "王女士", "联系电话": phone}[title] for title in header]
    [(result, message)] = brought_in(near, row, header=header)
    matter = Matter.objects.get()
    kept = contact_of(opening_step(matter))
    assert (result, kept["name"], matter.case.has_contact) == ("created", name, True)
    assert kept["phone"] in {"13900001111", "09718230000"}
    assert ("多个电话" in message) is ("13800002222" in phone)


def test_a_later_round_s_text_is_kept_whole_or_refused(near):
    brought_in(near, line())
    longest = "灯" * rules.TEXT_MAX
    assert brought_in(near, line(turn="2", 问题描述=longest), at=AT + HOUR)[0][0] == "updated"
    assert brought_in(near, line(turn="2", 问题描述=longest), at=AT + HOUR) == [("same", "")]
    assert Matter.objects.get().steps.order_by("-number").first().content.text.endswith(longest)
    [(result, message)] = brought_in(near, line(turn="3", 问题描述=f"{longest}灯"), at=AT + HOUR)
    assert (result, "2000" in message, Case.objects.get().source_round) == ("failed", True, 2)
