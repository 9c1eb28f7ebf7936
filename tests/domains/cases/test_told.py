"""What the reporter is told when it takes longer, has to wait, ends without them or opens again, and why."""

import pytest

from tests.support.cases import NAME, PHONE, act, case_in, reported
from tests.support.street import AT, BASIS, DAY, SINCE, give
from tests.support.visitors import visit
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.procedures import telling
from xiuhuazhen.core.procedures.actions.waking import TICKER
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import steps_of
from xiuhuazhen.core.procedures.thread import thread_told
from xiuhuazhen.domains.cases.actions.checking import Rating
from xiuhuazhen.domains.cases.actions.waiting import Extension, Pause
from xiuhuazhen.domains.cases.choices import ExtensionReason, PauseReason, Source
from xiuhuazhen.domains.cases.forms.waiting import ExtensionForm

pytestmark = pytest.mark.django_db

UNIT_WORDS = "王小明家的阀门等配件"


def left(near, state):
    return case_in(near, state, contact_name=NAME, contact_phone=PHONE)


def told(matter, step):
    """What the reporter is told of the step."""
    notices = list(telling.expand({"matter": str(matter.pk), "step": step.number}, AT))
    return [
        notice.subject.replace(matter.number, "…")
        for notice in notices
        if notice.recipient == f"cases.reporter:{matter.pk}"
    ]


def on_the_page(matter):
    matter = Matter.objects.select_related("area", "holder").get(pk=matter.pk)
    return [stitch.sentence for stitch in thread_told(matter, steps_of(matter), at=AT)]


def test_an_extension_with_its_reason(near):
    """In the words of a list: what the unit wrote stays inside."""
    matter = left(near, "handling")
    act(near, matter, "ask_extension", Extension(3, UNIT_WORDS, ExtensionReason.PURCHASE))
    step = act(near, matter, "grant_extension")
    assert told(matter, step) == ["您反映的事 … 要多办几天，原因请看进展页。"]
    assert "要多办3个工作日：等材料或经费" in on_the_page(matter)
    assert not [sentence for sentence in on_the_page(matter) if "王小明" in sentence]


@pytest.mark.parametrize("reason", ExtensionReason)
def test_every_reason_for_an_extension_has_words(near, reason):
    matter = left(near, "handling")
    act(near, matter, "ask_extension", Extension(3, UNIT_WORDS, reason))
    act(near, matter, "grant_extension")
    assert f"要多办3个工作日：{reason.label}" in on_the_page(matter)


def test_an_extension_needs_one(near):
    matter = left(near, "handling")
    with pytest.raises(InvalidInput) as refused:
        act(near, matter, "ask_extension", Extension(3, UNIT_WORDS, None))
    assert list(refused.value.fields) == ["reason"]
    form = ExtensionForm({"days": "3", "text": UNIT_WORDS}, matter=matter, by=near.actor("handler"), at=AT)
    assert list(form.errors) == ["reason"]


def test_a_pause_with_its_reason(near):
    matter = left(near, "handling")
    act(near, matter, "ask_pause", Pause(AT.date() + 4 * DAY, PauseReason.WEATHER, UNIT_WORDS))
    step = act(near, matter, "grant_pause")
    assert told(matter, step) == ["您反映的事 … 要先等一等，原因请看进展页。"]
    assert "要等到2026年11月27日：等天气或季节" in on_the_page(matter)


@pytest.mark.parametrize(
    ("state", "action", "said"),
    [
        ("registered", "void", "您反映的事 … 有新进展。"),
        ("closed", "reopen", "您反映的事 … 重新办理了。"),
        ("rating", "lapse", "您反映的事 … 已结案。"),
    ],
)
def test_what_ends_without_them_or_opens_again(near, state, action, said):
    matter = left(near, state)
    step = act(near, matter, action, at=AT + (8 * DAY if action == "lapse" else 0 * DAY))
    assert told(matter, step) == [said]


def test_what_was_solved_on_the_spot(near):
    share = NormText("cases.sample.on_the_spot", 0, "count", BASIS, "D")
    set_norm(norm=share, area=near.areas["street"], valid_from=SINCE, by=SYSTEM, at=AT)
    matter = left(near, "registered")
    assert told(matter, act(near, matter, "solve")) == ["您反映的事 … 有新进展。"]


@pytest.mark.parametrize("action", ["void", "solve"])
def test_nobody_is_told_who_left_no_telephone(near, action):
    matter = reported().matter
    assert told(matter, act(near, matter, action)) == []


def test_the_clock_tells_as_itself(near):
    matter = left(near, "rating")
    step = act(near, matter, "lapse", by=TICKER, at=AT + 8 * DAY)
    assert (step.actor_key, told(matter, step)) == ("system", ["您反映的事 … 已结案。"])


# whoever left a telephone with staff, and units from which something is taken


