"""``xiuhuazhen run``: web, a job process for each queue and the ticker, until it is told to stop."""

import logging
import os
import socket
from argparse import ArgumentParser
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, close_old_connections, connection
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.management.console import refusals_told
from xiuhuazhen.core.jobs import leases, registry
from xiuhuazhen.core.jobs.actions import tick
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.outages import Outage, Telling, outage_of
from xiuhuazhen.web.observing.figures import share_counts
from xiuhuazhen.web.operating.absent import is_absent, what_is_absent, what_to_do
from xiuhuazhen.web.operating.backups import schemas
from xiuhuazhen.web.operating.health.storage import outage_of_disk
from xiuhuazhen.web.operating.page_files import collected
from xiuhuazhen.web.operating.running import running
from xiuhuazhen.web.supervisor import Child, Supervisor

logger = logging.getLogger(__name__)

NICENESS = {"default": 10, "files": 8, "prompt": 3}
"""By queue. Whoever waits for a page goes before what runs in the background, a message before a photo, and a photo
before a spreadsheet; not by so much that a process which holds the one lock of SQLite is never let on."""
READING_THREADS = "64"
_telling = Telling()


class Command(BaseCommand):
    help = "Start the web server, the job processes and the ticker."
    requires_system_checks = []  # handle() checks, the database included

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))

    def handle(self, *, host: str, port: int, **_options: Any) -> None:
        _refuse_outage()
        if schemas.pending("default"):
            raise CommandError(_("The database is of an older version. Run `xiuhuazhen upgrade` first."))
        if not collected():
            raise CommandError(
                _("The files of the pages are not there. Run `xiuhuazhen collectstatic --noinput` first.")
            )
        _refuse_taken_port(host, port)
        workers = "2" if connection.vendor == "postgresql" else "1"
        web = _web(host, port, workers)
        supervisor = Supervisor([web, *(_jobs(queue) for queue in registry.QUEUES)], tick=_tick)
        with refusals_told(), running():
            share_counts(Path(settings.DATA_DIR) / "metrics")
            self._check_beside(web)
            # A process that waits for long must not hold a connection open.
            connection.close()
            supervisor.run(when_started=lambda: self._says_where(host, port))

    def _check_beside(self, web: Child) -> None:
        """While the program is still being loaded in the other process, long before it answers anybody."""
        web.start()
        try:
            self.check(databases=["default"])
        except BaseException:
            web.kill()
            raise

    def _says_where(self, host: str, port: int) -> bool:
        """One line, once somebody answers there."""
        with suppress(OSError), socket.create_connection((_reachable(host), port), timeout=1):
            self.stdout.write(_("Xiuhuazhen is ready: %(address)s") % {"address": f"http://{_shown(host)}:{port}/"})
            self.stdout.flush()
            return True
        return False


def _web(host: str, port: int, workers: str) -> Child:
    """The threads read bodies side by side; requests are answered in turn (``web.turns``)."""
    options = ["--interface", "wsgi", "--host", host, "--port", str(port), "--workers", workers]
    quiet = ["--blocking-threads", READING_THREADS, "--no-ws", "--log-level", "error"]
    return Child("web", ["granian", *options, *quiet, "xiuhuazhen.config.wsgi:application"])


def _jobs(queue: str) -> Child:
    return Child(f"jobs {queue}", ["django", "job_worker", "--queue-name", queue], niceness=NICENESS[queue])


def _tick() -> set[int]:
    close_old_connections()
    try:
        return tick(at=clock.now())
    except Error as fault:
        if _telling.is_due(outage_of(fault) or type(fault).__name__):
            logger.warning("the ticker could not work: %s", leases.error_text(fault))
        return set()


def _refuse_outage() -> None:
    """Where it could only fail. A full disk is no reason: it is read from, and room may be made."""
    if outage_of_disk() in (Outage.READ_ONLY, Outage.DISK):
        raise CommandError(_("The data folder cannot be written into. Run `xiuhuazhen doctor`: it says what to do."))
    try:
        if is_absent():
            raise CommandError(f"{what_is_absent()}\n{what_to_do()}")
    except Error as fault:
        if outage_of(fault) is None:
            raise
        raise CommandError(_("The database does not answer. Run `xiuhuazhen doctor`: it says what to do.")) from fault


def _refuse_taken_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as fault:
            raise CommandError(
                _("Cannot use %(host)s port %(port)s: %(fault)s. Choose another with --port.")
                % {"host": host, "port": port, "fault": fault.strerror}
            ) from fault


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else _reachable(host)
