"""A report on an instruction is owed by its day, whatever the matter goes through meanwhile."""

from datetime import datetime

import pytest

from tests.support.cases import act, case_in, reported
from tests.support.street import AT, BASIS, DAY, SINCE
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.errors import Forbidden
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.core.procedures.choices import Why
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import worklist
from xiuhuazhen.core.procedures.stuck import stuck_matters
from xiuhuazhen.domains.cases.actions.supervising import Instruction
from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.web.rows import worklist_row

pytestmark = pytest.mark.django_db

TOMORROW = clock.local_date(AT) + DAY
DUE = clock.end_of_day(TOMORROW)
LATER = AT + 3 * DAY
MARK = "待报落实"


ON = {
    "paused": ("ask_pause", "grant_pause"),
    "shelved": ("ask_shelving", "grant_shelving"),
    "checking": ("finish", "reply"),
    "rating": ("finish", "reply", "confirm"),
    "closing": ("finish", "reply", "confirm", "rate"),
}


def instructed(near, state):
    """The instruction came while the unit was at work, or while the matter was with the desk."""
    matter = reported().matter if state == "registered" else case_in(near, "handling")
    act(near, matter, "instruct", Instruction(TOMORROW, "三天内拿出办法"))
    for action in ON.get(state, ()):
        act(near, matter, action)
    return matter


def rows(near, office, at=AT):
    return list(worklist(near.actor(office), at=at))


def test_while_the_unit_works_on_it_its_work_is_due_by_then_and_marked(near):
    """Once on the worklist, not twice."""
    matter = instructed(near, "handling")
    assert Matter.objects.get(pk=matter.pk).due_at > DUE
    (row,) = rows(near, "handler")
    assert (row.due_at, row.reason, worklist_row(row, at=AT)["mark"]) == (DUE, "", MARK)


@pytest.mark.parametrize("state", ["paused", "shelved", "checking", "rating", "closing"])
def test_after_that_the_report_alone_is_on_the_units_worklist(near, state):
    matter = instructed(near, state)
    assert Matter.objects.get(pk=matter.pk).state == state
    (row,) = rows(near, "handler")
    assert (row.due_at, row.reason, worklist_row(row, at=AT)["mark"]) == (DUE, "supervision", MARK)
    act(near, matter, "report_progress")
    assert rows(near, "handler") == []


@pytest.mark.parametrize("ended", [("close",), ("close", "archive")])
def test_it_is_owed_until_it_is_done_of_a_closed_matter_and_of_one_in_the_archive(near, ended):
    matter = instructed(near, "closing")
    for action in ended:
        act(near, matter, action)
    assert [row.matter_id for row in rows(near, "handler")] == [matter.pk]
    assert [row.matter_id for row in rows(near, "leader", LATER)] == [matter.pk]
    act(near, matter, "report_progress")
    assert (rows(near, "handler"), Matter.objects.get(pk=matter.pk).requests) == ([], {})
    assert rows(near, "leader", LATER) == []


@pytest.mark.parametrize("state", ["registered", "handling", "checking"])
def test_what_is_not_reported_in_time_is_on_the_leaders_worklist(near, state):
    matter = instructed(near, state)
    assert rows(near, "leader") == []
    assert [(row.matter_id, row.due_at) for row in rows(near, "leader", LATER)] == [(matter.pk, DUE)]
    assert list(stuck_matters(near.actor("leader"), Why.UNDECIDED, at=LATER)) == [matter]


def test_as_long_as_no_unit_has_it_the_desk_owes_it(near):
    """Its work is due by then and marked; with the dispatch the report is the unit's."""
    matter = instructed(near, "registered")
    assert list(stuck_matters(near.actor("leader"), Why.NOBODY, at=AT)) == []
    (row,) = rows(near, "dispatcher")
    assert (row.due_at <= DUE, row.reason, worklist_row(row, at=AT)["mark"]) == (True, "", MARK)
    act(near, matter, "dispatch")
    assert datetime.fromisoformat(Matter.objects.get(pk=matter.pk).requests["supervision"]["due"]) == DUE
    assert rows(near, "handler")[0].due_at <= DUE
    assert rows(near, "dispatcher") == []


@pytest.mark.parametrize("end", ["answer", "decline", "void", "record_withdrawal", "solve"])
def test_what_ends_without_a_unit_leaves_the_report_to_the_desk(near, end):
    """It stands on its worklist until it has told what became of the instruction, also once it is closed."""
    share = NormText("cases.sample.on_the_spot", 0, "count", BASIS, "D")
    set_norm(norm=share, area=near.areas["street"], valid_from=SINCE, by=SYSTEM, at=AT)
    matter = reported(source=Source.INSTRUCTION, by=near.actor("leader")).matter
    act(near, matter, "instruct", Instruction(TOMORROW, "三天内拿出办法"))
    act(near, matter, end)
    assert Matter.objects.get(pk=matter.pk).is_open is False
    assert [(row.due_at, row.reason) for row in rows(near, "dispatcher")] == [(DUE, "supervision")]
    assert [row.matter_id for row in rows(near, "leader", LATER)] == [matter.pk]
    for office in ("handler", "secretary", "grid-worker", "leader"):
        with pytest.raises(Forbidden):
            act(near, matter, "report_progress", by=near.actor(office))
    step = act(near, matter, "report_progress", by=near.actor("dispatcher"))
    assert (step.to_state, step.unit_id) == ("closed", near.units["desk"].pk)
    assert (rows(near, "dispatcher"), rows(near, "leader", LATER)) == ([], [])


def test_while_a_unit_has_it_the_desk_does_not_report_for_it(world):
    matter = instructed(world.near, "handling")
    for street in (world.near, world.far):
        with pytest.raises(Forbidden):
            act(world.near, matter, "report_progress", by=street.actor("dispatcher"))
