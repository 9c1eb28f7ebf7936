"""A report on an instruction is owed by its day, whatever the matter goes through meanwhile."""

from datetime import datetime

import pytest

from tests.support.cases import act, case_in, reported
from tests.support.street import AT, DAY
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.procedures.choices import Why
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import worklist
from xiuhuazhen.core.procedures.stuck import stuck_matters
from xiuhuazhen.domains.cases.actions.supervising import Instruction
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


def test_it_is_owed_after_the_matter_was_closed_and_until_it_goes_to_the_archive(near):
    matter = instructed(near, "closing")
    act(near, matter, "close")
    assert [row.matter_id for row in rows(near, "handler")] == [matter.pk]
    act(near, matter, "report_progress")
    assert (rows(near, "handler"), Matter.objects.get(pk=matter.pk).requests) == ([], {})


def test_with_the_archive_it_is_forgotten(near):
    matter = instructed(near, "closing")
    act(near, matter, "close")
    act(near, matter, "archive")
    assert (rows(near, "handler"), rows(near, "leader", LATER)) == ([], [])


@pytest.mark.parametrize("state", ["registered", "handling", "checking"])
def test_what_is_not_reported_in_time_is_on_the_leaders_worklist(near, state):
    matter = instructed(near, state)
    assert rows(near, "leader") == []
    assert [(row.matter_id, row.due_at) for row in rows(near, "leader", LATER)] == [(matter.pk, DUE)]
    assert list(stuck_matters(near.actor("leader"), Why.UNDECIDED, at=LATER)) == [matter]


def test_at_the_desk_nobody_is_missing_for_it(near):
    """The desk itself owes nothing that it has no permission for."""
    matter = instructed(near, "registered")
    assert list(stuck_matters(near.actor("leader"), Why.NOBODY, at=AT)) == []
    act(near, matter, "dispatch")
    assert datetime.fromisoformat(Matter.objects.get(pk=matter.pk).requests["supervision"]["due"]) == DUE
    assert rows(near, "handler")[0].due_at <= DUE
