"""Checks that read everything, or write something and take it away again."""

import os
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files import disk
from xiuhuazhen.core.kit import sealing
from xiuhuazhen.core.kit.outages import outage_of
from xiuhuazhen.web.operating.backups import proving, schemas
from xiuhuazhen.web.operating.health.checks import RESTORE, Check, check, is_damage, said_of
from xiuhuazhen.web.operating.health.findings import Finding, Level

_NAMED = 5


def thorough(at: datetime) -> list[Finding]:
    """Where the tables are not those of this version, nothing can be asked: see ``quick`` first."""
    return [ask(at) for ask in _CHECKS]


@check("writing", gettext_lazy("Writing"))
def writing(at: datetime, label: str) -> Finding:
    """A row that is rolled back, and a file that is taken away."""
    try:
        with transaction.atomic():
            AuditRow.objects.create(
                at=at, action="operating.check", actor_key="system", actor_name="", subject_type="", subject_id=""
            )
            transaction.set_rollback(True)
        with disk.draft(os.urandom(32)):
            pass
    except (OSError, DatabaseError) as fault:
        if outage_of(fault) is None and isinstance(fault, DatabaseError):
            raise  # no room or mount option would put it right
        to_do = _("Look at the room on the disk, its mount options, and to whom the folder belongs.")
        return Finding("writing", label, Level.WRONG, f"{type(fault).__name__}: {str(fault).splitlines()[0]}", to_do)
    return Finding("writing", label, Level.WELL, _("Database and disk take what is written."))


@check("database", gettext_lazy("Database file"))
def database(at: datetime, label: str) -> Finding:  # noqa: ARG001 - every check is told the time
    """SQLite reads every page; PostgreSQL has tools of its own for that."""
    if connection.vendor != "sqlite":
        return Finding("database", label, Level.WELL, _("PostgreSQL looks after it (pg_amcheck reads all of it)."))
    if faults := _faults_of_file():
        found = _("The database is damaged: %(faults)s") % {"faults": "; ".join(faults[:_NAMED])}
        return Finding("database", label, Level.WRONG, found, str(RESTORE))
    return Finding("database", label, Level.WELL, _("Every page and index is in order."))


def _faults_of_file() -> list[str]:
    """Each on one line. The one that SQLite cannot get past comes last, as an error."""
    faults = list[str]()
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check")
            while (row := cursor.fetchone()) and row[0] != "ok":
                faults.append(" ".join(str(row[0]).removeprefix("*** in database main ***").split()))
    except DatabaseError as fault:
        if not is_damage(fault):
            raise
        faults.append(said_of(fault))
    return faults


@check("history", gettext_lazy("History proves"))
def history(at: datetime, label: str) -> Finding:  # noqa: ARG001
    tables = schemas.Tables(DEFAULT_DB_ALIAS)
    if missing := proving.keys_lacking_for_history(tables):
        found = _("Not proved, for keys that it needs are not here or are others: %(ids)s") % {
            "ids": ", ".join(missing)
        }
        return Finding("history", label, Level.NOTICE, found, _("Put back the keys, then run this again."))
    proved, faults = proving.chain_faults(tables)
    if faults:
        to_do = _("Somebody changed history in the database. Keep it, compare it with backups, and report it.")
        return Finding("history", label, Level.WRONG, "; ".join(faults[:_NAMED]), to_do)
    return Finding(
        "history", label, Level.WELL, _("%(count)s matters proved: no step was changed.") % {"count": proved}
    )


@check("opening", gettext_lazy("Opening personal data"))
def opening(at: datetime, label: str) -> Finding:  # noqa: ARG001
    """Whether the keys of everything that is sealed are here, and open it."""
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


@check("files", gettext_lazy("Photos and documents"))
def files(at: datetime, label: str) -> Finding:  # noqa: ARG001
    names = list(proving.files_of(schemas.Tables(DEFAULT_DB_ALIAS)))
    missing = [file.part for file in names if not disk.path_of(file.folder, file.name).exists()]
    if missing:
        found = _("Missing: %(count)d (%(names)s)") % {"count": len(missing), "names": ", ".join(missing[:_NAMED])}
        to_do = _("Copy them from a backup into the data folder: they lie there under the same path.")
        return Finding("files", label, Level.WRONG, found, to_do)
    return Finding("files", label, Level.WELL, _("All are there: %(count)d") % {"count": len(names)})


_CHECKS: tuple[Check, ...] = (writing, database, opening, files, history)
