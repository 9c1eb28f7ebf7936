"""Checks of a few queries each, which write nothing."""

import os
import shutil
import stat
from datetime import datetime, timedelta
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.db.models import Max
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.audit.triggers import missing_triggers
from xiuhuazhen.core.jobs.choices import JobState
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.jobs.queries import pulse
from xiuhuazhen.core.kit import clock, sealing
from xiuhuazhen.core.messages.choices import MessageState
from xiuhuazhen.core.messages.models import Message
from xiuhuazhen.core.messages.queries import stuck_outbox
from xiuhuazhen.core.norms.queries import published_until, runs_short
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.procedures.models import Step
from xiuhuazhen.core.procedures.queries import keeps_forever
from xiuhuazhen.domains.cases.hearing import anybody_hears, nobody_left
from xiuhuazhen.domains.cases.queries import home_area
from xiuhuazhen.web.models import Backup
from xiuhuazhen.web.moments import exact, full_day
from xiuhuazhen.web.operating import page_files
from xiuhuazhen.web.operating.backups import schemas
from xiuhuazhen.web.operating.health.checks import RESTORE, Check, check
from xiuhuazhen.web.operating.health.findings import Finding, Level
from xiuhuazhen.web.operating.health.storage import may_be_asked, outages

LEAST_FREE = 1_000_000_000
"""Bytes below which SQLite, PostgreSQL and uploads may any day find no room for a write."""
BACKUP_AGE = timedelta(hours=49)
"""A nightly backup may be missed once."""
CLOCKS_APART = timedelta(minutes=2)
"""How far the clocks of two machines may differ, and history lie in the future, before a limit is counted wrong."""
_CERTAIN = 500
_NAMED = 5


def quick(at: datetime) -> list[Finding]:
    """All of them, in the order in which they are best looked at. Where the database does not answer or migrations are
    missing, nothing else can be asked of it."""
    found = outages()
    if not may_be_asked():
        return [*found, keys(at), disk(at), data_folder(at)]
    found.append(migrations(at))
    if found[-1].level == Level.WRONG and not found[-1].unfinished:
        return found
    return [*found, *(ask(at) for ask in _CHECKS)]


@check("migrations", gettext_lazy("Tables of the database"))
def migrations(at: datetime, label: str) -> Finding:  # noqa: ARG001 - every check is told the time
    applied = schemas.applied("default")
    if not applied:  # a database that is there, and empty of this alone
        found = _("Tables are missing: %(names)s") % {"names": "django_migrations"}
        return Finding("migrations", label, Level.WRONG, found, str(RESTORE))
    if unknown := schemas.unknown(applied):
        found = _("The database was changed by a newer version: %(names)s") % {"names": ", ".join(unknown[:3])}
        return Finding("migrations", label, Level.WRONG, found, _("Install that version again."))
    if pending := schemas.pending("default"):
        found = _("Changes that this version needs are not made yet: %(count)d") % {"count": len(pending)}
        return Finding("migrations", label, Level.WRONG, found, _("Run `xiuhuazhen upgrade`."))
    return Finding("migrations", label, Level.WELL, _("They are those of this version."))


@check("tables", gettext_lazy("Completeness of the database"))
def tables(at: datetime, label: str) -> Finding:  # noqa: ARG001
    needed = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    if missing := sorted(needed.difference(connection.introspection.table_names())):
        found = _("Tables are missing: %(names)s") % {"names": ", ".join(missing[:_NAMED])}
        return Finding("tables", label, Level.WRONG, found, str(RESTORE))
    return Finding("tables", label, Level.WELL, _("No table is missing."))


@check("triggers", gettext_lazy("History cannot be changed"))
def triggers(at: datetime, label: str) -> Finding:  # noqa: ARG001
    if missing := missing_triggers(connection):
        found = _("Triggers are missing: %(names)s") % {"names": ", ".join(missing[:5])}
        to_do = _("Run `xiuhuazhen migrate`, then `xiuhuazhen verify`, and find out who removed them.")
        return Finding("triggers", label, Level.WRONG, found, to_do)
    return Finding("triggers", label, Level.WELL, _("All triggers that protect it are there."))


@check("keys", gettext_lazy("Keys of personal data"))
def keys(at: datetime, label: str) -> Finding:  # noqa: ARG001
    try:
        here = sealing.keys_here()
    except ImproperlyConfigured:
        found = _("They are not here, or others can read them too.")
        to_do = _("Put back the keys file that was kept apart, mode 0600, or set XHZ_KEYS. Do not make new ones.")
        return Finding("keys", label, Level.WRONG, found, to_do)
    return Finding("keys", label, Level.WELL, _("They are here: %(ids)s") % {"ids": ", ".join(here)})


