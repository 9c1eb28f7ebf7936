"""Somebody leaves: what they had is given to a colleague, and the leader sees what is stuck."""

from datetime import timedelta

import pytest
from django.db import transaction

from tests.journeys.visitors import Visitor
from tests.support import cases, street
from tests.support.browsers import DESK, PHONE
from tests.support.roster import put, second_dispatcher
from tests.support.street import PASSWORD, SYSTEM
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.actions import end_role
from xiuhuazhen.core.people.models import Role
from xiuhuazhen.core.procedures.actions import waking
from xiuhuazhen.core.procedures.models import Matter

pytestmark = pytest.mark.journey

HOUR = timedelta(hours=1)


@pytest.fixture
def near(server):
    """The lamp unit's handler has cases in several states; the water unit's people have left with one on their desk."""
    # at once, so that the ticker of the server lets none of these late matters climb meanwhile
    with transaction.atomic():
        near, now = street.build().near, clock.now()
        second_dispatcher(near)
        put(near, "handler", now + 24 * HOUR, now + 36 * HOUR, unit="lamps", at=now)
        for number, state in enumerate(("handling", "paused", "checking", "handling"), start=1):
            matter = cases.case_in(near, state, text=f"银杏小区{number}号楼门口路灯不亮，晚上看不见路")
            if number == 1:
                Matter.objects.filter(pk=matter.pk).update(due_at=now - 30 * HOUR, rung=3)
        stranded = cases.case_in(near, "dispatched", text="富民路18号院自来水管漏水")
        cases.act(near, stranded, "recall")
        cases.act(near, stranded, "dispatch", cases.Dispatch(near.units["water"].pk, "0201"))
        for office in ("other-handler", "head"):
            role = Role.objects.get(person=near.accounts[office].person)
            end_role(role=role, last_day=clock.local_date(now) - timedelta(days=1), by=SYSTEM, at=now)
        # nor afterwards: a page would be out of date
        Matter.objects.update(wake_at=clock.NO_LIMIT)
    return near


@pytest.fixture
def comes(server, near, new_page):
    def come(office, address, at=DESK):
        visitor = Visitor(new_page(viewport=at, base_url=server.url), name=office)
        visitor.opens(f"/sign-in/?next={address}")
        visitor.writes("账号", f"near-{office}")
        visitor.page.get_by_label("密码").fill(PASSWORD)
        visitor.submits("登录")
        return visitor

    return come


def test_somebody_leaves_and_a_colleague_goes_on(comes, near):
    """The administrator finds them, gives all to a colleague but one, and the posts end today."""
    administrator = comes("administrator", "/leaving/")
    administrator.sees("离岗交接", "火己")
    administrator.looks("leaving-1-people")
    administrator.follows("火己")
    administrator.sees("手上的事", "银杏小区1号楼", "已超期", "以后的班")
    administrator.chooses("火车站街道路灯队的事交给", "火庚")
    administrator.looks("leaving-2-person")
    administrator.submits("办理离岗")
    administrator.sees("请再看一眼，再结束岗位。", "4 件马上交给接手人。")
    administrator.looks("leaving-3-asked-again")
    administrator.submits("确认结束这些岗位")
    administrator.sees("火己的岗位到", "转交了 4 件。")
    administrator.looks("leaving-3-left")


def test_somebody_left_and_nobody_thought_of_their_matters(comes, near):
    """The day after, what they had is with the unit again, and a colleague takes it."""
    left, now = near.accounts["handler"].person, clock.now()
    for role in Role.objects.filter(person=left):
        end_role(role=role, last_day=clock.local_date(now) - timedelta(days=1), by=SYSTEM, at=now)
    matter = Matter.objects.get(title__startswith="银杏小区2号楼门口路灯不亮")
    waking.release_matter(matter_id=matter.pk, by=waking.TICKER, at=clock.now())
    colleague = comes("colleague", "/desk/")
    colleague.looks("leaving-6-worklist-of-the-colleague")
    colleague.picks("银杏小区2号楼")
    colleague.sees("经办人已离岗，交回单位")
    colleague.sees_to(matter.number)
    colleague.looks("leaving-7-back-with-the-unit")


def test_on_a_phone(comes, near):
    administrator = comes("administrator", "/leaving/", at=PHONE)
    administrator.looks("leaving-4-people-phone")
    administrator.follows("火己")
    administrator.sees("手上的事")
    administrator.looks("leaving-5-person-phone")
    leader = comes("leader", "/stuck/", at=PHONE)
    leader.sees("没有人能办", "富民路18号院自来水管漏水")
    leader.looks("stuck-2-phone")


def test_the_leader_sees_what_is_stuck_and_its_limits(comes, near):
    leader = comes("leader", "/stuck/")
    leader.sees("没有人能办", "火车站街道供水站")
    leader.looks("stuck-1-nobody")
    leader.follows("超期，已报到顶")
    leader.sees("已超期 1 天")
    leader.follows("银杏小区1号楼门口路灯不亮，晚上看不见路")
    leader.sees("时限", "事件处置时限（从派遣起算）")
    leader.looks("limits-1-matter")
