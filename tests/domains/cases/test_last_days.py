"""A day that nobody means is refused with a sentence, wherever one can be typed."""

import pytest

from tests.support.cases import case_in
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.models import Role
from xiuhuazhen.core.procedures.models import Matter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

SAID = "这一天太远了，请看看年份对不对。"
MORE = {"ask_pause": {"reason": "weather"}}


def signed_in(client, near, office):
    client.force_login(near.accounts[office])
    return client


@pytest.mark.parametrize("day", ["9999-12-31", "9999-01-01"])
@pytest.mark.parametrize(
    ("state", "action", "office"),
    [
        ("handling", "instruct", "leader"),
        ("handling", "ask_pause", "handler"),
        ("handling", "ask_shelving", "handler"),
        ("shelved", "review", "leader"),
    ],
)
def test_on_the_forms_of_a_case(client, near, state, action, office, day):
    matter = case_in(near, state)
    sent = {"version": matter.version, "command_id": str(new_id()), "text": "等", "until": day, **MORE.get(action, {})}
    answer = signed_in(client, near, office).post(f"/matters/{matter.number}/do/{action}/", sent)
    assert (answer.status_code, answer.context["form"].errors["until"]) == (422, [SAID])
    assert Matter.objects.get(pk=matter.pk).version == matter.version


def test_for_an_instruction_about_something_new(client, near):
    sent = {"id": str(new_id()), "text": "路灯不亮", "words": "请办", "until": "9999-12-31"}
    answer = signed_in(client, near, "leader").post("/cases/instructed/", sent)
    assert (answer.status_code, answer.context["form"].errors["until"]) == (422, [SAID])


def test_for_the_last_day_of_somebody_who_leaves(client, near):
    role = Role.objects.get(person=near.accounts["handler"].person)
    sent = {"roles": [str(role.pk)], "last_day": "9999-12-31", "command_id": str(new_id())}
    answer = signed_in(client, near, "administrator").post(f"/leaving/{role.person_id}/", sent)
    assert (answer.status_code, SAID in answer.content.decode()) == (422, True)
    role.refresh_from_db()
    assert role.valid_to is None