@check("disk", gettext_lazy("Room on the disk"))
def disk(at: datetime, label: str) -> Finding:  # noqa: ARG001
    free = shutil.disk_usage(settings.DATA_DIR).free
    found = _("%(free)s are free.") % {"free": filesizeformat(free)}
    if free < LEAST_FREE:
        return Finding("disk", label, Level.WRONG, found, _("Make room now, or give it a larger disk."))
    if free < _bytes_of_file() * 2:
        to_do = _("An upgrade may need as much room again as the database. Make room before the next one.")
        return Finding("disk", label, Level.NOTICE, found, to_do)
    return Finding("disk", label, Level.WELL, found)


def _bytes_of_file() -> int:
    """Nothing for PostgreSQL, whose data lies elsewhere. A database that does not answer has a size all the same."""
    file = Path(connection.settings_dict["NAME"])
    return file.stat().st_size if connection.vendor == "sqlite" and file.is_file() else 0


@check("folder", gettext_lazy("Folder of the data"))
def data_folder(at: datetime, label: str) -> Finding:  # noqa: ARG001
    """Who may read it, and whether this program may write into it."""
    folder = Path(settings.DATA_DIR)
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        to_do = _("Give it to the account that runs the product: chown -R xiuhuazhen %(folder)s") % {"folder": folder}
        return Finding("folder", label, Level.WRONG, _("It cannot be written into."), to_do)
    open_to_others = [path for path in _guarded(folder) if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)]
    if open_to_others:
        found = _("Others on this machine can read %(path)s.") % {"path": open_to_others[0]}
        return Finding("folder", label, Level.WRONG, found, _("Run: chmod -R go= %(folder)s") % {"folder": folder})
    return Finding("folder", label, Level.WELL, _("Only the account that runs the product can read it."))


def _guarded(folder: Path) -> list[Path]:
    """The folder itself keeps everybody out of what lies in it; keys may lie elsewhere."""
    return [path for path in (folder, Path(settings.KEYS_FILE)) if path.exists()]


@check("pages", gettext_lazy("Files of the pages"))
def files_of_pages(at: datetime, label: str) -> Finding:  # noqa: ARG001
    if not page_files.collected():
        to_do = _("Run `xiuhuazhen collectstatic --noinput`: without them it does not start.")
        return Finding("pages", label, Level.WRONG, _("They are not collected."), to_do)
    return Finding("pages", label, Level.WELL, _("They are there."))


@check("clock", gettext_lazy("Clock"))
def time_of_day(at: datetime, label: str) -> Finding:
    newest = max(filter(None, (_newest(Step), _newest(AuditRow))), default=None)
    if newest is not None and newest > at + CLOCKS_APART:
        found = _("History is newer than the clock: %(moment)s") % {"moment": exact(newest)}
        return Finding(
            "clock", label, Level.WRONG, found, _("Set the clock of this machine by a time server (chrony).")
        )
    elsewhere = database_now()
    if elsewhere is not None and abs(elsewhere - at) > CLOCKS_APART:
        apart = int(abs(elsewhere - at).total_seconds())
        found = _("The clocks of this machine and of the database differ by %(count)d s.") % {"count": apart}
        return Finding("clock", label, Level.WRONG, found, _("Set both by the same time server (chrony)."))
    return Finding("clock", label, Level.WELL, exact(at))


def _newest(model: type[Step] | type[AuditRow]) -> datetime | None:
    """Ids are made by time, so the newest rows are found without an index on the moment."""
    latest = model._default_manager.order_by("-pk").values("at")[:_CERTAIN]
    newest: datetime | None = latest.aggregate(newest=Max("at"))["newest"]
    return newest


def database_now() -> datetime | None:
    """What the clock of the database says; nothing for SQLite, which has none of its own."""
    if connection.vendor == "sqlite":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


@check("calendar", gettext_lazy("Working calendar"))
def calendar(at: datetime, label: str) -> Finding:
    until, home = published_until(), home_area()
    to_do = _('Bring in the yearly notice of the State Council on the page "Calendar".')
    if until is None or until < clock.local_date(at):
        return Finding("calendar", label, Level.WRONG, _("The present year is not there: limits are guessed."), to_do)
    found = _("It is there until %(day)s.") % {"day": full_day(until)}
    if home is not None and runs_short(home.path, at):
        found = _("It is there until %(day)s. Limits that begin now can end after it.") % {"day": full_day(until)}
        return Finding("calendar", label, Level.NOTICE, found, to_do)
    return Finding("calendar", label, Level.WELL, found)


