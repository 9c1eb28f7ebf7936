from datetime import timedelta
from typing import Any

from django.core.checks import CheckMessage, Error, register

from xiuhuazhen.core.jobs import jobs, registry
from xiuhuazhen.core.kit.retention import DataClass, declare


def wire() -> None:
    declare("jobs.Job", DataClass.INTERNAL, keep="30 days after it finished, 180 if given up", eraser="jobs.prune")
    declare("jobs.ScheduledRun", DataClass.INTERNAL, keep="permanent; one row for each schedule")
    registry.register("jobs.prune", jobs.prune)
    registry.schedule("jobs.prune", every=timedelta(days=1), job_name="jobs.prune")
    register(check_schedules)


def check_schedules(**_: Any) -> list[CheckMessage]:
    """A schedule that names no job stops start-up."""
    return [
        Error(f"schedule {name} names a job that nobody registered", id="xhz.E010")
        for name in registry.schedules_without_job()
    ]
