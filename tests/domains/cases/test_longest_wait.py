"""Nobody lets a case wait out of sight: how long a pause may last, and when what is shelved is looked at again."""

from datetime import date

import pytest

from tests.support.cases import act, case_in
from tests.support.street import AT, BASIS, DAY, SINCE
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.actions.supervising import Instruction
from xiuhuazhen.domains.cases.actions.waiting import Pause, Shelving
from xiuhuazhen.domains.cases.choices import PauseReason

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

TODAY = local_date(AT)
ASKS = {
    "ask_pause": ("handling", "cases.pause.most", lambda day: Pause(day, PauseReason.PURCHASE, "等配件")),
    "ask_shelving": ("handling", "cases.shelving.most", lambda day: Shelving(day, "产权单位已注销")),
    "review": ("shelved", "cases.shelving.most", lambda day: Shelving(day, "仍无法办理")),
}


def limited(near, name):
    limit = NormText(name, 30, "day", BASIS, "D")
    set_norm(norm=limit, area=near.areas["street"], valid_from=SINCE, by=SYSTEM, at=AT)


def refused(near, matter, action, inputs):
    before = Matter.objects.get(pk=matter.pk).version
    with pytest.raises(InvalidInput) as refusal:
        act(near, matter, action, inputs)
    assert Matter.objects.get(pk=matter.pk).version == before
    return refusal.value.fields


@pytest.mark.parametrize("action", ASKS)
def test_a_norm_says_up_to_which_day(near, action):
    """The thirtieth day is the last; the refusal names it and what it rests on."""
    state, name, inputs = ASKS[action]
    matter = case_in(near, state)
    limited(near, name)
    assert refused(near, matter, action, inputs(TODAY + 31 * DAY)) == {"until": "最多30天，到2026年12月23日为止：测试"}
    act(near, matter, action, inputs(TODAY + 30 * DAY))


@pytest.mark.parametrize("action", ASKS)
def test_without_one_a_day_that_nobody_means_is_refused_all_the_same(near, action):
    state, _name, inputs = ASKS[action]
    matter = case_in(near, state)
    for day in (date(2047, 1, 1), date(9999, 12, 31)):
        assert refused(near, matter, action, inputs(day)) == {"until": "这一天离现在超过20年，请看看年份是不是写错了。"}
    act(near, matter, action, inputs(date(2046, 12, 31)))


def test_a_report_on_an_instruction_neither_falls_due_when_the_calendar_ends(near):
    fields = refused(near, case_in(near, "handling"), "instruct", Instruction(date(9999, 12, 31), "盯紧"))
    assert list(fields) == ["until"]


@pytest.mark.parametrize(
    ("action", "office"), [("ask_pause", "handler"), ("ask_shelving", "handler"), ("review", "leader")]
)
def test_the_form_says_it_before(client, near, action, office):
    state, name, _inputs = ASKS[action]
    matter = case_in(near, state)
    limited(near, name)
    client.force_login(near.accounts[office])
    assert "最多30天，到2026年12月23日为止" in client.get(f"/matters/{matter.number}/do/{action}/").content.decode()
