"""``xiuhuazhen job_worker``: works off one queue; ``xiuhuazhen run`` starts one for each."""

import logging
import os
import time
from argparse import ArgumentParser
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand
from django.db import Error, connection
from django.utils.crypto import get_random_string
from django_tasks_db.compat import TASKS_LOGGER
from django_tasks_db.management.commands.db_worker import Worker

from xiuhuazhen.core.jobs import execution, leases, registry
from xiuhuazhen.core.kit.outages import Telling, outage_of

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
AGAIN_SECONDS = 1.0


class PatientWorker(Worker):
    """Waits while disk or database take nothing: were it to die of that, it would be started again and again. Told to
    stop, it ends where nothing is half done."""

    def shutdown(self, signum: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """The first signal only takes note. An exception, as the package raises it, may come in the middle of a COMMIT,
        after which the connection takes nothing any more, not even that the job is to go on elsewhere. Who sends a
        second one does not want to wait: what runs is then taken up as after any other sudden end."""
        if not self.running:
            os._exit(1)
        self.running = False
        execution.stop_at_checkpoint()

    def run(self) -> None:
        telling = Telling()
        while self.running:
            try:
                super().run()
            except (Error, OSError) as fault:
                outage = outage_of(fault)
                if outage is None:
                    raise
                if telling.is_due(outage):
                    logger.warning("the worker cannot work: %s (%s)", outage, leases.error_text(fault))
                connection.close()
                time.sleep(AGAIN_SECONDS)


class Command(BaseCommand):
    help = "Work off one queue of jobs, until it is told to stop."
    requires_system_checks = []  # `run` has checked

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--queue-name", choices=registry.QUEUES, default=registry.QUEUES[0])

    def handle(self, *, queue_name: str, **_options: Any) -> None:
        for name in (TASKS_LOGGER, "django_tasks_db"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # a job's own lines say how it went
        worker = PatientWorker(
            queue_names=[queue_name],
            interval=POLL_SECONDS,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        worker.configure_signals()
        worker.run()
