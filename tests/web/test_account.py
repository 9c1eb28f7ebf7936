"""One's own account, the second factor, locking, and what it opens."""

import base64
from datetime import date, timedelta

import pytest
from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.test import Client
from django_otp.oath import hotp

from tests.support.street import AT, PASSWORD
from tests.support.visitors import visit
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people import codes
from xiuhuazhen.core.people.models import Account, Device, RecoveryCode, SecondFactor

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
STEP = timedelta(seconds=30)


def browser_of(near, office="administrator", password=PASSWORD):
    browser = Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0"})
    browser.post("/sign-in/", {"username": f"near-{office}", "password": password})
    return browser


def code_of(secret, at):
    return f"{hotp(base64.b32decode(secret), int(at.timestamp()) // 30):06d}"


def enrolled(near, browser, at=AT, office="administrator"):
    """Set it up as the pages ask; gives the secret and the recovery codes."""
    begun = browser.post("/account/second-factor/", {"present": PASSWORD})
    assert (begun.status_code, begun["Location"]) == (302, "/account/second-factor/confirm/")
    account = near.accounts[office]
    secret = SecondFactor.objects.get(account=account).pending.open()
    done = browser.post("/account/second-factor/confirm/", {"code": code_of(secret, at)})
    return secret, done.context["codes"]


def moves(monkeypatch, to):
    monkeypatch.setattr("xiuhuazhen.core.kit.clock.now", lambda: to)


# codes


