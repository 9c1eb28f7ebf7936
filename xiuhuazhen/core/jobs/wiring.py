from datetime import time
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.jobs import jobs, registry
from xiuhuazhen.core.kit.retention import DataClass, declare


def wire() -> None:
    declare(
        "jobs.Job",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "jobs in the background"),
        keep=pgettext_lazy("kept", "30 days after it ended, 180 if given up"),
        eraser="jobs.prune",
    )
    declare(
        "jobs.ScheduledRun",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "when schedules last ran"),
        keep=pgettext_lazy("kept", "permanent; one row for each schedule"),
    )
    label = _("Clear away old entries of this list")
    registry.register("jobs.prune", jobs.prune, label=label, called_off=registry.nothing_else)
    registry.schedule("jobs.prune", at_time=time(2, 10), job_name="jobs.prune")
    register(check_schedules)


def check_schedules(**_: Any) -> list[CheckMessage]:
    """A schedule that names no job stops start-up."""
    return [
        Error(f"schedule {name} names a job that nobody registered", id="xhz.E010")
        for name in registry.schedules_without_job()
    ]