@pytest.mark.parametrize(
    ("state", "action", "said"),
    [
        ("answering", "reply", "您反映的事 … 有新进展。"),
        ("checking", "confirm", "您反映的事 … 已经答复，请告诉我们办好了没有。"),
        ("handling", "record_withdrawal", "您反映的事 … 已结案。"),
    ],
)
def test_a_reporter_by_telephone_or_at_the_counter_is_told_and_asked(near, state, action, said):
    """What staff entered for them is theirs like a report of their own."""
    matter = case_in(near, state, source=Source.STAFF, by=near.actor("dispatcher"), contact_phone=PHONE)
    assert told(matter, act(near, matter, action)) == [said]


def test_the_caller_of_a_hotline_is_told_by_the_hotline(near):
    order = {"source": Source.HOTLINE, "source_name": "12345", "source_number": "7", "contact_phone": PHONE}
    matter = case_in(near, "answering", by=near.actor("dispatcher"), **order)
    assert told(matter, act(near, matter, "reply")) == []


def heard(near, matter, step):
    """Which offices are told of the step."""
    offices = {f"person:{account.person_id}": office for office, account in near.accounts.items()}
    notices = telling.expand({"matter": str(matter.pk), "step": step.number}, AT)
    return {(offices[notice.recipient], notice.path) for notice in notices if notice.recipient in offices}


def test_the_unit_hears_that_the_desk_took_it_back(near):
    """Whoever had it, and where nobody had signed yet everybody; they see it no more, so it leads to the worklist."""
    signed, waiting = case_in(near, "handling"), case_in(near, "dispatched")
    assert heard(near, signed, act(near, signed, "recall")) == {("handler", "/desk/")}
    assert heard(near, waiting, act(near, waiting, "recall")) == {("handler", "/desk/"), ("colleague", "/desk/")}


@pytest.mark.parametrize("action", ["withdraw", "record_withdrawal"])
def test_the_unit_hears_that_the_reporter_withdrew_it(near, action):
    matter = case_in(near, "handling")
    assert heard(near, matter, act(near, matter, action)) == {("handler", f"/matters/{matter.number}/")}
    fresh = reported().matter
    assert heard(near, fresh, act(near, fresh, action)) == set()


def sent(text="已修好，请看", **given):
    return {"text": text, "version": 4, "command_id": str(new_id()), **given}


@pytest.mark.usefixtures("monday")
def test_what_somebody_writes_while_it_is_taken_back_is_kept(world, near):
    """They are told that it was taken back, and can copy what they wrote. Nothing is done."""
    matter = case_in(near, "answering")
    act(near, matter, "recall")
    steps = matter.steps.count()
    answer = visit(world, "near-handler", today=AT.date()).post(f"/matters/{matter.number}/do/reply/", sent())
    page = answer.content.decode()
    assert (answer.status_code, matter.steps.count()) == (409, steps)
    assert [said in page for said in ("这件事已经不在你们单位了", "已修好，请看", matter.title)] == [True, True, False]


@pytest.mark.usefixtures("monday")
@pytest.mark.parametrize(
    ("visitor", "status"),
    [
        ("near-other-handler", 404),
        ("far-handler", 404),
        ("former-near-handler", 404),
        ("coming-near-handler", 404),
        ("stranger", 404),
        ("anonymous", 302),
    ],
)
def test_nobody_else_learns_that_there_is_such_a_matter(world, near, visitor, status):
    matter = case_in(near, "answering")
    act(near, matter, "recall")
    client = visit(world, visitor, today=AT.date())
    assert client.post(f"/matters/{matter.number}/do/reply/", sent()).status_code == status


def others_told(matter, step):
    notices = list(telling.expand({"matter": str(matter.pk), "step": step.number}, AT))
    return {notice.recipient for notice in notices if notice.recipient.startswith("person:")}


def test_whoever_issues_hears_that_it_is_handled(near):
    """Where the unit has somebody for it; where it has none nobody is told, since nothing waits."""
    matter = case_in(near, "handling")
    assert others_told(matter, act(near, matter, "finish")) == set()
    head = give(near.accounts["colleague"], RoleName.UNIT_HEAD, near.areas["street"], near.units["lamps"])
    matter = case_in(near, "handling")
    step = act(near, matter, "finish")
    assert (step.to_state, others_told(matter, step)) == ("reviewing", {f"person:{head.person_id}"})


def test_the_leader_hears_that_a_reporter_is_not_content_a_second_time(near):
    matter = left(near, "rating")
    act(near, matter, "send_back")
    for action in ("contact", "finish", "reply", "confirm"):
        act(near, matter, action)
    step = act(near, matter, "rate", Rating(solved=False))
    leader = near.accounts["leader"].person_id
    assert (step.to_state, others_told(matter, step)) == ("deciding", {f"person:{leader}"})


def test_nobody_hears_of_a_reporter_who_is_content(near):
    matter = left(near, "rating")
    step = act(near, matter, "rate")
    assert list(telling.expand({"matter": str(matter.pk), "step": step.number}, AT)) == []
