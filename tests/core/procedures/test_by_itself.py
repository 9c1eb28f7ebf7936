"""What the product does by itself goes on over a matter that cannot be done, a colleague's step and a killed worker."""

from datetime import date

import pytest

from tests.support.cases import act, case_in
from tests.support.street import AT, DAY, HOUR, SYSTEM
from xiuhuazhen.core.jobs.actions import enqueue, run_pending, run_schedules
from xiuhuazhen.core.jobs.choices import JobState
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.norms.actions import set_local_day
from xiuhuazhen.core.people.actions import end_role
from xiuhuazhen.core.people.models import Role
from xiuhuazhen.core.procedures import jobs
from xiuhuazhen.core.procedures.actions import waking
from xiuhuazhen.core.procedures.choices import Why
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.queries import due_to_wake
from xiuhuazhen.core.procedures.stuck import stuck_matters

pytestmark = pytest.mark.django_db

LATE = AT + 8 * DAY


class Killed(BaseException):
    pass


@pytest.fixture
def clock(monkeypatch):
    """Returns what sets the clock of jobs to a moment."""

    def set_to(at):
        monkeypatch.setattr("xiuhuazhen.core.kit.clock.now", lambda: at)
        return at

    set_to(AT)
    return set_to


@pytest.fixture
def before(monkeypatch):
    """Have something happen at each matter before ``waking`` does it."""

    def arrange(name, happens):
        does = getattr(waking, name)

        def act_on(*, matter_id, **given):
            happens(matter_id)
            return does(matter_id=matter_id, **given)

        monkeypatch.setattr(waking, name, act_on)

    return arrange


def breaks(*broken):
    """What happens at these; emptying its list mends them."""
    keys = [matter.pk for matter in broken]

    def happens(matter_id):
        if matter_id in keys:
            raise ZeroDivisionError

    return keys, happens


def failing(near, at):
    """Number, and since when, of what the stuck page names as a fault."""
    return list(stuck_matters(near.actor("dispatcher"), Why.FAULT, at=at).values_list("number", "failed_at"))


def day_off(near):
    given = {"area": near.areas["street"], "day": date(2026, 11, 26), "is_workday": False}
    set_local_day(**given, name="运动会", basis="通知", by=near.actor("administrator"), at=AT)


def done(action):
    return set(Step.objects.filter(action=action).values_list("matter__number", flat=True))


def numbers(*matters):
    return {matter.number for matter in matters}


def test_one_matter_that_breaks_stops_no_deadline_and_is_tried_again_after_an_hour(near, clock, before, caplog):
    """The oldest of three breaks."""
    broken, *others = (case_in(near, "handling") for _ in range(3))
    Matter.objects.filter(pk=broken.pk).update(wake_at=AT + DAY)
    keys, happens = breaks(broken)
    before("wake_matter", happens)
    at = clock(LATE)
    run_schedules(at=at)
    run_pending(at=at)
    job = Job.objects.get(name="procedures.wake")
    assert done("escalate") == numbers(*others)
    assert (job.state, job.progress_done, job.progress_total) == (JobState.DONE, 3, 3)
    assert job.note == f"有 1 件没有办成，一小时后再试。 {broken.number}"
    assert f"matter {broken.number} could not be done: ZeroDivisionError" in caplog.messages
    assert not due_to_wake(at + HOUR / 2).exists()
    since = at
    assert failing(near, at) == [(broken.number, since)]
    at = clock(at + HOUR)
    run_schedules(at=at)
    run_pending(at=at)
    assert failing(near, at) == [(broken.number, since)]
    keys.clear()
    at = clock(at + HOUR)
    run_schedules(at=at)
    run_pending(at=at)
    assert failing(near, at) == []
    assert done("escalate") == numbers(broken, *others)


def test_a_step_that_is_refused_is_tried_again_after_an_hour_as_well(near, clock, monkeypatch):
    """Somebody took the clock's permission away."""
    matter = case_in(near, "handling")
    monkeypatch.setattr(waking, "TICKER", near.actor("handler"))
    at = clock(LATE)
    run_schedules(at=at)
    run_pending(at=at)
    assert Job.objects.get(name="procedures.wake").note.endswith(matter.number)
    assert Matter.objects.get(pk=matter.pk).wake_at == at + HOUR


def test_counting_again_goes_on_over_one_that_breaks_and_comes_back_to_it_after_an_hour(near, clock, before):
    broken, *others = (case_in(near, "handling") for _ in range(3))
    day_off(near)
    keys, happens = breaks(broken)
    before("recount_matter", happens)
    run_pending(at=AT)
    assert done("recount") == numbers(*others)
    job, again = Job.objects.filter(name="procedures.recount").order_by("created_at", "pk")
    assert (job.state, again.state, again.run_after) == (JobState.DONE, JobState.QUEUED, AT + HOUR)
    keys.clear()
    run_pending(at=clock(AT + HOUR))
    again.refresh_from_db()
    assert (done("recount"), again.progress_total, again.note) == (numbers(broken, *others), 1, "")


def test_people_who_left_give_back_all_but_the_one_that_breaks(near, clock, before):
    broken, *others = (case_in(near, "handling") for _ in range(3))
    role = Role.objects.get(person=near.accounts["handler"].person)
    end_role(role=role, last_day=date(2026, 11, 23), by=SYSTEM, at=AT)
    before("release_matter", breaks(broken)[1])
    at = clock(AT + DAY)
    enqueue("procedures.release", at=at)
    run_pending(at=at)
    assert done("unassign") == numbers(*others)
    assert Job.objects.get(name="procedures.release").note.endswith(broken.number)


def test_a_colleagues_step_at_the_same_moment_costs_one_matter_a_second_try(near, clock, monkeypatch):
    """They work on the matter after it was read and before its step is written."""
    matters, real, came = [case_in(near, "handling") for _ in range(3)], waking.advance, []

    def advance(*, matter, **given):
        if matter.pk == matters[1].pk and not came:
            came.append(act(near, matter, "urge"))
        return real(matter=matter, **given)

    day_off(near)
    monkeypatch.setattr(waking, "advance", advance)
    run_pending(at=AT)
    job = Job.objects.get(name="procedures.recount")
    assert (job.state, job.attempts, job.note, len(came)) == (JobState.DONE, 1, "", 1)
    assert done("recount") == numbers(*matters)


def test_a_killed_worker_is_followed_by_one_that_goes_on_where_it_was(near, clock, before, monkeypatch):
    """Killed at the fourth and at the fifth of six, with one of the first broken."""
    monkeypatch.setattr(jobs, "_CHECKPOINT_EVERY", 1)
    matters, tried = sorted((case_in(near, "handling") for _ in range(6)), key=lambda matter: matter.pk), []
    _keys, fault = breaks(matters[0])

    def happens(matter_id):
        tried.append(matter_id)
        fault(matter_id)
        if tried.count(matter_id) == 1 and matter_id in (matters[3].pk, matters[4].pk):
            raise Killed

    before("recount_matter", happens)
    day_off(near)
    seen = []
    for _attempt in range(2):
        with pytest.raises(Killed):
            run_pending(at=AT)
        job = Job.objects.get()
        seen.append((job.progress_done, job.progress_total, job.attempts))
    run_pending(at=AT)
    job.refresh_from_db()
    assert seen == [(3, 6, 0), (4, 6, 0)]
    assert (job.state, job.progress_done, job.progress_total) == (JobState.DONE, 6, 6)
    assert [tried.count(matter.pk) for matter in matters] == [1, 1, 1, 2, 2, 1]
    assert job.note.endswith(matters[0].number)
