"""What the queue promises to whoever enqueues."""

from datetime import time, timedelta
from uuid import uuid4

import pytest

from tests.core.jobs.conftest import AT
from xiuhuazhen.core.jobs import actions, leases, queries, registry
from xiuhuazhen.core.jobs.choices import JobState
from xiuhuazhen.core.jobs.models import Job, ScheduledRun
from xiuhuazhen.core.jobs.wiring import check_schedules
from xiuhuazhen.core.kit import clock

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def test_a_job_runs_once_with_its_arguments():
    """Ids arrive as text; a finished job does not run again."""
    seen = []
    registry.register("sample.note", lambda run, **kwargs: seen.append((run.at, run.by_key, kwargs)))
    file_id = uuid4()
    job_id = actions.enqueue("sample.note", at=AT, by_key="person:1", file_id=file_id, pages=3)
    assert actions.run_pending(at=AT) == 1
    assert actions.run_pending(at=AT) == 0
    assert seen == [(AT, "person:1", {"file_id": str(file_id), "pages": 3})]
    job = Job.objects.get(pk=job_id)
    assert (job.state, job.attempts, job.started_at, job.finished_at) == (JobState.DONE, 1, AT, AT)
    assert (job.lease_owner, job.lease_until, job.error) == ("", None, "")


def test_an_unknown_name_is_refused_when_enqueued():
    with pytest.raises(registry.UnknownJob, match=r"sample\.nothing"):
        actions.enqueue("sample.nothing", at=AT)
    assert Job.objects.count() == 0


def test_a_name_that_this_version_no_longer_knows_fails_with_that_reason():
    registry.register("sample.old", lambda run: None, max_attempts=1)
    job_id = actions.enqueue("sample.old", at=AT)
    del registry._kinds["sample.old"]
    actions.run_pending(at=AT)
    assert queries.progress_of(job_id).state == JobState.FAILED
    assert queries.progress_of(job_id).error == "UnknownJob: no job is named 'sample.old'"


def test_a_job_for_later_waits():
    registry.register("sample.later", lambda run: None)
    job_id = actions.enqueue("sample.later", at=AT, run_after=AT + timedelta(hours=1))
    assert actions.run_pending(at=AT + timedelta(minutes=59)) == 0
    assert actions.run_pending(at=AT + timedelta(hours=1)) == 1
    assert Job.objects.get(pk=job_id).state == JobState.DONE


def test_jobs_that_a_job_enqueues_run_too():
    registry.register("sample.second", lambda run: None)
    registry.register("sample.first", lambda run: actions.enqueue("sample.second", at=run.at))
    actions.enqueue("sample.first", at=AT)
    assert actions.run_pending(at=AT) == 2


def test_a_failure_is_tried_again_after_ten_twenty_forty_seconds():
    """The error of the last attempt stays readable while the job waits."""
    registry.register("sample.broken", _broken, max_attempts=4)
    job_id = actions.enqueue("sample.broken", at=AT)
    moments, at = [], AT
    while actions.run_pending(at=at):
        job = Job.objects.get(pk=job_id)
        moments.append(((at - AT).total_seconds(), job.state, job.error))
        at = job.run_after
    waiting = [(seconds, "queued", "ValueError: disk full") for seconds in (0, 10, 30)]
    assert moments == [*waiting, (70, "failed", "ValueError: disk full")]


def _broken(run):
    raise ValueError("disk full\nDETAIL: Key (phone)=(13900001111) exists")


def test_error_text_has_type_and_first_line_with_numbers_masked():
    assert leases.error_text(ValueError("call 13900001111\nDETAIL: row")) == "ValueError: call 139****1111"
    assert leases.error_text(KeyError()) == "KeyError"
    assert len(leases.error_text(ValueError("x" * 900))) == 500


def test_progress_is_visible_while_it_runs():
    seen = []

    def import_rows(run):
        run.checkpoint({"row": 200}, done=200, total=4326, note="读取表格")
        seen.append(queries.progress_of(run.job_id))

    registry.register("sample.import", import_rows)
    job_id = actions.enqueue("sample.import", at=AT)
    actions.run_pending(at=AT)
    assert seen == [queries.Progress(job_id, JobState.RUNNING, 200, 4326, "读取表格", "")]
    assert queries.progress_of(uuid4()) is None


def test_an_attempt_after_a_failure_goes_on_from_the_checkpoint():
    seen = []

    def count(run):
        for number in range(run.state.get("done", 0) + 1, 6):
            seen.append(number)
            run.checkpoint({"done": number}, done=number, total=5)
            if number == 3 and run.state == {"done": 3} and len(seen) == 3:
                raise OSError("interrupted")

    registry.register("sample.count", count)
    job_id = actions.enqueue("sample.count", at=AT)
    actions.run_pending(at=AT)
    actions.run_pending(at=AT + timedelta(seconds=10))
    assert seen == [1, 2, 3, 4, 5]
    assert queries.progress_of(job_id).done == 5


