"""What the leader found impossible ends as that, and its reporter reads why."""

import pytest

from tests.support.cases import NAME, PHONE, act, case_in
from tests.support.street import AT
from tests.support.visitors import visit
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.procedures import telling
from xiuhuazhen.core.procedures.access import query_code
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.actions.checking import Closing
from xiuhuazhen.domains.cases.actions.handling import Note
from xiuhuazhen.domains.cases.choices import CloseReason
from xiuhuazhen.domains.cases.forms.acts import CloseForm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

WHY = "产权单位已注销，没有单位可以接管"


@pytest.fixture
def impossible(near):
    """Shelved, and then found impossible by the leader."""
    matter = case_in(near, "shelved", contact_name=NAME, contact_phone=PHONE)
    act(near, matter, "close_shelved", Note(WHY))
    return Matter.objects.select_related("area", "holder").get(pk=matter.pk)


@pytest.mark.parametrize("reason", ["solved", "explained", "unsolved", "unrated"])
def test_it_ends_as_impossible_and_as_nothing_else(near, impossible, reason):
    form = CloseForm(matter=impossible, by=near.actor("dispatcher"), at=AT)
    assert [name for name, _label in form.fields["reason"].choices] == ["impossible"]
    with pytest.raises(InvalidInput) as refused:
        act(near, impossible, "close", Closing(CloseReason(reason)))
    assert list(refused.value.fields) == ["reason"]
    assert act(near, impossible, "close", Closing(CloseReason.IMPOSSIBLE)).to_state == "closed"


def test_opened_again_it_may_end_as_anything_but_that(near, impossible):
    act(near, impossible, "close", Closing(CloseReason.IMPOSSIBLE))
    act(near, impossible, "reopen", Note("有单位接管了"))
    for action in ("dispatch", "sign_for", "contact", "finish", "reply", "confirm", "rate"):
        act(near, impossible, action)
    impossible.refresh_from_db()
    form = CloseForm(matter=impossible, by=near.actor("dispatcher"), at=AT)
    assert "impossible" not in dict(form.fields["reason"].choices)


def test_the_reporter_is_told_and_reads_why(world, near, impossible):
    """And not that it was closed as if something had been done."""
    step = impossible.steps.get(action="close_shelved")
    heard = [each.recipient for each in telling.expand({"matter": str(impossible.pk), "step": step.number}, AT)]
    assert f"cases.reporter:{impossible.pk}" in heard
    act(near, impossible, "close", Closing(CloseReason.IMPOSSIBLE))
    client = visit(world, "anonymous", today=AT.date())
    client.post(f"/m/{impossible.number}/", {"code": query_code(impossible)})
    page = client.get(f"/m/{impossible.number}/").content.decode()
    assert WHY in page
    assert "街道领导认定，这件事现在确实办不了" in page
    assert client.get(f"/m/{impossible.number}/").context["matter"]["state_label"] == "暂时办不了"


def test_the_leader_knows_that_the_reporter_reads_it(client, near):
    matter = case_in(near, "shelved")
    client.force_login(near.accounts["leader"])
    assert "反映人在进度页上会看到。" in client.get(f"/matters/{matter.number}/do/close_shelved/").content.decode()
