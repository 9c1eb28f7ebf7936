"""Jobs and schedules by name. Apps add theirs in their wiring; whoever enqueues needs to know the name alone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.functional import Promise

from xiuhuazhen.core.jobs.rules import next_turn

Handler = Callable[..., None]
"""Called as ``handler(run, **kwargs)`` with a ``JobRun``; takes ``**_: Any`` too, as a newer version may send more."""

Needed = Callable[[datetime], bool]
"""Whether there is anything to do at this moment; asked every few seconds, so it must be one quick query."""

CalledOff = Callable[..., None]
"""Called as ``called_off(at=…, **kwargs)`` in the transaction in which somebody calls the job off."""

GivenUp = Callable[..., None]
"""Called as ``given_up(at=…, **kwargs)`` in the transaction in which the job is given up, for whatever reason."""

LEASE = timedelta(seconds=60)
QUEUES = ("default", "prompt", "files")
"""Each has a process of its own, so that what has to be prompt does not wait for the end of a long import, nor for the
files of strangers, over which a process may die or hang."""


class UnknownJob(LookupError):  # noqa: N818 - names what is wrong
    """Nobody registered a job of this name."""


@dataclass(frozen=True)
class JobKind:
    handler: Handler
    max_attempts: int
    lease: timedelta
    label: str | Promise
    called_off: CalledOff | None
    given_up: GivenUp | None
    queue: str


@dataclass(frozen=True)
class Schedule:
    """Either ``every`` or ``at_time`` is set, the time of day in China."""

    job_name: str
    every: timedelta | None = None
    at_time: time | None = None
    when: Needed | None = None

    def next_after(self, counted: datetime) -> datetime:
        """When its turn comes, counted from its last one."""
        if self.at_time is not None:
            return next_turn(self.at_time, counted)
        return counted + (self.every or timedelta())


_kinds: dict[str, JobKind] = {}
_schedules: dict[str, Schedule] = {}


def register(
    name: str,
    handler: Handler,
    *,
    label: str | Promise = "",
    max_attempts: int = 5,
    lease: timedelta = LEASE,
    called_off: CalledOff | None = None,
    given_up: GivenUp | None = None,
    queue: str = QUEUES[0],
) -> None:
    """Declare a job. It must save a checkpoint at least once per ``lease``, or it is taken for dead and ended.

    ``label`` says in a few words for people what it does. ``called_off`` is what else has to be done when somebody
    calls it off before it has begun (``nothing_else``); a job without it cannot be called off. ``given_up`` tells
    whoever waits for it that nobody goes on with it. What goes into another of the ``QUEUES`` is short.
    """
    _kinds[name] = JobKind(handler, max_attempts, lease, label, called_off, given_up, queue)


def queue_of(name: str) -> str:
    """The queue of a job, also of one that this version of the program does not know."""
    return _kinds[name].queue if name in _kinds else QUEUES[0]


def in_queue_of(name: str) -> list[str]:
    """All jobs that go into the same queue."""
    return [each for each, kind in _kinds.items() if kind.queue == queue_of(name)]


def nothing_else(**_: Any) -> None:
    """For ``called_off``: nobody waits for this job."""


def kind(name: str) -> JobKind:
    try:
        return _kinds[name]
    except KeyError:
        message = f"no job is named {name!r}"
        raise UnknownJob(message) from None


def lease_of(name: str) -> timedelta:
    """The lease of a job, also of one that this version of the program does not know."""
    return _kinds[name].lease if name in _kinds else LEASE


def label_of(name: str) -> str:
    """What the job does, for people; its bare name for one that this version of the program does not know."""
    return str(_kinds[name].label) if name in _kinds and _kinds[name].label else name


def given_up_of(name: str) -> GivenUp | None:
    """Whom to tell that the job is given up; nobody for one that this version of the program does not know."""
    return _kinds[name].given_up if name in _kinds else None


def may_be_called_off(name: str) -> bool:
    return name in _kinds and _kinds[name].called_off is not None


def schedule(
    name: str,
    *,
    job_name: str,
    every: timedelta | None = None,
    at_time: time | None = None,
    when: Needed | None = None,
) -> None:
    """Put ``job_name`` into the queue, without arguments, each time ``every`` has passed, or daily at a time of day in
    China. Missed turns run once. What is new runs at once with ``every``, and at its next time with ``at_time``.

    With ``when`` it is put there only while there is something to do, and never beside one that has not ended.
    """
    if (every is None) == (at_time is None) or (at_time is not None and when is not None):
        message = f"schedule {name!r} needs every (perhaps with when) or at_time"
        raise ValueError(message)
    _schedules[name] = Schedule(job_name, every, at_time, when)


def schedules() -> dict[str, Schedule]:
    return dict(_schedules)


def schedules_without_job() -> list[str]:
    return sorted(name for name, entry in _schedules.items() if entry.job_name not in _kinds)
