"""The limits on a matter's page: each with its name, its end, how it moved and where it is written."""

from dataclasses import replace
from datetime import date

import pytest

from tests.support import cases
from tests.support.statements import statements
from tests.support.street import AT, DAY
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.rules.clocks import Clock, read, written
from xiuhuazhen.web.limits import Limit, limits_of

pytestmark = pytest.mark.django_db

HANDLE = "事件处置时限（从派遣起算）"
BASIS = "测试（本系统设定，非规定）"


def again(matter):
    return Matter.objects.get(pk=matter.pk)


def test_a_running_limit_has_its_name_its_end_and_its_basis(near):
    """Five work days from Monday, 9:00."""
    matter = cases.case_in(near, "handling")
    assert limits_of(matter) == [Limit(HANDLE, matter.due_at, (), BASIS)]


def test_what_is_due_first_comes_first(near):
    assert [limit.title for limit in limits_of(cases.case_in(near, "dispatched"))] == ["签收时限", HANDLE]


def test_an_extension_is_told_with_the_original_end(near):
    matter = cases.case_in(near, "handling")
    for action in ("ask_extension", "grant_extension"):
        cases.act(near, matter, action)
    (limit,) = limits_of(again(matter))
    assert limit.notes == ("原定 2026年11月30日 18:00", "延长 3 个工作日")
    assert limit.due_at == again(matter).due_at


def test_what_stands_still_has_no_end_and_comes_last(near):
    matter = cases.case_in(near, "paused")
    agreed, still = limits_of(matter)
    assert (agreed.title, agreed.due_at, agreed.basis) == ("约定的时间", matter.due_at, "")
    assert (still.title, still.due_at, still.notes) == (HANDLE, None, ("已停表",))


def test_pauses_are_counted(near):
    matter = cases.case_in(near, "paused")
    cases.act(near, matter, "resume", at=AT + DAY)
    (limit,) = limits_of(again(matter))
    assert limit.notes == ("原定 2026年11月30日 18:00", "暂停过 1 次")


def test_an_orders_own_date_is_named_as_such(near):
    matter = cases.case_in(near, "handling")
    matter.clocks |= written([Clock("order", AT, AT + DAY, AT + DAY)])
    assert limits_of(matter)[0] == Limit("来单要求的时间", AT + DAY, (), "")


def test_a_provisional_end_is_marked(near):
    matter = cases.case_in(near, "handling")
    matter.clocks = written([replace(each, provisional=True) for each in read(matter.clocks)])
    assert limits_of(matter)[0].notes == ("暂定：放假安排还没公布",)


def test_what_is_closed_has_no_limits(near):
    assert limits_of(cases.case_in(near, "closed")) == []


def test_the_page_lists_them_without_asking_the_database(near, client):
    matter = cases.case_in(near, "handling")
    client.force_login(near.accounts["handler"])
    page = client.get(f"/matters/{matter.number}/").content.decode()
    assert HANDLE in page
    assert BASIS in page
    with statements() as executed:
        limits_of(matter)
    assert [each for each in executed if "areas_referenceversion" not in each] == []
    assert clock.local_date(matter.due_at) == date(2026, 11, 30)
