"""Whether disk and database take what is to be saved, asked without writing anything."""

import os
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhuazhen.core.kit.outages import Outage, outage_of
from xiuhuazhen.web.operating.absent import is_absent, what_is_absent, what_to_do
from xiuhuazhen.web.operating.health.checks import RESTORE, is_damage, said_of
from xiuhuazhen.web.operating.health.findings import Finding, Level

NO_ROOM = 4_000_000
"""Bytes below which a write of SQLite or a photo fails at any moment."""

_AT_DATABASE = gettext_lazy("See that the database runs and that DATABASE_URL is right: systemctl status postgresql")
_AT_DISK = gettext_lazy("Look into the log of the machine (dmesg): a failing disk is mounted read-only. Replace it.")
_SAID: dict[Outage, tuple[str | Promise, str | Promise]] = {
    Outage.FULL: (
        gettext_lazy("The disk is full: nothing can be saved."),
        gettext_lazy("Make room or give it a larger disk: df -h. It goes on by itself, without a restart."),
    ),
    Outage.READ_ONLY: (gettext_lazy("It can only be read: nothing can be saved."), _AT_DISK),
    Outage.DISK: (gettext_lazy("The disk does not read or write."), _AT_DISK),
    Outage.AWAY: (gettext_lazy("It does not answer."), _AT_DATABASE),
    Outage.BUSY: (
        gettext_lazy("Somebody keeps others from writing."),
        gettext_lazy("End programs that have the file of the database open: fuser -v on that file."),
    ),
}
_READ_ONLY_DATABASE = gettext_lazy(
    "Find out who made the database read-only (default_transaction_read_only), or point DATABASE_URL at the primary."
)


def outages() -> list[Finding]:
    """One for the disk of the data and one for the database, where they take nothing."""
    found = []
    if outage := outage_of_disk():
        said, to_do = _SAID[outage]
        found.append(Finding("saving", _("Disk of the data"), Level.WRONG, str(said), str(to_do)))
    return [*found, *_of_database()]


def _of_database() -> list[Finding]:
    label = _("Database")
    try:
        if is_absent():
            return [Finding("answering", label, Level.WRONG, what_is_absent(), what_to_do())]
        read_only = connection.vendor == "postgresql" and _only_reads()
    except Error as fault:
        if is_damage(fault):
            said = _("The database is damaged: %(faults)s") % {"faults": said_of(fault)}
            return [Finding("answering", label, Level.WRONG, said, str(RESTORE))]
        outage = outage_of(fault) or Outage.AWAY
        to_do = _AT_DISK if outage == Outage.AWAY and connection.vendor == "sqlite" else _SAID[outage][1]
        return [Finding("answering", label, Level.WRONG, str(_SAID[outage][0]), str(to_do))]
    if read_only:
        said = str(_SAID[Outage.READ_ONLY][0])
        return [Finding("answering", label, Level.WRONG, said, str(_READ_ONLY_DATABASE))]
    return []


def may_be_asked() -> bool:
    """Whether the database is there and answers, be it that it can only be read."""
    try:
        return not is_absent()
    except Error:
        return False


def outage_of_database() -> Outage | None:
    try:
        return Outage.READ_ONLY if _only_reads() else None
    except Error as fault:
        return outage_of(fault) or Outage.AWAY


def _only_reads() -> bool:
    """SQLite is made to open its file; whether that lies on a disk that can only be read, the disk says."""
    query = "SELECT 0 * count(*) FROM sqlite_master"
    if connection.vendor == "postgresql":
        query = "SELECT current_setting('transaction_read_only') = 'on'"
    with connection.cursor() as cursor:
        cursor.execute(query)
        return bool(cursor.fetchone()[0])


def outage_of_disk() -> Outage | None:
    try:
        disk = os.statvfs(Path(settings.DATA_DIR))
    except OSError:
        return Outage.DISK
    if disk.f_flag & os.ST_RDONLY:
        return Outage.READ_ONLY
    return Outage.FULL if disk.f_bavail * disk.f_frsize < NO_ROOM else None
