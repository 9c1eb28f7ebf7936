"""What is held and for how long, in words, with what erased last."""

from dataclasses import dataclass
from datetime import datetime

from xiuhuazhen.core.jobs import registry
from xiuhuazhen.core.jobs.choices import JobState
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit.retention import DataClass, Retention, declared
from xiuhuazhen.web.operating.board import how_often

_ORDER = (DataClass.SENSITIVE, DataClass.PERSONAL, DataClass.INTERNAL, DataClass.PUBLIC)
"""What is to be watched most comes first."""


@dataclass(frozen=True)
class Eraser:
    """A scheduled job that erases, when it last ended well and how many it erased then."""

    label: str
    how_often: str
    ended_at: datetime | None
    erased: int


@dataclass(frozen=True)
class Line:
    held: str
    data_class: DataClass
    keep: str
    eraser: Eraser | None


def lines() -> list[Line]:
    """Every kind of row that is held, the most sensitive first."""
    rows = list(declared().values())
    erasers = {name: _eraser(name) for name in {row.eraser for row in rows if row.eraser}}
    found = [_line(row, erasers.get(row.eraser)) for row in rows]
    return sorted(found, key=lambda line: (_ORDER.index(line.data_class), line.eraser is None))


def _line(row: Retention, eraser: Eraser | None) -> Line:
    return Line(str(row.held), row.data_class, str(row.keep), eraser)


def _eraser(name: str) -> Eraser:
    schedule = next(entry for entry in registry.schedules().values() if entry.job_name == name)
    last = Job.objects.filter(name=name, state=JobState.DONE).order_by("-finished_at").first()
    return Eraser(
        label=registry.label_of(name),
        how_often=how_often(schedule),
        ended_at=last.finished_at if last else None,
        erased=last.progress_done if last else 0,
    )
