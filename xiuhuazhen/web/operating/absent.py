"""Whether there is a database at all. Asking SQLite would make an empty one, so its file is looked for first."""

from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.errors import Conflict


def is_absent() -> bool:
    """No file, or nothing in it. Raises a fault of the database where it does not answer."""
    return _has_no_file() or not connection.introspection.table_names()


def _has_no_file() -> bool:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or "memory" in name.partition("?")[2]:
        return False
    file = Path(name)
    return not file.exists() or file.stat().st_size == 0


def what_is_absent() -> str:
    if connection.vendor == "sqlite":
        return _("There is no database in %(folder)s.") % {"folder": settings.DATA_DIR}
    return _("The database that DATABASE_URL names is empty.")


def what_to_do() -> str:
    first = _("If one should be here, mount the disk of the data.")
    if connection.vendor != "sqlite":
        first = _("If it should not be, see that DATABASE_URL names the right one.")
    return first + _(
        " If it is lost, restore the last backup: xiuhuazhen restore BACKUP --keys PATH. On a new machine begin with "
        "`xiuhuazhen migrate`, as docs/setup says."
    )


def refuse_absent() -> None:
    """Raises ``Conflict``, and leaves nothing behind."""
    if is_absent():
        raise Conflict(f"{what_is_absent()}\n{what_to_do()}")
