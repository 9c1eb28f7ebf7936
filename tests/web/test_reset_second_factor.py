"""``xiuhuazhen reset_second_factor``: an administrator without telephone and recovery codes comes in again."""

import io

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command

from tests.support.street import AT, PASSWORD
from tests.web.test_account import browser_of, enrolled
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.people.models import Account, RecoveryCode, SecondFactor

pytestmark = pytest.mark.django_db

NAME = "near-administrator"


@pytest.fixture
def browser(near, settings, monkeypatch):
    """Signed in, with a second factor."""
    monkeypatch.setattr("xiuhuazhen.core.kit.clock.now", lambda: AT)
    settings.SECOND_FACTOR_REQUIRED = True
    browser = browser_of(near)
    enrolled(near, browser)
    return browser


def reset(*given):
    out = io.StringIO()
    call_command("reset_second_factor", *given, stdout=out)
    return out.getvalue()


def test_factor_codes_and_sessions_are_gone_and_the_reason_is_on_record(near, browser):
    said = reset(NAME, "--reason", "手机丢失，已核对工作证")
    assert said == f"{NAME} 的双重验证已取消。请本人用密码登录，再重新设置。\n"
    account = near.accounts["administrator"]
    counts = (SecondFactor.objects.filter(account=account).count(), RecoveryCode.objects.count())
    assert (counts, account.devices.count(), Session.objects.count()) == ((0, 0), 0, 0)
    assert browser.get("/account/").status_code == 302
    row = AuditRow.objects.get(action="people.factor.dropped")
    assert (row.reason, row.subject_id) == ("手机丢失，已核对工作证", str(account.pk))
    assert browser.post("/sign-in/", {"username": NAME, "password": PASSWORD})["Location"] == "/desk/"


@pytest.mark.parametrize("given", [(NAME, "--reason", " "), (NAME,), ("nobody", "--reason", "x")])
def test_without_reason_or_account_nothing_changes(browser, given):
    with pytest.raises(CommandError):
        reset(*given)
    assert SecondFactor.objects.count() == 1
    assert not AuditRow.objects.filter(action="people.factor.dropped").exists()


def test_who_has_none_is_said_so(near):
    assert Account.objects.filter(username=NAME).exists()
    with pytest.raises(CommandError, match="没有设双重验证"):
        reset(NAME, "--reason", "x")