def test_a_process_told_to_stop_hands_its_job_back_without_losing_an_attempt():
    """Its checkpoint, or whatever else, raises SystemExit; the job is free at once."""

    def stopped(run):
        run.checkpoint({"row": 7})
        raise SystemExit(1)

    registry.register("sample.stopped", stopped)
    job_id = actions.enqueue("sample.stopped", at=AT)
    with pytest.raises(SystemExit):
        actions.run_pending(at=AT)
    job = Job.objects.get(pk=job_id)
    assert (job.state, job.attempts, job.checkpoint, job.lease_owner) == (JobState.QUEUED, 0, {"row": 7}, "")


def test_schedules_run_when_due_and_catch_up_once():
    registry.register("sample.nightly", lambda run: None)
    registry.schedule("sample.nightly", every=timedelta(days=1), job_name="sample.nightly")
    counts = []
    for hours in (0, 23, 24, 47, 24 * 9, 24 * 9 + 1):
        actions.run_schedules(at=AT + timedelta(hours=hours))
        counts.append(Job.objects.count())
    assert counts == [1, 1, 2, 2, 3, 3]
    assert ScheduledRun.objects.get().last_at == AT + timedelta(hours=24 * 9)


@pytest.mark.parametrize(
    ("first_seen", "asked", "turns"),
    [
        ("2026-11-23T09:00", ["2026-11-24T02:29"], 0),
        ("2026-11-23T09:00", ["2026-11-24T02:30", "2026-11-24T02:31", "2026-11-25T02:29"], 1),
        ("2026-11-23T02:30", ["2026-11-23T02:31", "2026-11-24T02:30"], 1),
        ("2026-11-23T09:00", ["2026-11-30T15:00", "2026-11-30T15:01"], 1),
        ("2026-11-23T09:00", ["2026-11-30T15:00", "2026-12-01T02:30"], 2),
    ],
)
def test_a_nightly_schedule_runs_at_its_time_in_china_and_catches_up_once(first_seen, asked, turns):
    """It waits for its first night, and after a stop of a week it runs once, whenever that is."""
    registry.register("sample.nightly", lambda run: None)
    registry.schedule("sample.nightly", at_time=time(2, 30), job_name="sample.nightly")
    for moment in (first_seen, *asked):
        actions.run_schedules(at=clock.parse(moment))
    assert Job.objects.count() == turns


@pytest.mark.parametrize(
    "turns", [{}, {"every": timedelta(days=1), "at_time": time(2)}, {"at_time": time(2), "when": bool}]
)
def test_a_schedule_says_when_in_one_way(turns):
    with pytest.raises(ValueError, match=r"sample\.unclear"):
        registry.schedule("sample.unclear", job_name="sample.unclear", **turns)


def test_a_question_that_fails_holds_up_no_other_schedule():
    registry.register("sample.note", lambda run: None)
    registry.schedule("sample.a", every=timedelta(days=1), job_name="sample.note", when=lambda at: 1 / 0)
    registry.schedule("sample.b", every=timedelta(days=1), job_name="sample.note")
    actions.run_schedules(at=AT)
    assert Job.objects.count() == 1


def test_a_job_is_called_off_before_it_began_and_whoever_waits_for_it_is_told():
    told = []
    registry.register("sample.import", lambda run, batch: None, called_off=lambda **given: told.append(given))
    job = Job.objects.get(pk=actions.enqueue("sample.import", at=AT, batch="7"))
    assert actions.call_off(job=job, at=AT)
    assert told == [{"at": AT, "batch": "7"}]
    assert actions.run_pending(at=AT) == 0
    assert not actions.call_off(job=job, at=AT)
    assert Job.objects.values_list("state", "finished_at").get() == ("cancelled", AT)
    actions.prune(at=AT + timedelta(days=31))
    assert Job.objects.count() == 0


def test_a_job_under_way_or_that_must_be_done_is_not_called_off():
    registry.register("sample.erase", lambda run: None)
    registry.register("sample.note", lambda run: None, called_off=registry.nothing_else)
    erase, note = (Job.objects.get(pk=actions.enqueue(name, at=AT)) for name in ("sample.erase", "sample.note"))
    leases.claim(note.pk, at=AT)
    assert [actions.call_off(job=job, at=AT) for job in (erase, note)] == [False, False]
    assert sorted(Job.objects.values_list("state", flat=True)) == ["queued", "running"]


