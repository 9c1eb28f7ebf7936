"""A command has an id. Sent again it gives the same answer; used for something else it is refused."""

import pytest

from tests.support import cases
from tests.support.keys import key, use_keys
from tests.support.street import AT, HOUR
from xiuhuazhen.core.kit.clock import parse
from xiuhuazhen.core.kit.errors import SameIdOtherBody, StaleVersion
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures.models import Matter, Step, WorklistRow
from xiuhuazhen.domains.cases.actions.checking import Closing
from xiuhuazhen.domains.cases.actions.handling import Dispatch, Note
from xiuhuazhen.domains.cases.choices import CloseReason

__all__ = ["use_keys"]

pytestmark = pytest.mark.django_db

STATE_OF = {
    "dispatch": "registered",
    "place": "registered",
    "decline": "registered",
    "solve": "registered",
    "sign_for": "dispatched",
    "return": "dispatched",
    "recall": "dispatched",
    "finish": "handling",
    "reply": "answering",
    "confirm": "checking",
    "rework": "checking",
    "rate": "rating",
    "send_back": "rating",
    "close": "closing",
}
"""A state in which each action can be done."""


def everything(matter):
    """All that a repeated command could have changed."""
    row = Matter.objects.filter(pk=matter.pk).values().get()
    steps = list(Step.objects.filter(matter=matter).values())
    return row, steps, list(WorklistRow.objects.filter(matter=matter).values())


@pytest.mark.parametrize("action", STATE_OF)
def test_the_same_command_again_gives_the_same_step_and_changes_nothing(near, action):
    """Whatever the action, with the version that was right the first time."""
    matter, command = cases.case_in(near, STATE_OF[action]), new_id()
    first = cases.act(near, matter, action, command_id=command, version=matter.version)
    before = everything(matter)
    again = cases.act(near, matter, action, command_id=command, version=matter.version, at=AT + HOUR)
    assert (again.pk, again.replayed, first.replayed) == (first.pk, True, False)
    assert everything(matter) == before


@pytest.mark.parametrize("action", ["dispatch", "sign_for", "finish", "reply", "confirm"])
def test_it_is_recognised_however_much_has_happened_since(near, action):
    """A phone that was offline for days sends again, with its old version."""
    matter, command = cases.case_in(near, STATE_OF[action]), new_id()
    version = matter.version
    first = cases.act(near, matter, action, command_id=command, version=version)
    on = list(cases.WAY["closed"])
    for later in on[on.index(action) + 1 :]:
        cases.act(near, matter, later)
    assert cases.act(near, matter, action, command_id=command, version=version).pk == first.pk


def test_a_dispatch_is_answered_again_even_when_the_unit_no_longer_serves_the_place(near):
    matter, command = cases.case_in(near, "registered"), new_id()
    first = cases.act(near, matter, "dispatch", command_id=command, version=1)
    unit = near.units["lamps"]
    unit.valid_to = parse("2026-11-23").date()
    unit.save()
    assert cases.act(near, matter, "dispatch", command_id=command, version=1).pk == first.pk


def test_a_rework_is_answered_again_after_the_case_went_to_another_unit(near):
    """Solved on the spot, found undone, dispatched: then the rework comes again."""
    matter, command = cases.case_in(near, "registered"), new_id()
    cases.act(near, matter, "solve")
    first = cases.act(near, matter, "rework", command_id=command, version=2)
    cases.act(near, matter, "dispatch")
    again = cases.act(near, matter, "rework", command_id=command, version=2)
    assert (again.pk, again.to_state) == (first.pk, "registered")


@pytest.mark.parametrize(
    ("action", "inputs"),
    [
        ("finish", Note("换了灯泡。")),
        ("finish", Note("")),
        ("finish", Note("已办：finish", uploads=(new_id(),))),
    ],
    ids=["other words", "no words", "a photo more"],
)
def test_the_same_id_for_something_else_is_refused(near, action, inputs):
    matter, command = cases.case_in(near, "handling"), new_id()
    cases.act(near, matter, action, command_id=command)
    before = everything(matter)
    with pytest.raises(SameIdOtherBody):
        cases.act(near, matter, action, inputs, command_id=command, version=matter.version)
    assert everything(matter) == before


