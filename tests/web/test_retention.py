"""The page of what is held, for how long, and what erased last."""

from datetime import date, timedelta

import pytest

from tests.support.street import AT, SYSTEM, give, unit
from tests.support.visitors import visit
from xiuhuazhen.core.jobs.actions import enqueue, run_pending
from xiuhuazhen.core.jobs.choices import JobState
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit.retention import declared
from xiuhuazhen.core.messages.models import OutboxRow
from xiuhuazhen.core.people.actions import NewPerson, create_account
from xiuhuazhen.core.people.choices import RoleName, UnitKind

pytestmark = pytest.mark.django_db

PAGE = "/manage/retention/"
TODAY = date(2026, 11, 23)


@pytest.fixture
def county(world, client):
    """The administrator of the whole area that is served."""
    account = create_account(person=NewPerson("县管理", "county-administrator", "gold-bee-27"), by=SYSTEM, at=AT)
    office = unit("城东区网格中心", UnitKind.DISPATCH_DESK, world.county)
    give(account, RoleName.ADMINISTRATOR, world.county, office)
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_every_kind_of_row_is_there_with_its_class_and_period(county):
    page = county.get(PAGE)
    assert (page.status_code, len(page.context["rows"])) == (200, len(declared()))
    shown = page.content.decode()
    for words in (
        "环节的文字和联系方式",
        "办结起按标准规定的期限",
        "敏感个人信息",
        "长期保存：环节相连，证明发生过什么",
    ):
        assert words in shown, words


@pytest.mark.parametrize("wanted", ["public", "internal", "personal", "sensitive"])
def test_one_class_alone(county, wanted):
    rows = county.get(PAGE, {"class": wanted}).context["rows"]
    assert {row.data_class for row in rows} == {wanted}
    assert len(rows) == sum(each.data_class == wanted for each in declared().values())


def test_a_class_that_does_not_exist_shows_all(county):
    assert len(county.get(PAGE, {"class": "secret"}).context["rows"]) == len(declared())


def test_it_says_when_each_eraser_ran_and_how_many_it_erased(county, settings):
    old = AT - timedelta(days=settings.MESSAGES_KEPT_DAYS + 1)
    for _ in range(3):
        OutboxRow.objects.create(topic="x", payload={}, posted_at=old, next_at=old, claimed_at=old)
    never = county.get(PAGE).content.decode().count("还没有运行过")
    enqueue("messages.erase", at=AT)
    run_pending(at=AT)
    assert Job.objects.get(name="messages.erase").state == JobState.DONE
    shown = county.get(PAGE).content.decode()
    assert ("删除 3 条" in shown, shown.count("还没有运行过")) == (True, never - 1)


@pytest.mark.parametrize(
    "visitor",
    ["near-dispatcher", "near-leader", "far-administrator", "near-administrator", "former-near-administrator"],
)
def test_nobody_else_sees_it(world, county, visitor):
    """Not the administrator of a part either: it is the whole installation's."""
    assert visit(world, visitor, today=TODAY).get(PAGE).status_code == 403


def test_who_is_not_signed_in_is_asked_to(client, world):
    assert client.get(PAGE)["Location"].startswith("/sign-in/")


def test_the_entry_is_under_administration(county):
    assert f'href="{PAGE}"' in county.get("/manage/").content.decode()
