"""How a check was made: nobody can have telephoned where there is no number that they may know, and the reporter reads
what was done and nothing else."""

import pytest

from tests.support.cases import NAME, PHONE, act, case_in, reported
from tests.support.street import AT
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import steps_of
from xiuhuazhen.core.procedures.thread import thread_told
from xiuhuazhen.domains.cases.actions.checking import Check, Rating
from xiuhuazhen.domains.cases.actions.following import give_code_again
from xiuhuazhen.domains.cases.actions.handling import Dispatch
from xiuhuazhen.domains.cases.choices import CheckedBy, Recognised
from xiuhuazhen.domains.cases.forms.acts import CheckForm

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

PHONED, LOOKED = Check(CheckedBy.PHONED, "说好了"), Check(CheckedBy.LOOKED, "已换新灯")
REACHABLE = {"contact_name": NAME, "contact_phone": PHONE}


def offered(near, matter):
    form = CheckForm(matter=Matter.objects.get(pk=matter.pk), by=near.actor("secretary"), at=AT)
    return [way for way, _label in form.fields["way"].choices]


def told(matter):
    matter = Matter.objects.select_related("area", "holder").get(pk=matter.pk)
    return [stitch.sentence for stitch in thread_told(matter, steps_of(matter), at=AT)]


@pytest.mark.parametrize("given", [{}, {"contact_name": NAME}, {**REACHABLE, "confidential": True}])
def test_nobody_telephoned_whom_they_cannot_know(near, given):
    matter = case_in(near, "checking", **given)
    assert offered(near, matter) == ["looked"]
    with pytest.raises(InvalidInput) as refused:
        act(near, matter, "confirm", PHONED)
    assert refused.value.fields == {"way": "您这里没有反映人的电话，请去现场看。"}
    assert act(near, matter, "confirm", LOOKED).to_state == "rating"


def test_where_there_is_a_number_both_ways_are_open(near):
    matter = case_in(near, "checking", **REACHABLE)
    assert offered(near, matter) == ["looked", "phoned"]
    assert act(near, matter, "confirm", PHONED).to_state == "rating"


def test_sent_twice_it_is_one_check(near):
    """Also after the matter went on."""
    matter, command = case_in(near, "checking", **REACHABLE), new_id()
    first = act(near, matter, "confirm", PHONED, command_id=command)
    assert act(near, matter, "confirm", PHONED, command_id=command).pk == first.pk


@pytest.mark.parametrize(
    ("check", "sentence"),
    [(LOOKED, "另有人核查过（去现场看了）：已办好"), (PHONED, "另有人核查过（打电话问了反映人）：已办好")],
)
def test_the_reporter_reads_how_it_was_checked(near, check, sentence):
    matter = case_in(near, "checking", **REACHABLE)
    act(near, matter, "confirm", check)
    assert sentence in told(matter)


def test_a_failed_check_claims_no_visit(near):
    matter = case_in(near, "checking", **REACHABLE)
    act(near, matter, "rework")
    assert "核查没通过，再去办" in told(matter)


def test_who_got_the_code_at_the_counter_and_then_worked_on_it_does_not_check_themselves(near):
    """Until somebody else has looked, "mended" said with the code may be the unit's own word; "not mended" always
    counts, and after the check the code is the reporter's again."""
    matter = reported(contact_name=NAME).matter
    give_code_again(
        matter=matter, recognised=Recognised.COUNTER, by=near.actor("secretary"), at=AT, command_id=new_id()
    )
    act(near, matter, "dispatch", Dispatch(near.units["community"].pk, "0101"))
    for action in ("sign_for", "finish", "reply"):
        act(near, matter, action, by=near.actor("secretary"))
    assert Matter.objects.get().state == "checking"
    with pytest.raises(Conflict, match="先由别人核查"):
        act(near, matter, "rate", Rating(solved=True))
    assert Matter.objects.get().state == "checking"
    act(near, matter, "confirm", by=near.actor("inspector"))
    act(near, matter, "rate", Rating(solved=True))
    assert Matter.objects.get().state == "closing"


def test_a_code_that_the_desk_gave_again_is_the_reporters_word(near):
    matter = case_in(near, "checking", contact_name=NAME)
    give_code_again(
        matter=matter, recognised=Recognised.COUNTER, by=near.actor("dispatcher"), at=AT, command_id=new_id()
    )
    act(near, matter, "rate", Rating(solved=True))
    assert Matter.objects.get().state == "closing"
