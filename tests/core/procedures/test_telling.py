"""Who is told of which step: the message leads to the matter and holds nothing personal."""

import pytest

from tests.support import cases, street
from tests.support.cases import act, case_in, reported
from tests.support.street import AT, DAY, HOUR
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.messages.models import Message, OutboxRow
from xiuhuazhen.core.messages.outbox import expand_due
from xiuhuazhen.core.messages.recipients import resolved
from xiuhuazhen.core.people.actions import NewShift, set_shift
from xiuhuazhen.core.people.choices import RoleName, ShiftPost
from xiuhuazhen.core.procedures import telling
from xiuhuazhen.core.procedures.actions.waking import TICKER, wake_matter
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.actions.handling import Dispatch

pytestmark = pytest.mark.django_db

CONTACT = {"contact_name": cases.NAME, "contact_phone": cases.PHONE}
URGENT = "0102"
"""Open manholes; the word 井盖 speaks for it."""


def told(near, *, at=AT):
    """Who got which message of this moment, by office."""
    expand_due(at)
    offices = {f"person:{account.person.pk}": office for office, account in near.accounts.items()}
    return {(offices.get(row.recipient, row.recipient.partition(":")[0]), row.subject) for row in Message.objects.all()}


def of(near, *, at=AT):
    return {office for office, _subject in told(near, at=at)}


def test_an_ordinary_report_tells_nobody(near):
    """It stands on the desk's worklist; no row is written for it."""
    reported()
    assert OutboxRow.objects.count() == 0


@pytest.mark.parametrize(("text", "category"), [("银杏小区路灯不亮", URGENT), ("银杏小区井盖丢了，有人差点掉下去", "")])
def test_an_urgent_report_reaches_the_desk_at_once(near, text, category):
    """By its category, or by what the words speak for."""
    matter = reported(text=text, category=category).matter
    assert told(near) == {("dispatcher", f"紧急事项 {matter.number}，请马上处理。")}
    row = Message.objects.get()
    assert (row.urgent, row.path) == (True, f"/matters/{matter.number}/")


def test_it_reaches_who_is_on_duty_and_not_the_others(near):
    """The roster of the desk says who that is."""
    second = street._account("near-second-dispatcher", "火乙乙")
    street.give(second, RoleName.DISPATCHER, near.areas["street"], near.units["desk"])
    shift = NewShift(second.person.pk, ShiftPost.OFFICER, AT - HOUR, AT + HOUR)
    set_shift(
        unit_id=near.units["desk"].pk, shift=shift, by=near.actor("administrator"), at=AT - DAY, command_id=new_id()
    )
    reported(category=URGENT)
    expand_due(AT)
    assert [row.recipient for row in Message.objects.all()] == [f"person:{second.person.pk}"]


def test_the_unit_is_told_of_what_it_is_given_and_the_assignee_of_what_comes_back(near):
    matter = case_in(near, "dispatched")
    assert of(near) == {"handler", "colleague"}
    for action in ("sign_for", "finish", "reply", "rework"):
        act(near, matter, action)
    came_back = {who for who, subject in told(near) if "退回" in subject or "重办" in subject}
    assert came_back == {"handler"}


@pytest.mark.parametrize(
    ("way", "office"),
    [
        (("dispatch", "return"), "dispatcher"),
        (("dispatch", "sign_for", "ask_extension"), "dispatcher"),
        (("dispatch", "sign_for", "ask_shelving"), "leader"),
        (("dispatch", "sign_for", "ask_pause", "grant_pause"), "handler"),
        (("dispatch", "sign_for", "urge"), "handler"),
        (("urge",), "dispatcher"),
        (("dispatch", "sign_for", "instruct"), "handler"),
        (("instruct",), "dispatcher"),
        (("dispatch", "sign_for", "instruct", "report_progress"), "leader"),
        (("dispatch", "sign_for", "reassign"), "colleague"),
    ],
)
def test_whoever_it_concerns_is_told(near, way, office):
    matter = reported().matter
    for action in way[:-1]:
        act(near, matter, action)
    expand_due(AT)
    before = set(Message.objects.values_list("pk", flat=True))
    act(near, matter, way[-1])
    expand_due(AT)
    fresh = Message.objects.exclude(pk__in=before)
    assert [row.recipient for row in fresh] == [f"person:{near.accounts[office].person.pk}"]


def test_what_is_late_is_told_rung_by_rung(near):
    """The unit at once, its head a work day later, the leader after two."""
    matter = reported().matter
    act(near, matter, "dispatch", Dispatch(near.units["water"].pk, "0201"))
    act(near, matter, "sign_for", by=near.actor("other-handler"))
    expand_due(AT)
    Message.objects.all().delete()
    matter.refresh_from_db()
    heard = []
    for days in (8, 9, 10):
        moment = AT + days * DAY
        wake_matter(matter_id=matter.pk, by=TICKER, at=moment)
        heard.append(of(near, at=moment) - {office for offices in heard for office in offices})
    assert heard == [{"other-handler"}, {"head"}, {"leader"}]
    assert Matter.objects.get(pk=matter.pk).rung == 3


@pytest.mark.parametrize(
    ("state", "offices"),
    [
        ("registered", {"dispatcher"}),
        ("handling", {"handler"}),
        ("checking", {"secretary", "committee", "grid-worker", "inspector"}),
        ("closing", {"dispatcher"}),
    ],
)
def test_who_is_reminded_is_whoever_it_waits_for(near, state, offices):
    """Not the unit that is through with it."""
    matter = case_in(near, state)
    expand_due(AT)
    Message.objects.all().delete()
    matter.refresh_from_db()
    wake_matter(matter_id=matter.pk, by=TICKER, at=matter.wake_at)
    assert of(near, at=matter.wake_at) <= offices
    assert of(near, at=matter.wake_at)


def test_the_reporter_is_told_where_they_left_a_telephone(near):
    """The message holds the number alone and leads to the progress page; the telephone is found when it is sent."""
    silent, matter = case_in(near, "answering"), case_in(near, "answering", **CONTACT)
    notices = []
    for each in (silent, matter):
        step = act(near, each, "reply")
        notices += telling.expand({"matter": str(each.pk), "step": step.number}, AT)
    assert [(notice.recipient, notice.subject, notice.text, notice.path) for notice in notices] == [
        (f"cases.reporter:{matter.pk}", f"您反映的事 {matter.number} 有新进展。", "", f"/m/{matter.number}/")
    ]
    assert resolved(notices[0].recipient).phone == cases.PHONE


def test_what_was_posted_is_told_once(near):
    """Also when the work that makes the messages is done twice."""
    case_in(near, "dispatched")
    row = OutboxRow.objects.get()
    expand_due(AT)
    count = Message.objects.count()
    OutboxRow.objects.filter(pk=row.pk).update(claimed_at=None)
    expand_due(AT)
    assert Message.objects.count() == count == 2


def test_a_step_that_was_refused_tells_nobody(near):
    """The row is written in the step's own transaction."""
    matter = case_in(near, "registered")
    with pytest.raises(InvalidInput):
        act(near, matter, "dispatch", Dispatch(near.units["desk"].pk, "0101"))
    assert OutboxRow.objects.count() == 0
