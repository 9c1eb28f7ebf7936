"""Bringing a backup back on an empty machine."""

import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection
from django.utils.translation import gettext as _

from xiuhuazhen import VERSION
from xiuhuazhen.core.audit.triggers import missing_triggers
from xiuhuazhen.core.files import disk
from xiuhuazhen.core.kit import sealing
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.web.operating import page_files
from xiuhuazhen.web.operating.backups import manifest as parts
from xiuhuazhen.web.operating.backups import proving, schemas, snapshots
from xiuhuazhen.web.operating.backups.manifest import Manifest
from xiuhuazhen.web.operating.backups.taking import Taken

_UNFINISHED = ".restoring"
_SPARE = 1.05


def restore_backup(source: Path, *, keys: Path | None, say: Callable[[str], None]) -> Taken:
    """Put database, files and keys in their places, bring the tables up to date, and prove it all; then
    collect the files of the pages, which no backup holds.

    Nothing is touched before the machine is known to be empty, the backup whole, not newer than this program, and its
    keys at hand. Raises ``Conflict`` or ``InvalidInput`` with what to do.
    """
    found = parts.read(source)
    _refuse_newer(found)
    _refuse_other_database(found)
    _refuse_occupied()
    text = _keys_text(keys)
    _refuse_other_keys(found, text)
    _refuse_small(found)
    say(_("Checking every part of the backup."))
    if damaged := list(parts.damages(source, found)):
        raise Conflict(_("The backup is damaged: %(parts)s. Take another one.") % {"parts": ", ".join(damaged[:5])})
    say(_("Copying the files."))
    _copy_files(source)
    _copy_ground(source)
    say(_("Bringing back the database."))
    _load_database(source / parts.DATABASES[found.vendor], found)
    _put_keys(text)
    call_command("migrate", verbosity=0, interactive=False)
    say(_("Proving everything."))
    matters = _prove(found)
    Session.objects.all().delete()  # whoever was signed in on the lost machine signs in anew
    (Path(settings.FILES_DIR) / _UNFINISHED).unlink()
    page_files.collect(say)
    return Taken(source, found, matters)


def _refuse_newer(found: Manifest) -> None:
    """The migrations decide: a version number says little between releases."""
    if schemas.unknown(found.migrations) or _numbers(found.product) > _numbers(VERSION):
        raise InvalidInput(
            _(
                "The backup was made by version %(theirs)s, newer than this one (%(ours)s). "
                "Install that version or a newer one, then try again."
            )
            % {"theirs": found.product, "ours": VERSION}
        )


def _numbers(version: str) -> list[int]:
    return [int(number) for number in version.split(".") if number.isdigit()]


def _refuse_other_database(found: Manifest) -> None:
    if found.vendor != connection.vendor:
        wanted = _("Unset DATABASE_URL.") if found.vendor == "sqlite" else _("Set DATABASE_URL to an empty database.")
        raise InvalidInput(_("The backup is of %(kind)s.") % {"kind": found.vendor} + " " + wanted)


def _refuse_occupied() -> None:
    if connection.introspection.table_names():
        raise Conflict(
            _(
                "There is a database here already, and a restore replaces nothing. Set XHZ_DATA_DIR to a new folder, "
                "or with PostgreSQL DATABASE_URL to a database that was just made."
            )
        )
    files = Path(settings.FILES_DIR)
    if (files / _UNFINISHED).exists():  # left by a restore that was cut short
        shutil.rmtree(files)
    if any(path.is_file() for path in files.rglob("*")):
        raise Conflict(
            _("There are files in %(folder)s, and a restore replaces nothing. Set XHZ_DATA_DIR to a new folder.")
            % {"folder": files}
        )


def _keys_text(path: Path | None) -> str:
    """Of the file that was named, or of what the machine has been given."""
    try:
        if path is not None:
            text = path.read_text(encoding="utf-8")
            sealing.read_keys(text)
            return text
        return sealing.spelled_keys()
    except (OSError, UnicodeDecodeError, ImproperlyConfigured) as fault:
        raise InvalidInput(
            _("The keys cannot be read. Name the keys file that was kept apart: --keys PATH.")
        ) from fault