def test_the_same_id_for_another_unit_another_action_or_another_matter_is_refused(near):
    matter, other, command = cases.case_in(near, "registered"), cases.case_in(near, "registered"), new_id()
    cases.act(near, matter, "dispatch", command_id=command)
    attempts = [
        (matter, "dispatch", Dispatch(near.units["water"].pk, "0101")),
        (matter, "dispatch", Dispatch(near.units["lamps"].pk, "0102")),
        (matter, "decline", None),
        (other, "dispatch", None),
    ]
    for target, action, inputs in attempts:
        with pytest.raises(SameIdOtherBody):
            cases.act(near, target, action, inputs, command_id=command, version=1)
    assert Matter.objects.get(pk=other.pk).state == "registered"


def test_ids_belong_to_who_sends_them(near):
    """Two people whose phones made the same id do not get into each other's way."""
    matter, other, command = cases.case_in(near, "handling"), cases.case_in(near, "handling"), new_id()
    cases.act(near, matter, "finish", command_id=command, by=near.actor("handler"))
    cases.act(near, other, "finish", command_id=command, by=near.actor("colleague"))
    assert Step.objects.filter(command_id=command).count() == 2


def test_another_actor_with_the_same_id_gets_no_ones_answer(near):
    """The colleague's step is not theirs to be given: for them it is a new command on an old version."""
    matter, command = cases.case_in(near, "handling"), new_id()
    cases.act(near, matter, "finish", command_id=command, version=matter.version)
    with pytest.raises(StaleVersion):
        cases.act(near, matter, "finish", command_id=command, version=matter.version, by=near.actor("colleague"))


def test_an_old_version_is_told_what_has_happened_since(near):
    matter = cases.case_in(near, "dispatched")
    cases.act(near, matter, "sign_for", at=AT + HOUR)
    cases.act(near, matter, "finish", at=AT + 2 * HOUR)
    with pytest.raises(StaleVersion) as refused:
        cases.act(near, matter, "sign_for", by=near.actor("colleague"), version=matter.version)
    handler = near.accounts["handler"].person.name
    assert refused.value.extra["version"] == 4
    changes = [(change["number"], change["who"], change["at"]) for change in refused.value.extra["changes"]]
    assert changes == [
        (3, handler, "2026-11-23T02:00:00+00:00"),
        (4, handler, "2026-11-23T03:00:00+00:00"),
    ]


@pytest.mark.parametrize("version", [0, 2, 99])
def test_a_version_that_never_was_is_refused_too(near, version):
    matter = cases.case_in(near, "registered")
    with pytest.raises(StaleVersion):
        cases.act(near, matter, "dispatch", version=version)


def test_a_refused_command_leaves_its_id_free(near):
    """What was corrected may be sent with the same id."""
    matter, command = cases.case_in(near, "closing"), new_id()
    with pytest.raises(StaleVersion):
        cases.act(near, matter, "close", version=1, command_id=command)
    step = cases.act(near, matter, "close", Closing(CloseReason.SOLVED), command_id=command)
    assert (step.to_state, step.replayed) == ("closed", False)


def test_it_is_recognised_after_new_keys_were_made(near, use_keys, settings):
    """As long as the old ones are kept: an action and a report."""
    matter, command, report = cases.case_in(near, "handling"), new_id(), new_id()
    first = cases.act(near, matter, "finish", command_id=command)
    cases.reported(id=report, contact_phone=cases.PHONE)
    use_keys(f"new:{key('n')},{settings.KEYS}")
    again = cases.act(near, matter, "finish", command_id=command, version=matter.version)
    assert (again.pk, again.replayed) == (first.pk, True)
    assert cases.reported(id=report, contact_phone=cases.PHONE).replayed
    with pytest.raises(SameIdOtherBody):
        cases.act(near, matter, "finish", Note("别的"), command_id=command, version=matter.version)
