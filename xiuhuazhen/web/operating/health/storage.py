"""Whether disk and database take what is to be saved, asked without writing anything."""

import os
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhuazhen.core.kit.outages import Outage, outage_of
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
        found.append(Finding("saving", _("Disk of the data"), Level.WRONG, *map(str, _SAID[outage])))
    if outage := outage_of_database():
        said, to_do = _SAID[outage]
        if outage == Outage.READ_ONLY:
            to_do = _READ_ONLY_DATABASE
        if outage == Outage.AWAY and connection.vendor == "sqlite":
            to_do = _AT_DISK
        found.append(Finding("answering", _("Database"), Level.WRONG, str(said), str(to_do)))
    return found


def outage_of_database() -> Outage | None:
    """SQLite is made to open its file; whether that lies on a disk that can only be read, the disk says."""
    query = "SELECT 0 * count(*) FROM sqlite_master"
    if connection.vendor == "postgresql":
        query = "SELECT current_setting('transaction_read_only') = 'on'"
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            (read_only,) = cursor.fetchone()
    except Error as fault:
        return outage_of(fault) or Outage.AWAY
    return Outage.READ_ONLY if read_only else None


def outage_of_disk() -> Outage | None:
    try:
        disk = os.statvfs(Path(settings.DATA_DIR))
    except OSError:
        return Outage.DISK
    if disk.f_flag & os.ST_RDONLY:
        return Outage.READ_ONLY
    return Outage.FULL if disk.f_bavail * disk.f_frsize < NO_ROOM else None
