"""Checks that read everything, or write something and take it away again."""

import os
from collections.abc import Callable
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files import disk
from xiuhuazhen.core.kit import sealing
from xiuhuazhen.web.operating.backups import proving, schemas
from xiuhuazhen.web.operating.health.findings import Finding, Level

_NAMED = 5


def thorough(at: datetime) -> list[Finding]:
    """Where the tables are not those of this version, nothing can be asked: see ``quick`` first."""
    return [check(at) for check in _CHECKS]


def writing(at: datetime) -> Finding:
    """A row that is rolled back, and a file that is taken away."""
    label = _("Writing")
    try:
        with transaction.atomic():
            AuditRow.objects.create(
                at=at, action="operating.check", actor_key="system", actor_name="", subject_type="", subject_id=""
            )
            transaction.set_rollback(True)
        with disk.draft(os.urandom(32)):
            pass
    except (OSError, DatabaseError) as fault:
        to_do = _("Look at the room on the disk, its mount options, and to whom the folder belongs.")
        return Finding("writing", label, Level.WRONG, f"{type(fault).__name__}: {str(fault).splitlines()[0]}", to_do)
    return Finding("writing", label, Level.WELL, _("Database and disk take what is written."))


def database(at: datetime) -> Finding:  # noqa: ARG001 - every check is told the time
    """SQLite reads every page; PostgreSQL has tools of its own for that."""
    label = _("Database file")
    if connection.vendor != "sqlite":
        return Finding("database", label, Level.WELL, _("PostgreSQL looks after it (pg_amcheck reads all of it)."))
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        faults = [row[0] for row in cursor.fetchall() if row[0] != "ok"]
    if faults:
        to_do = _("Stop the product, keep the file, and restore the last backup.")
        return Finding("database", label, Level.WRONG, "; ".join(faults[:_NAMED]), to_do)
    return Finding("database", label, Level.WELL, _("Every page and index is in order."))


def history(at: datetime) -> Finding:  # noqa: ARG001
    label = _("History proves")
    proved, faults = proving.chain_faults(schemas.Tables(DEFAULT_DB_ALIAS))
    if faults:
        to_do = _("Somebody changed history in the database. Keep it, compare it with backups, and report it.")
        return Finding("history", label, Level.WRONG, "; ".join(faults[:_NAMED]), to_do)
    return Finding(
        "history", label, Level.WELL, _("%(count)s matters proved: no step was changed.") % {"count": proved}
    )


def opening(at: datetime) -> Finding:  # noqa: ARG001
    """Whether the keys of everything that is sealed are here, and open it."""
    label = _("Opening personal data")
    tables = schemas.Tables(DEFAULT_DB_ALIAS)
    to_do = _("Put back the missing key, from where the keys are kept apart, as a further line of the keys file.")
    used = {*proving.sealed_under(tables), *_of_files(tables)}
    if missing := sorted(used - set(sealing.keys_here())):
        found = _("Keys are needed that are not here: %(ids)s") % {"ids": ", ".join(missing)}
        return Finding("opening", label, Level.WRONG, found, to_do)
    if unopened := proving.unopened(tables):
        found = _("Cannot be opened: %(names)s") % {"names": ", ".join(unopened[:_NAMED])}
        return Finding("opening", label, Level.WRONG, found, to_do)
    return Finding("opening", label, Level.WELL, _("All that is sealed can be opened with the keys that are here."))


def _of_files(tables: schemas.Tables) -> set[str]:
    found = set()
    for file in proving.files_of(tables):
        path = disk.path_of(file.folder, file.name)
        if file.folder in (disk.Folder.SEALED, disk.Folder.QUARANTINE) and path.exists():
            found.add(sealing.key_id_on(path))
    return found


def files(at: datetime) -> Finding:  # noqa: ARG001
    label = _("Photos and documents")
    names = list(proving.files_of(schemas.Tables(DEFAULT_DB_ALIAS)))
    missing = [file.part for file in names if not disk.path_of(file.folder, file.name).exists()]
    if missing:
        found = _("Missing: %(count)d (%(names)s)") % {"count": len(missing), "names": ", ".join(missing[:_NAMED])}
        to_do = _("Copy them from a backup into the data folder: they lie there under the same path.")
        return Finding("files", label, Level.WRONG, found, to_do)
    return Finding("files", label, Level.WELL, _("All are there: %(count)d") % {"count": len(names)})


_CHECKS: tuple[Callable[[datetime], Finding], ...] = (writing, database, opening, files, history)