def test_a_job_that_was_given_up_begins_anew_with_all_its_attempts():
    registry.register("sample.broken", _broken, max_attempts=2)
    job = Job.objects.get(pk=actions.enqueue("sample.broken", at=AT))
    assert not actions.begin_anew(job=job, at=AT)
    for seconds in (0, 10):
        actions.run_pending(at=AT + timedelta(seconds=seconds))
    assert Job.objects.get().state == JobState.FAILED
    assert actions.begin_anew(job=job, at=LATER)
    assert Job.objects.values_list("state", "attempts", "finished_at").get() == ("queued", 0, None)
    assert actions.run_pending(at=LATER) == 1
    assert Job.objects.values_list("state", "attempts").get() == ("queued", 1)


def test_all_is_well_while_what_is_due_is_done():
    """A job under way holds up the others without anything being wrong."""
    registry.register("sample.note", lambda run: None)
    assert queries.pulse(AT) == queries.Pulse(beats=True)
    first = actions.enqueue("sample.note", at=AT)
    actions.enqueue("sample.note", at=AT)
    assert queries.pulse(AT + timedelta(seconds=60)).beats
    assert queries.pulse(AT + timedelta(seconds=61)) == queries.Pulse(beats=False, since=AT)
    leases.claim(first, at=AT + timedelta(seconds=61))
    assert queries.pulse(AT + timedelta(seconds=120)).beats


def test_a_dead_worker_and_a_missed_turn_show():
    registry.register("sample.note", lambda run: None)
    leases.claim(actions.enqueue("sample.note", at=AT), at=AT)
    assert queries.pulse(AT + timedelta(seconds=121)) == queries.Pulse(beats=False, since=AT + timedelta(seconds=60))
    Job.objects.all().delete()
    registry.schedule("sample.note", every=timedelta(hours=1), job_name="sample.note")
    actions.run_schedules(at=AT)
    actions.run_pending(at=AT)
    assert queries.pulse(AT + timedelta(minutes=61)).beats
    assert queries.pulse(AT + timedelta(minutes=62)) == queries.Pulse(beats=False, since=AT + timedelta(hours=1))


def test_turns_tell_when_a_schedule_ran_and_runs_next():
    registry.schedule("sample.a", at_time=time(2, 30), job_name="sample.note")
    registry.schedule("sample.b", every=timedelta(hours=1), job_name="sample.note")
    assert [(turn.last_at, turn.next_at) for turn in queries.turns()] == [(None, None), (None, None)]
    registry.register("sample.note", lambda run: None)
    actions.run_schedules(at=AT)
    night = clock.parse("2026-11-24T02:30")
    assert [(turn.last_at, turn.next_at) for turn in queries.turns()] == [
        (None, night),
        (AT, AT + timedelta(hours=1)),
    ]


def test_a_schedule_with_a_condition_runs_while_there_is_something_to_do_and_not_twice_at_once():
    waiting, ran = [], []
    registry.register("sample.deliver", lambda run: ran.append(waiting.pop()))
    registry.schedule(
        "sample.deliver", every=timedelta(seconds=2), job_name="sample.deliver", when=lambda at: bool(waiting)
    )
    actions.run_schedules(at=AT)
    assert Job.objects.count() == 0
    waiting.extend(["second", "first"])
    for seconds in (2, 4, 6):
        actions.run_schedules(at=AT + timedelta(seconds=seconds))
    assert Job.objects.count() == 1
    actions.run_pending(at=AT + timedelta(seconds=6))
    actions.run_schedules(at=AT + timedelta(seconds=8))
    actions.run_pending(at=AT + timedelta(seconds=8))
    assert ran == ["first", "second"]


def test_a_schedule_that_names_no_job_stops_start_up():
    registry.schedule("sample.lost", every=timedelta(days=1), job_name="sample.nothing")
    assert [error.id for error in check_schedules()] == ["xhz.E010"]


def test_finished_jobs_are_forgotten_after_thirty_days_and_failed_ones_after_half_a_year():
    registry.register("sample.note", lambda run: None)
    registry.register("sample.broken", _broken, max_attempts=1)
    done, failed = actions.enqueue("sample.note", at=AT), actions.enqueue("sample.broken", at=AT)
    actions.run_pending(at=AT)
    actions.prune(at=AT + timedelta(days=30))
    assert Job.objects.filter(pk=done).exists()
    actions.prune(at=AT + timedelta(days=31))
    assert list(Job.objects.values_list("pk", flat=True)) == [failed]
    actions.prune(at=AT + timedelta(days=181))
    assert Job.objects.count() == 0
