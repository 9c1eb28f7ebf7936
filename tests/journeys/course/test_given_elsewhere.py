"""The desk has second thoughts: it takes a matter back and gives it to somebody else."""

import pytest
from playwright.sync_api import expect

from tests.support.browsers import PHONE
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.procedures.models import Matter

pytestmark = pytest.mark.journey

SMOKE = "西宁站北出口有人在绿地里烧纸"
DOGS = "银杏小区遛大狗不牵绳"
WHY = "绿地归社区日常看护，执法队今天在外。"


def test_taken_back_before_it_was_signed_for(arrives, works, number_of, asks_after):
    """The first unit finds it no more, neither on its worklist nor by its address; the second has it at once, and the
    reporter reads who has it now, not what the desk wrote."""
    number, desk = number_of(SMOKE), works("周敏")
    first, second = arrives("韩立", at=PHONE), works("石磊")
    expect(first.owes(SMOKE)).to_contain_text("待签收")
    desk.sees_to(number)
    desk.acts("收回", 原因=WHY, look="elsewhere-01-taking-back")
    desk.sees("派遣台收回", "待受理")
    desk.is_first("派给…")
    desk.has_no("收回")
    expect(first.owes(SMOKE)).to_have_count(0)
    assert first.opens(f"/matters/{number}/") == 404
    first.looks("elsewhere-02-no-longer-theirs")

    expect(desk.owes(SMOKE)).to_contain_text("被退回")
    desk.picks(SMOKE)
    desk.begins("派给…")
    desk.chooses("单位", "车站社区居委会")
    desk.submits("派遣")
    assert desk.stitches() == ["上报", "派给火车站街道综合行政执法队", "派遣台收回", "派给车站社区居委会", "待签收"]
    expect(first.owes(SMOKE)).to_have_count(0)
    expect(second.owes(SMOKE)).to_contain_text("待签收")
    second.sees_to(number)
    second.sees(WHY)
    second.acts("签收")
    second.sees("处置中")
    second.looks("elsewhere-03-signed-for")
    resident = asks_after(number)
    resident.sees("已转给车站社区居委会", "车站社区居委会正在办")
    resident.does_not_see(WHY, "周敏")
    resident.looks("elsewhere-04-told")


def test_taken_back_where_the_leader_let_the_time_pass(works, number_of, time_passes):
    """Nothing stays with a leader for ever who does not decide."""
    number, desk, leader = number_of(DOGS), works("周敏"), works("李国栋")
    late = Matter.objects.filter(number=number, due_at__lte=clock.now())
    while not late.exists():  # as it may be already, by the hour at which the demonstration began
        assert time_passes(number).action == "escalate"
    expect(leader.owes(DOGS)).to_contain_text("待领导定")
    desk.sees_to(number)
    desk.acts("收回", 原因="改由社区和物业一起劝导。")
    desk.sees("待受理")
    desk.is_first("派给…")
    desk.looks("elsewhere-05-at-the-desk")
    expect(leader.owes(DOGS)).to_have_count(0)
