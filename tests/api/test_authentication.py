"""Who may call: a token with its permissions, area and days, or a session; nobody else sees a matter."""

from datetime import date

import pytest
from django.conf import settings
from django.test import Client

from tests.api.conftest import Caller, body_of, kind_of
from tests.support.cases import case_in
from tests.support.street import AT, DAY
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.people.actions import revoke_token
from xiuhuazhen.core.people.models import ApiToken

pytestmark = pytest.mark.django_db


def numbers(answer):
    return [item["number"] for item in answer.json()["items"]]


def signed_in(account, *, with_token=False):
    """A browser of this person; ``with_token`` sends the CSRF token as scripts on pages do."""
    caller = Caller(enforce_csrf_checks=True)
    caller.client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")
    if with_token:
        caller.client.cookies[settings.CSRF_COOKIE_NAME] = "c" * 32
        caller.headers = {"X-CSRFToken": "c" * 32}
    return caller


@pytest.mark.parametrize("path", ["/matters", "/matters/630102005-20261123-0001"])
def test_nobody_sees_matters_without_a_token(world, anybody, path):
    answer = anybody.get(path)
    assert kind_of(answer) == (401, "sign-in-required")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    "header", ["Bearer xhz_wrong", "Bearer ", "Bearer", "Basic d2FuZzp4", "xhz_wrong", "Bearer \u00e9"]
)
@pytest.mark.parametrize("door", ["/matters", "/cases"])
def test_a_wrong_token_is_refused_at_every_door(world, header, door):
    """Also at those that are open to all: whoever shows one means to be known."""
    caller = Caller()
    caller.headers = {"Authorization": header}
    answer = caller.get(door) if door == "/matters" else caller.post(door, body_of())
    assert kind_of(answer) == (401, "sign-in-required")


def test_a_token_sees_its_area_alone(world, program):
    """The right office in the neighbouring street sees nothing, and the matter looks absent to it."""
    matter = case_in(world.near, "registered")
    near, far = program("dispatcher"), program("dispatcher", side="far")
    assert numbers(near.get("/matters")) == [matter.number]
    assert numbers(far.get("/matters")) == []
    assert near.get(f"/matters/{matter.number}").status_code == 200
    assert kind_of(far.get(f"/matters/{matter.number}")) == (404, "not-found")
    assert kind_of(far.act(matter, "decline", note="x")) == (404, "not-found")


def test_a_token_does_what_its_permissions_say(world, program):
    """One that may only look sees the matter and no action, and may do none."""
    matter = case_in(world.near, "registered")
    looking = program(permissions=["cases.view"])
    assert looking.get(f"/matters/{matter.number}").json()["actions"] == []
    inputs = {"unit": str(world.near.units["lamps"].pk), "category": "0101"}
    assert kind_of(looking.act(matter, "dispatch", **inputs)) == (403, "forbidden")
    assert kind_of(program(permissions=[]).get(f"/matters/{matter.number}")) == (404, "not-found")


def test_a_token_ends_with_its_last_day(world, program):
    """``valid_to`` is the first day on which it is worth nothing."""
    today = clock.local_date(clock.now())
    caller = program(valid_to=max(today, clock.local_date(AT)) + DAY)
    ApiToken.objects.update(valid_from=date(2020, 1, 1))
    assert caller.get("/matters").status_code == 200
    ApiToken.objects.update(valid_to=today)
    assert kind_of(caller.get("/matters")) == (401, "sign-in-required")


def test_a_token_is_worth_nothing_before_its_first_day(world, program):
    caller = program()
    ApiToken.objects.update(valid_from=clock.local_date(clock.now()) + DAY)
    assert kind_of(caller.get("/matters")) == (401, "sign-in-required")


def test_a_token_that_was_revoked_is_worth_nothing(world, program):
    caller = program()
    revoke_token(token=ApiToken.objects.get(), by=SYSTEM, at=AT)
    assert kind_of(caller.get("/matters")) == (401, "sign-in-required")


def test_a_session_reads_without_further_ado(world):
    matter = case_in(world.near, "registered")
    assert numbers(signed_in(world.near.accounts["dispatcher"]).get("/matters")) == [matter.number]
    assert numbers(signed_in(world.stranger).get("/matters")) == []


def test_a_session_changes_only_with_the_csrf_token(world):
    """Another site could make the browser send the session; it cannot send the header."""
    matter = case_in(world.near, "registered")
    dispatcher = world.near.accounts["dispatcher"]
    assert kind_of(signed_in(dispatcher).act(matter, "decline", note="拨12306")) == (403, "csrf-token-missing")
    assert signed_in(dispatcher, with_token=True).act(matter, "decline", note="拨12306").status_code == 200


def test_a_session_does_not_mend_a_wrong_token(world):
    caller = signed_in(world.near.accounts["dispatcher"])
    caller.headers = {"Authorization": "Bearer xhz_wrong"}
    assert kind_of(caller.get("/matters")) == (401, "sign-in-required")


def test_who_sends_neither_is_told_to_sign_in(world, anybody):
    """And not that a CSRF token is missing."""
    matter = case_in(world.near, "registered")
    strict = Caller(enforce_csrf_checks=True)
    assert kind_of(strict.act(matter, "decline", note="x")) == (401, "sign-in-required")


def test_a_report_needs_no_csrf_token(world):
    assert Caller(enforce_csrf_checks=True).post("/cases", body_of()).status_code == 201


def test_a_program_reports_under_its_own_name(world, program):
    caller = program()
    number = caller.post("/cases", body_of()).json()["number"]
    (step,) = caller.get(f"/matters/{number}").json()["steps"]
    assert step["who"] == "程序（dispatcher）"


def test_nobody_is_led_to_the_sign_in_page():
    """The sign-in page is for people: a program gets a problem document."""
    assert Client().get("/api/v1/matters").status_code == 401