def _refuse_other_keys(found: Manifest, text: str) -> None:
    given = sealing.read_keys(text)
    content = found.id.encode()
    other = [
        key_id
        for key_id, mark in found.keys.items()
        if mark and (key_id not in given or sealing.key_mark(given[key_id], content=content) != mark)
    ]
    if other:
        raise InvalidInput(
            _("These are not the keys of this backup: key %(ids)s is another one or not there.")
            % {"ids": ", ".join(other)}
        )
    here = sealing.read_keys(settings.KEYS) if settings.KEYS else _keys_in_file()
    if here and any(here.get(key_id) != key for key_id, key in given.items() if key_id in found.keys):
        place = "XHZ_KEYS" if settings.KEYS else settings.KEYS_FILE
        raise Conflict(_("The machine has other keys in %(place)s. Put them away, then try again.") % {"place": place})


def _keys_in_file() -> dict[str, bytes]:
    path = Path(settings.KEYS_FILE)
    return sealing.read_keys(path.read_text()) if path.exists() else {}


def _refuse_small(found: Manifest) -> None:
    needed, free = int(found.bytes * _SPARE), shutil.disk_usage(settings.DATA_DIR).free
    if free < needed:
        said = {"needed": needed // 1_000_000 + 1, "free": free // 1_000_000}
        raise Conflict(_("The data needs %(needed)d MB and the disk has %(free)d MB. Make room first.") % said)


def _copy_files(source: Path) -> None:
    root = Path(settings.FILES_DIR)
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    (root / _UNFINISHED).touch(mode=0o600)
    for name, digest in parts.read_sums(source).items():
        path = Path(name)
        if path.parts[0] == parts.FILES:
            target = disk.path_of(disk.Folder(path.parts[1]), path.name)
            if parts.copied(source / path, target) != digest:
                raise Conflict(
                    _("%(name)s could not be copied whole. Look at the disks, then try again.") % {"name": name}
                )


def _copy_ground(source: Path) -> None:
    ground, place = source / parts.GROUND, Path(settings.GROUND_FILE)
    if ground.exists() and not place.exists():
        parts.copied(ground, place)


def _load_database(file: Path, found: Manifest) -> None:
    if connection.vendor == "sqlite":
        snapshots.refuse_damaged(file)
        _put_sqlite(file)
    else:
        options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
        snapshots.postgresql_program("pg_restore", *options, str(file))
    counts = schemas.Tables(DEFAULT_DB_ALIAS).counts()
    if wrong := sorted(name for name, count in found.counts.items() if counts.get(name) != count):
        raise Conflict(
            _("Not all rows came back: %(tables)s. Do not use this database.") % {"tables": ", ".join(wrong)}
        )


def _put_sqlite(file: Path) -> None:
    """Beside first, so that the database is there whole or not at all."""
    place = Path(connection.settings_dict["NAME"])
    connection.close()
    beside = place.with_name(place.name + _UNFINISHED)
    beside.unlink(missing_ok=True)
    parts.copied(file, beside)
    for ending in ("-wal", "-shm"):
        with suppress(FileNotFoundError):
            place.with_name(place.name + ending).unlink()
    beside.replace(place)
    os.sync()


def _put_keys(text: str) -> None:
    path = Path(settings.KEYS_FILE)
    if not settings.KEYS and not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text if text.endswith("\n") else text + "\n")
    sealing.forget_keys()


def _prove(found: Manifest) -> int:
    """How many matters proved. What does not hold must not be taken into use."""
    tables = schemas.Tables(DEFAULT_DB_ALIAS)
    matters, faults = proving.chain_faults(tables)
    faults += [_("trigger %(name)s is missing") % {"name": name} for name in missing_triggers(connection)]
    faults += [_("%(name)s cannot be opened") % {"name": name} for name in _unopened(tables, found)]
    faults += [_("%(name)s is missing") % {"name": name} for name in _absent(tables, found)]
    if faults:
        raise Conflict("\n".join([_("What came back does not prove. Do not use it:"), *faults[:20]]))
    return matters


def _unopened(tables: schemas.Tables, found: Manifest) -> list[str]:
    """But for what nobody could open when the backup was taken."""
    lost = {key_id for key_id, mark in found.keys.items() if not mark}
    return [name for name in proving.unopened(tables) if name.rpartition("(")[2].rstrip(")") not in lost]


def _absent(tables: schemas.Tables, found: Manifest) -> list[str]:
    known = set(found.lacking)
    return [
        file.part
        for file in proving.files_of(tables)
        if file.part not in known and not disk.path_of(file.folder, file.name).exists()
    ]
