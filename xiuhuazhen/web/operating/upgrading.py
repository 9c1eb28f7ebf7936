"""From the tables of an older version to those of this one: backup, migrate, triggers, static files, checks.

Each step is taken only after the one before has ended well; the first that does not ends it with what to do.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.db import DatabaseError, connection
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit import triggers
from xiuhuazhen.core.jobs.leases import error_text
from xiuhuazhen.core.kit.errors import Conflict
from xiuhuazhen.web.operating import page_files
from xiuhuazhen.web.operating.backups import schemas
from xiuhuazhen.web.operating.backups.taking import Taken, take_backup
from xiuhuazhen.web.operating.health.findings import Finding, Level
from xiuhuazhen.web.operating.health.quick import quick

Say = Callable[[str], None]

_MAY_WAIT = frozenset({"jobs", "messages", "backup", "calendar"})
"""Checks whose trouble no upgrade has made and that are put right while the product runs."""


@dataclass(frozen=True)
class Upgraded:
    """``taken`` is nothing where somebody wanted no backup; ``findings`` is what is still to be seen to."""

    taken: Taken | None
    findings: list[Finding]


def upgrade(to: Path | None, *, at: datetime, say: Say) -> Upgraded:
    """``to`` is where backups lie. Raises ``Conflict``: before anything was changed, or with how to go back."""
    _refuse_newer_tables()
    taken = None
    if to is not None:
        say(_("Backing up."))
        taken = take_backup(to, at=at)
        say(str(taken.folder))
    say(_("Bringing the tables up to date."))
    _migrate(taken)
    say(_("Putting back what protects history."))
    triggers.install(connection)
    page_files.collect(say)
    say(_("Checking."))
    return Upgraded(taken, _checked(at, taken))


def _refuse_newer_tables() -> None:
    if unknown := schemas.unknown(schemas.applied("default")):
        raise Conflict(
            _("The database was changed by a newer version (%(names)s). Install that version or a newer one.")
            % {"names": ", ".join(unknown[:3])}
        )


def _migrate(taken: Taken | None) -> None:
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except (DatabaseError, CommandError, ValueError) as fault:
        said = _("The tables could not be brought up to date: %(fault)s") % {"fault": error_text(fault)}
        raise Conflict(f"{said}\n{_way_back(taken)}") from fault


def _way_back(taken: Taken | None) -> str:
    if taken is None:
        return _(
            "Do not start it. Install the former version and restore your last backup into a new folder or database."
        )
    return _(
        "Do not start it. Install the former version, set XHZ_DATA_DIR to a new folder (with PostgreSQL also "
        "DATABASE_URL to a new database), and run: xiuhuazhen restore %(folder)s --keys PATH"
    ) % {"folder": taken.folder}


def _checked(at: datetime, taken: Taken | None) -> list[Finding]:
    try:
        call_command("check", databases=["default"], stdout=StringIO())
    except SystemCheckError as fault:
        raise Conflict(f"{fault}\n{_way_back(taken)}") from fault
    findings = [each for each in quick(at) if each.level == Level.WRONG]
    serious = [each for each in findings if each.unfinished or each.check not in _MAY_WAIT]
    if serious:
        raise Conflict("\n".join(line for each in serious for line in each.lines))
    return findings
