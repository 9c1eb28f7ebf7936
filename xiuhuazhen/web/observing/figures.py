"""Figures for Prometheus: of requests, counted as they are answered, and of the installation, asked when they are read.

Nothing by person, unit or place: how people work is not measured here. The processes of the web server put their counts
together through files in a folder that ``xiuhuazhen run`` names and clears (``PROMETHEUS_MULTIPROC_DIR``).
"""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.models import Count
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from xiuhuazhen import VERSION
from xiuhuazhen.core.audit.triggers import missing_triggers
from xiuhuazhen.core.jobs.choices import JobState
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.jobs.queries import pulse
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.messages.choices import MessageState
from xiuhuazhen.core.messages.models import Message
from xiuhuazhen.core.messages.queries import stuck_outbox
from xiuhuazhen.core.norms.queries import published_until
from xiuhuazhen.web.models import Backup
from xiuhuazhen.web.operating.backups.snapshots import database_bytes

SHARED = "PROMETHEUS_MULTIPROC_DIR"
_counted = CollectorRegistry()
_requests = Histogram(
    "xhz_request_seconds",
    "Requests by how long they held the server; 0.2 s is what none should need.",
    ["method", "status"],
    buckets=(0.025, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10),
    registry=_counted,
)
_BYTES = 128 * 1024
"""Twice what all series need that there can be."""
_taken = set[Path]()
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def count_request(method: str, status: int, seconds: float) -> None:
    """``status`` counts by its hundred, an unknown method as ``other``: what clients send makes no new series."""
    if not _has_room(os.environ.get(SHARED, ""), os.getpid()):
        return
    _requests.labels(method if method in _METHODS else "other", f"{status // 100}xx").observe(seconds)


def _has_room(folder: str, process: int) -> bool:
    """Counts lie in a file that is mapped into memory, and the kernel ends a process for whose mapped page the disk has
    no room. So room for all of it is taken before anything is counted; while there is none, nothing is."""
    path = Path(folder, f"histogram_{process}.db")
    if not folder or path in _taken:
        return True
    try:
        with path.open("ab") as file:
            os.posix_fallocate(file.fileno(), 0, _BYTES)
    except OSError:
        return False
    _taken.add(path)
    return True


def share_counts(folder: Path) -> None:
    """From now on processes that this one starts put their counts together; what former ones left is cleared."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True)
    os.environ[SHARED] = str(folder)


def as_text(at: datetime) -> bytes:
    """Everything, in the text format of Prometheus 0.0.4."""
    counted = _counted
    if os.environ.get(SHARED):
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    present = CollectorRegistry()
    present.register(_Present(at))
    return generate_latest(counted) + generate_latest(present)


class _Present:
    """Asked from the tables and the disk at this moment."""

    def __init__(self, at: datetime) -> None:
        self._at = at

    def collect(self) -> Iterator[Metric]:
        yield InfoMetricFamily("xhz", "The product.", value={"version": VERSION, "database": connection.vendor})
        yield _jobs()
        beats = pulse(self._at).beats
        yield GaugeMetricFamily("xhz_jobs_seen_to", "1 while somebody sees to jobs that are due.", value=float(beats))
        stuck = stuck_outbox()
        yield GaugeMetricFamily("xhz_outbox_stuck", "Events of which no message could be made.", value=stuck)
        dead = Message.objects.filter(state=MessageState.DEAD).count()
        yield GaugeMetricFamily("xhz_messages_dead", "Messages that were given up.", value=dead)
        missing = len(missing_triggers(connection))
        yield GaugeMetricFamily("xhz_triggers_missing", "Triggers that protect history.", value=missing)
        yield GaugeMetricFamily("xhz_database_bytes", "Size of the database.", value=database_bytes())
        free = shutil.disk_usage(settings.DATA_DIR).free
        yield GaugeMetricFamily("xhz_disk_free_bytes", "Free on the disk of the data folder.", value=free)
        yield from _moments()


def _jobs() -> GaugeMetricFamily:
    counts = dict(Job.objects.values_list("state").annotate(count=Count("pk")).order_by())
    family = GaugeMetricFamily("xhz_jobs", "Jobs by state.", labels=["state"])
    for state in (JobState.QUEUED, JobState.RUNNING, JobState.FAILED):
        family.add_metric([state.value], counts.get(state.value, 0))
    return family


def _moments() -> Iterator[Metric]:
    """Left out while there is none: an alarm for its absence is easily written, one for a wrong zero is not."""
    newest = Backup.objects.order_by("-taken_at").values_list("taken_at", flat=True).first()
    if newest:
        said = "When the data of the last backup was taken."
        yield GaugeMetricFamily("xhz_backup_timestamp_seconds", said, value=newest.timestamp())
    if until := published_until():
        end = clock.end_of_day(until).timestamp()
        yield GaugeMetricFamily("xhz_calendar_until_timestamp_seconds", "End of the published calendar.", value=end)