def test_codes_are_those_of_the_standard():
    """RFC 6238, appendix B, the last six digits of its SHA-1 column."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924")):
        at = AT.fromtimestamp(seconds, AT.tzinfo)
        assert codes.step_of(code, secret, at=at, after=0) == seconds // 30
        assert codes.step_of(code, secret, at=at, after=seconds // 30) is None
        assert codes.step_of(code, secret, at=at + 3 * STEP, after=0) is None


def test_recovery_codes_are_long_and_differ():
    made = codes.new_recovery_codes()
    assert len(set(made)) == 10
    assert {len(codes.plain(code)) for code in made} == {16}
    assert codes.plain(f" {made[0].lower()} ") == made[0].replace("-", "")


# the second factor


def test_what_administers_opens_with_the_second_factor_alone(world, near, settings, monkeypatch):
    """Until it is set up a notice says so; afterwards signing in asks for the code."""
    settings.SECOND_FACTOR_REQUIRED = True
    browser = browser_of(near)
    assert browser.get("/manage/people/").status_code == 403
    assert "要设好双重验证才能用" in browser.get("/desk/").content.decode()
    assert "/manage/" not in {door.url for door in browser.get("/desk/").context["nav"]}
    secret, _recovery = enrolled(near, browser)
    assert browser.get("/manage/people/").status_code == 200
    moves(monkeypatch, AT + 2 * STEP)
    other = browser_of(near)
    assert "_auth_user_id" not in other.session
    assert other.get("/desk/")["Location"].startswith("/sign-in/")
    assert other.post("/sign-in/code/", {"code": "000000"}).status_code == 422
    done = other.post("/sign-in/code/", {"code": code_of(secret, AT + 2 * STEP)})
    assert (done.status_code, done["Location"]) == (302, "/desk/")
    assert other.get("/manage/people/").status_code == 200
    again = browser_of(near)
    assert again.post("/sign-in/code/", {"code": code_of(secret, AT + 2 * STEP)}).status_code == 422, "used once"


def test_the_desk_works_without_and_contacts_stay_closed(near, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    page = browser_of(near, "dispatcher").get("/desk/")
    actor = page.wsgi_request._xhz_actor
    assert page.status_code == 200
    assert actor.may_somewhere("cases.dispatch") and not actor.may_somewhere("cases.contact")  # noqa: PT018
    assert browser_of(near, "grid-worker").get("/desk/").wsgi_request._xhz_actor.withheld is False


def test_the_api_withholds_the_same(near, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    answer = browser_of(near).get("/api/v1/matters")
    assert answer.status_code == 200
    assert not answer.wsgi_request._xhz_actor.may_somewhere("people.manage")


def test_the_secret_is_sealed_and_the_codes_are_hashed(near):
    secret, recovery = enrolled(near, browser_of(near))
    row = SecondFactor.objects.get()
    assert secret.encode() not in bytes(row.secret.content)
    assert (row.secret.open(), row.pending.open()) == (secret, "")
    kept = {bytes(digest) for digest in RecoveryCode.objects.values_list("digest", flat=True)}
    assert not any(codes.plain(code).encode() in kept for code in recovery)
    assert [row.action for row in AuditRow.objects.filter(action__startswith="people.factor")] == ["people.factor.set"]


def test_a_recovery_code_stands_in_once(near):
    _secret, recovery = enrolled(near, browser_of(near))
    first, second = browser_of(near), browser_of(near)
    assert first.post("/sign-in/code/", {"code": recovery[0].lower()}).status_code == 302
    assert second.post("/sign-in/code/", {"code": recovery[0]}).status_code == 422
    assert first.get("/account/").context["codes_left"] == 9
    assert AuditRow.objects.filter(action="people.recovery.used").count() == 1


def test_wrong_codes_block_for_a_while(near, monkeypatch):
    secret, _recovery = enrolled(near, browser_of(near))
    moves(monkeypatch, AT + 2 * STEP)
    browser = browser_of(near)
    for _time in range(5):
        browser.post("/sign-in/code/", {"code": "000000"})
    right = code_of(secret, AT + 2 * STEP)
    refused = browser.post("/sign-in/code/", {"code": right})
    assert refused.context["form"].errors == {"code": ["验证码输错次数太多，请等15分钟再试。"]}
    later = AT + timedelta(minutes=16)
    moves(monkeypatch, later)
    assert browser_of(near).post("/sign-in/code/", {"code": code_of(secret, later)}).status_code == 302


def test_the_code_is_asked_right_after_the_password(near, monkeypatch):
    secret, _recovery = enrolled(near, browser_of(near))
    browser, late = browser_of(near), AT + timedelta(minutes=11)
    moves(monkeypatch, late)
    assert browser.post("/sign-in/code/", {"code": code_of(secret, late)})["Location"] == "/sign-in/"
    assert Client().get("/sign-in/code/")["Location"] == "/sign-in/"


def test_another_second_factor_takes_the_place_of_the_first_when_it_is_confirmed(near):
    browser = browser_of(near)
    first, _recovery = enrolled(near, browser)
    assert browser.post("/account/second-factor/", {"present": "wrong"}).status_code == 422
    browser.post("/account/second-factor/", {"present": PASSWORD})
    row = SecondFactor.objects.get()
    assert (row.secret.open(), bool(row.pending)) == (first, True)
    assert browser.post("/account/second-factor/confirm/", {"code": "000000"}).status_code == 422
    assert SecondFactor.objects.get().secret.open() == first


# password and devices


def test_ones_own_password(near):
    """The old one is asked for; other devices are signed out, this one is not."""
    here, there = browser_of(near), browser_of(near)
    wrong = {"present": "wrong", "password": "gold-bee-30", "again": "gold-bee-30"}
    assert here.post("/account/password/", wrong).status_code == 422
    assert here.post("/account/password/", {**wrong, "present": PASSWORD}).status_code == 302
    assert (here.get("/account/").status_code, there.get("/account/").status_code) == (200, 302)
    assert [device["here"] for device in here.get("/account/").context["devices"]] == [True]
    assert Account.objects.get(pk=near.accounts["administrator"].pk).check_password("gold-bee-30")


def test_devices_are_seen_and_ended_by_their_person_alone(near):
    here, there, stranger = browser_of(near), browser_of(near), browser_of(near, "handler")
    devices = here.get("/account/").context["devices"]
    assert sorted((each["label"], each["here"]) for each in devices) == [
        ("Chrome · Windows", False),
        ("Chrome · Windows", True),
    ]
    other = next(each["id"] for each in devices if not each["here"])
    assert stranger.post(f"/account/devices/{other}/end/").status_code == 404
    assert there.get("/desk/").status_code == 200
    assert here.post(f"/account/devices/{other}/end/").status_code == 302
    assert there.get("/desk/").status_code == 302
    assert here.post(f"/account/devices/{other}/end/").status_code == 404


def test_who_signs_out_leaves_no_trace(near):
    browser = browser_of(near)
    account = near.accounts["administrator"]
    assert Device.objects.filter(account=account).count() == 1
    browser.post("/sign-out/")
    assert not Device.objects.filter(account=account).exists()
    assert not AuditRow.objects.filter(actor_key=f"person:{account.person_id}").exists()


def test_a_device_whose_session_is_over_is_forgotten(near):
    browser_of(near)
    Session.objects.all().delete()
    browser = browser_of(near)
    assert len(browser.get("/account/").context["devices"]) == Device.objects.count() == 1


# what an administrator does to an account


def page(near, rest, office="handler"):
    return f"/manage/people/{near.accounts[office].person_id}/{rest}/"


@pytest.mark.parametrize("rest", ["lock", "unlock", "lift", "second-factor"])
@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("far-administrator", 404),
        ("former-near-administrator", 403),
        ("near-leader", 403),
        ("near-dispatcher", 403),
        ("stranger", 403),
        ("anonymous", 302),
    ],
)
def test_nobody_else_touches_an_account(world, rest, name, status):
    browser = visit(world, name, today=TODAY)
    sent = {"command_id": str(new_id()), "reason": "试"}
    assert browser.get(page(world.near, rest)).status_code == status
    assert browser.post(page(world.near, rest), sent).status_code == status
    assert Account.objects.get(pk=world.near.accounts["handler"].pk).is_active


def test_lock_and_unlock(near):
    administrator, handler = browser_of(near), browser_of(near, "handler")
    link = administrator.post(page(near, "invitation"), {"command_id": str(new_id())}).context["link"]
    given = {"command_id": str(new_id()), "reason": "手机被偷"}
    assert administrator.post(page(near, "lock"), given).status_code == 302
    assert administrator.post(page(near, "lock"), given).status_code == 302, "the same once more"
    assert handler.get("/desk/").status_code == 302
    assert browser_of(near, "handler").get("/desk/").status_code == 302
    assert Client().get(link).status_code == 404
    shown = administrator.get(f"/manage/people/{near.accounts['handler'].person_id}/").context
    assert (shown["account"]["locked"], shown["changes"][0]["why"]) == (True, "手机被偷")
    assert administrator.post(page(near, "unlock"), {"command_id": str(new_id())}).status_code == 302
    assert browser_of(near, "handler").get("/desk/").status_code == 200
    assert AuditRow.objects.filter(action="people.account.locked").count() == 1


def test_nobody_locks_themselves(near):
    given = {"command_id": str(new_id()), "reason": "试"}
    assert browser_of(near).post(page(near, "lock", "administrator"), given).status_code == 422
    assert Account.objects.get(pk=near.accounts["administrator"].pk).is_active


def test_too_many_wrong_passwords_are_shown_and_lifted(near, monkeypatch):
    """django-axes keeps out by its own clock, which is that of the machine."""
    administrator = browser_of(near)
    for _time in range(5):
        browser_of(near, "handler", "wrong")
    moves(monkeypatch, AccessAttempt.objects.get().attempt_time)
    assert browser_of(near, "handler").get("/desk/").status_code == 302
    shown = administrator.get(f"/manage/people/{near.accounts['handler'].person_id}/")
    assert shown.context["account"]["kept_out"] is True
    assert administrator.post(page(near, "lift"), {"command_id": str(new_id())}).status_code == 302
    assert browser_of(near, "handler").get("/desk/").status_code == 200


def test_a_lost_telephone(near):
    """The administrator takes the second factor away; the person signs in with the password alone."""
    enrolled(near, browser_of(near, "handler"), office="handler")
    administrator = browser_of(near)
    assert administrator.post(page(near, "second-factor"), {"command_id": str(new_id())}).status_code == 302
    assert (SecondFactor.objects.count(), RecoveryCode.objects.count()) == (0, 0)
    assert browser_of(near, "handler").get("/desk/").status_code == 200


def test_nobody_elses_comings_and_goings_are_kept(world, near):
    """No log of signing in, as django-axes would keep one."""
    browser_of(near).post("/sign-out/")
    assert AccessLog.objects.count() == 0
