"""Jobs and schedules by name. Apps add theirs in their wiring; whoever enqueues needs to know the name alone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

Handler = Callable[..., None]
"""Called as ``handler(run, **kwargs)`` with a ``JobRun``; takes ``**_: Any`` too, as a newer version may send more."""

Needed = Callable[[datetime], bool]
"""Whether there is anything to do at this moment; asked every few seconds, so it must be one quick query."""

LEASE = timedelta(seconds=60)


class UnknownJob(LookupError):  # noqa: N818 - names what is wrong
    """Nobody registered a job of this name."""


@dataclass(frozen=True)
class JobKind:
    handler: Handler
    max_attempts: int
    lease: timedelta


@dataclass(frozen=True)
class Schedule:
    every: timedelta
    job_name: str
    when: Needed | None = None


_kinds: dict[str, JobKind] = {}
_schedules: dict[str, Schedule] = {}


def register(name: str, handler: Handler, *, max_attempts: int = 5, lease: timedelta = LEASE) -> None:
    """Declare a job. It must save a checkpoint at least once per ``lease``, or it is taken for dead."""
    _kinds[name] = JobKind(handler, max_attempts, lease)


def kind(name: str) -> JobKind:
    try:
        return _kinds[name]
    except KeyError:
        message = f"no job is named {name!r}"
        raise UnknownJob(message) from None


def lease_of(name: str) -> timedelta:
    """The lease of a job, also of one that this version of the program does not know."""
    return _kinds[name].lease if name in _kinds else LEASE


def schedule(name: str, *, every: timedelta, job_name: str, when: Needed | None = None) -> None:
    """Put ``job_name`` into the queue, without arguments, each time ``every`` has passed. Missed turns run once.

    With ``when`` it is put there only while there is something to do, and never beside one that has not ended.
    """
    _schedules[name] = Schedule(every, job_name, when)


def schedules() -> dict[str, Schedule]:
    return dict(_schedules)


def schedules_without_job() -> list[str]:
    return sorted(name for name, entry in _schedules.items() if entry.job_name not in _kinds)
