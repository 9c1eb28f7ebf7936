"""Tokens of programs: shown once, kept as a digest, for a place, a period and a few permissions."""

import hashlib
from datetime import date, timedelta

import pytest

from tests.support import street
from tests.support.street import AT, SYSTEM
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.errors import InvalidInput, NotFound
from xiuhuazhen.core.people.access import actor_for_token
from xiuhuazhen.core.people.actions import create_token, revoke_token
from xiuhuazhen.core.people.models import ApiToken

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture
def world():
    return street.build()


def made(world, *, wanted=("cases.view",), valid_to=TODAY + 30 * DAY):
    near = world.near
    return create_token(
        name="大屏",
        wanted=list(wanted),
        area=near.areas["street"],
        unit=near.units["office"],
        valid_to=valid_to,
        by=SYSTEM,
        at=AT,
    )


def test_a_token_acts_where_and_as_it_was_allowed(world):
    row, text = made(world)
    actor = actor_for_token(text, on=TODAY)
    assert (actor.key, actor.name, actor.person_id) == (f"token:{row.pk}", "大屏", None)
    assert actor.may("cases.view", area_path=world.near.areas["grid"].path)
    assert not actor.may("cases.view", area_path=world.far.areas["grid"].path)
    assert not actor.may("cases.dispatch", area_path=world.near.areas["grid"].path)


def test_the_text_is_kept_nowhere(world):
    row, text = made(world)
    assert bytes(ApiToken.objects.get(pk=row.pk).digest) == hashlib.sha256(text.encode()).digest()
    line = AuditRow.objects.get(action="people.token.created")
    stored = f"{ApiToken.objects.values().get()} {vars(line)}"
    assert text not in stored
    assert text.removeprefix("xhz_")[:12] not in stored


def test_two_tokens_are_never_the_same(world):
    assert made(world)[1] != made(world)[1]


def unknown(text, on=TODAY):
    with pytest.raises(NotFound) as refused:
        actor_for_token(text, on=on)
    return refused.value.message


def test_expired_revoked_early_and_unknown_look_the_same(world):
    row, text = made(world, valid_to=TODAY + DAY)
    assert actor_for_token(text, on=TODAY).name == "大屏"
    messages = {unknown(text, TODAY + DAY), unknown(text, TODAY - DAY), unknown(text[:-1]), unknown("")}
    revoke_token(token=row, by=SYSTEM, at=AT)
    assert messages | {unknown(text)} == {""}


def test_revoking_is_recorded(world):
    row, _text = made(world)
    revoke_token(token=row, by=SYSTEM, at=AT)
    assert AuditRow.objects.get(action="people.token.revoked").subject_id == str(row.pk)


def test_a_token_asks_for_permissions_that_exist(world):
    with pytest.raises(KeyError):
        made(world, wanted=("cases.view", "cases.everything"))
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("valid_to", [TODAY, TODAY - DAY])
def test_a_token_that_never_holds_is_not_made(world, valid_to):
    with pytest.raises(InvalidInput) as refused:
        made(world, valid_to=valid_to)
    assert list(refused.value.fields) == ["valid_to"]
