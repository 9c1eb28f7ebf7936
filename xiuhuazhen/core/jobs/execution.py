"""One attempt at one job, in the process that calls."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import Error, close_old_connections, connection

from xiuhuazhen.core.jobs import leases, queries
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.jobs.registry import kind, lease_of
from xiuhuazhen.core.jobs.rules import gives_up
from xiuhuazhen.core.kit.outages import outage_of

Result = TypeVar("Result")
Clock = Callable[[], datetime]

logger = logging.getLogger(__name__)

_stopping = threading.Event()

_AGAIN_SECONDS = 1.0
_TURN_SECONDS = 15.0
"""How long a job works while others wait in its queue, if it may be interrupted."""

_AT_A_STRETCH_SECONDS = 0.1
"""How long a job writes before it gives way: until then who waits for the lock asks for it every 25 ms at least, later
ever more seldom."""


class TurnOver(BaseException):
    """Others wait: the job goes on behind them. It passes handlers by as SystemExit does."""


class JobRun:
    """What a handler is given: where it stopped last time, and the way to say how far it is."""

    def __init__(self, job: Job, *, at: datetime, clock: Clock) -> None:
        self.job_id = job.pk
        self.at = at
        self.by_key = job.created_by
        self.state: dict[str, Any] = dict(job.checkpoint)
        self._job = job
        self._clock = clock
        self._began = self._gave_way = time.monotonic()

    @property
    def last_attempt(self) -> bool:
        """Whether the job is given up if this attempt fails."""
        return gives_up(attempts=self._job.attempts, max_attempts=self._job.max_attempts)

    def give_way(self, *, times: int = 1) -> None:
        """Let others write, if the last time was some while ago. On SQLite whoever waits for the one write lock asks
        for it some ten times a second, so a job that takes it again at once would keep it from everybody for as long as
        it runs. To be called outside a transaction, after each of its many. The while is counted in time: where people
        have the processor, each takes several times as long, and those who wait ask ever more seldom; so it also pauses
        for what it took beyond its while. ``times`` is how much longer it pauses than usual, where it writes much at a
        time."""
        wrote = time.monotonic() - self._gave_way
        if connection.vendor == "sqlite" and wrote >= _AT_A_STRETCH_SECONDS:
            time.sleep(times * settings.JOBS_GIVE_WAY_SECONDS + wrote - _AT_A_STRETCH_SECONDS)
            self._gave_way = time.monotonic()

    def checkpoint(
        self,
        state: dict[str, Any],
        *,
        done: int | None = None,
        total: int | None = None,
        note: str | None = None,
        lets_others: bool = False,
    ) -> None:
        """Save ``state``, from which a later attempt goes on, and keep the lease. Call it outside a transaction.

        With ``lets_others`` it goes on behind those that wait in its queue, once it has worked for a while: for what is
        long and loses little by it, so that a short spreadsheet does not wait for the end of a long one.

        When ``done`` is more than ever before, attempts are counted anew: only what does not move is given up.
        Raises :class:`leases.LeaseLost` when another worker took over, SystemExit when this process was told to stop,
        and :class:`TurnOver`: the next attempt goes on from here. Let all of them pass through.
        """
        told = {"progress_done": done, "progress_total": total, "note": note}
        progress = {field: value for field, value in told.items() if value is not None}
        if done is not None and done > self._job.progress_done:
            self._job.progress_done, self._job.attempts = done, 1
            progress["attempts"] = 1
        leases.renew(self._job, at=self._clock(), lease=lease_of(self._job.name), checkpoint=state, **progress)
        self.state = dict(state)
        if _stopping.is_set():
            raise SystemExit(0)
        if lets_others and self._turn_is_over():
            raise TurnOver
        self.give_way()

    def _turn_is_over(self) -> bool:
        worked = time.monotonic() - self._began
        return worked >= _TURN_SECONDS and queries.others_wait(self._job, self._clock())


def stop_at_checkpoint() -> None:
    """What runs in this process ends at its next checkpoint and goes back into the queue."""
    _stopping.set()


def execute(job_id: UUID, *, clock: Clock) -> datetime | None:
    """Run a job that is due; anything else is left alone. Returns when to go on, if it failed and
    may be tried again or lets others go first."""
    job = leases.claim(job_id, at=clock())
    if job is None:
        return None
    try:
        return _attempt(job, clock)
    except leases.LeaseLost:
        logger.warning("job %s %s was taken over by another worker", job.name, job.pk)
        return None


def _attempt(job: Job, clock: Clock) -> datetime | None:
    try:
        kind(job.name).handler(JobRun(job, at=clock(), clock=clock), **job.kwargs)
    except leases.LeaseLost:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever a handler raises is kept with the job
        error = leases.error_text(fault)
        if outage_of(fault):
            logger.warning("job %s %s is put off: %s", job.name, job.pk, error)
            return _noted(job, lambda: leases.put_off(job, error, at=clock()))
        logger.error("job %s %s failed: %s", job.name, job.pk, error)  # no traceback: it may show row contents
        return _noted(job, lambda: leases.fail(job, error, at=clock()))
    except TurnOver:
        again_at = clock()
        _noted(job, lambda: leases.hand_back(job, at=again_at))
        return again_at
    except BaseException:
        leases.hand_back(job, at=clock())
        raise
    _noted(job, lambda: leases.finish(job, at=clock()))
    return None


def _noted(job: Job, note: Callable[[], Result]) -> Result:
    """Write down how it went, be it that the database takes nothing just now: tried for as long as the lease lasts, so
    that what is done is not done again."""
    give_up = time.monotonic() + lease_of(job.name).total_seconds()
    while True:
        try:
            return note()
        except Error as fault:
            if outage_of(fault) is None or time.monotonic() >= give_up:
                raise
            time.sleep(_AGAIN_SECONDS)
            close_old_connections()
