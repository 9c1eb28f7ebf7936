"""A check by its name, shielded: one that meets a damaged database says so, and the others are asked all the same."""

import logging
import sqlite3
from collections.abc import Callable
from datetime import datetime
from functools import wraps

from django.db import Error
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhuazhen.core.jobs.leases import error_text
from xiuhuazhen.core.kit.outages import outage_of
from xiuhuazhen.web.operating.health.findings import Finding, Level

logger = logging.getLogger(__name__)

Check = Callable[[datetime], Finding]

RESTORE = gettext_lazy(
    "Stop the product and keep what is there. Set XHZ_DATA_DIR to a new folder (with PostgreSQL also DATABASE_URL to a "
    "new database) and restore the last backup into it: xiuhuazhen restore BACKUP --keys PATH"
)
_ASK = gettext_lazy("If the database is well otherwise, this is a fault of the program: send this line to its makers.")
_PRIMARY = 0xFF
"""The part of a code of SQLite that says what it is."""
_DAMAGES: dict[int, str | Promise] = {
    sqlite3.SQLITE_CORRUPT: gettext_lazy("pages of it cannot be read"),
    sqlite3.SQLITE_NOTADB: gettext_lazy("its file does not begin as one of SQLite does"),
}


def check(name: str, label: str | Promise) -> Callable[[Callable[[datetime, str], Finding]], Check]:
    """``name`` is for programs; ``label`` for people, and given to the check."""

    def shielded(look: Callable[[datetime, str], Finding]) -> Check:
        @wraps(look)
        def asked(at: datetime) -> Finding:
            try:
                return look(at, str(label))
            except Exception as fault:  # of a damaged database anything may come
                logger.debug("the check %s could not be finished", name, exc_info=True)
                return _unfinished(name, str(label), fault)

        return asked

    return shielded


def _unfinished(name: str, label: str, fault: Exception) -> Finding:
    if isinstance(fault, Error) and outage_of(fault) is None:
        found, to_do = _("Not looked at, for the database is damaged: %(fault)s"), str(RESTORE)
    else:
        found, to_do = _("Not looked at: %(fault)s"), str(_ASK)
    return Finding(name, label, Level.WRONG, found % {"fault": said_of(fault)}, to_do, unfinished=True)


def said_of(fault: Exception) -> str:
    """What is wrong with the database, in words of our own where there are some."""
    return str(_DAMAGES.get(_code(fault), "")) or error_text(fault)


def is_damage(fault: Exception) -> bool:
    """Whether the file of SQLite itself is damaged."""
    return _code(fault) in _DAMAGES


def _code(fault: Exception) -> int:
    return int(getattr(fault.__cause__, "sqlite_errorcode", 0)) & _PRIMARY