@check("keeping", gettext_lazy("How long contents are kept"))
def keeping(at: datetime, label: str) -> Finding:
    desks = Area.objects.filter(units__kind=UnitKind.DISPATCH_DESK, units__valid_to__isnull=True).distinct()
    forever = [area.name for area in desks.order_by("level", "code") if keeps_forever(area.path, at)]
    if forever:
        found = _("No norm says it, so that nothing is erased when its time has come: %(areas)s")
        to_do = _('Let the unit decide, and set "how long the contents of a closed case are kept" on the page "Norms".')
        return Finding("keeping", label, Level.NOTICE, found % {"areas": ", ".join(forever[:_NAMED])}, to_do)
    return Finding("keeping", label, Level.WELL, _("It is set wherever there is a dispatch desk."))


@check("complaints", gettext_lazy("Complaints about units and workers"))
def complaints(at: datetime, label: str) -> Finding:
    """Says nothing of any complaint: whoever reads it may be the one complained about."""
    home = home_area()
    to_do = _('Name a supervising unit on the page "Units"; the administrator above gives somebody its role.')
    if nobody_left(at):
        found = _("Nobody is left who may hear them: no supervising unit with a supervisor is named.")
        return Finding("complaints", label, Level.WRONG, found, to_do)
    if home is not None and not anybody_hears(home, on=clock.local_date(at)):
        found = _("No supervising unit with a supervisor is named, so that none are taken in.")
        return Finding("complaints", label, Level.NOTICE, found, to_do)
    return Finding("complaints", label, Level.WELL, _("A supervising unit hears them."))


@check("jobs", pgettext_lazy("health", "Jobs"))
def work_behind(at: datetime, label: str) -> Finding:
    beat, failed = pulse(at), Job.objects.filter(state=JobState.FAILED).count()
    if not beat.beats:
        since = exact(beat.since) if beat.since else "?"
        to_do = _("See that `xiuhuazhen run` runs (systemctl status xiuhuazhen) and restart it.")
        return Finding("jobs", label, Level.WRONG, _("Nobody sees to them since %(since)s.") % {"since": since}, to_do)
    if failed:
        found = _("Given up: %(count)d") % {"count": failed}
        to_do = _('Read why on the page "Jobs", put it right, and try again there.')
        return Finding("jobs", label, Level.WRONG, found, to_do)
    return Finding("jobs", label, Level.WELL, _("They are being seen to, and none was given up."))


@check("messages", pgettext_lazy("health", "Messages"))
def messages(at: datetime, label: str) -> Finding:  # noqa: ARG001
    dead, stuck = Message.objects.filter(state=MessageState.DEAD).count(), stuck_outbox()
    if stuck:
        found = _("Events of which no message could be made: %(count)d") % {"count": stuck}
        return Finding("messages", label, Level.WRONG, found, _('The log says why: look for "outbox".'))
    if dead:
        found = _("Did not arrive and were given up: %(count)d") % {"count": dead}
        to_do = _("Look at the mail server and the gateway for text messages, then send them again on their page.")
        return Finding("messages", label, Level.WRONG, found, to_do)
    return Finding("messages", label, Level.WELL, _("All were made and handed over."))


@check("backup", gettext_lazy("Last backup"))
def last_backup(at: datetime, label: str) -> Finding:
    newest = Backup.objects.order_by("-taken_at").first()
    to_do = _("Run `xiuhuazhen backup` each night (deploy/ has a timer for it), onto another disk.")
    if newest is None:
        return Finding("backup", label, Level.WRONG, _("There has been none."), to_do)
    found = exact(newest.taken_at)
    if newest.lacking:
        said = {"moment": found, "count": newest.lacking}
        found = _("%(moment)s; files that were damaged or missing: %(count)d") % said
        to_do = _("Look for these files in older backups: `xiuhuazhen backup` names them.")
        return Finding("backup", label, Level.WRONG, found, to_do)
    too_old = newest.taken_at < at - BACKUP_AGE
    return Finding("backup", label, Level.WRONG if too_old else Level.WELL, found, to_do if too_old else "")


_CHECKS: tuple[Check, ...] = (
    tables,
    triggers,
    keys,
    disk,
    data_folder,
    files_of_pages,
    time_of_day,
    calendar,
    keeping,
    complaints,
    work_behind,
    messages,
    last_backup,
)
