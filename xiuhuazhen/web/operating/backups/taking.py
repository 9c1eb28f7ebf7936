"""Taking a backup while the product goes on."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings
from django.db import connection, connections
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhuazhen import VERSION
from xiuhuazhen.core.files import disk
from xiuhuazhen.core.files.disk import Folder
from xiuhuazhen.core.kit import clock, sealing
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.web.operating.absent import refuse_absent
from xiuhuazhen.web.operating.backups import manifest as parts
from xiuhuazhen.web.operating.backups import proving, schemas, snapshots
from xiuhuazhen.web.operating.backups.manifest import Manifest

PREFIX = "xiuhuazhen-"
UNFINISHED = ".part"
_SPARE = 1.05
_STALE_SECONDS = 86_400
_SEALED_FOLDERS = (Folder.SEALED, Folder.QUARANTINE)


@dataclass(frozen=True)
class Taken:
    """``matters`` were proved, every step of them; ``bytes`` is the size of all parts."""

    folder: Path
    manifest: Manifest
    matters: int


def take_backup(to: Path, *, at: datetime) -> Taken:
    """Write a backup into a new folder in ``to``, prove it, and give it its name.

    Raises ``Conflict`` when it cannot be taken or does not prove, ``InvalidInput`` when nothing can be written there;
    then nothing stays behind.
    """
    with writing_told(to):
        return _taken(to, at)


def _taken(to: Path, at: datetime) -> Taken:
    _refuse_inside(to)
    refuse_absent()
    to.mkdir(mode=0o700, parents=True, exist_ok=True)
    final = to / f"{PREFIX}{clock.local(at):%Y%m%d-%H%M%S}"
    if final.exists():
        raise Conflict(_("%(folder)s is there already. Wait a second and try again.") % {"folder": final})
    _clear_stale(to, at)
    with _beside(final) as folder:
        taken = _written(folder, at)
        os.sync()
        _refuse_damaged(folder, taken)
        folder.rename(final)
    _sync_folder(to)
    return Taken(final, taken.manifest, taken.matters)


def _refuse_inside(to: Path) -> None:
    """A backup in the folder that it saves goes where that goes, and would be in the next one."""
    data = Path(settings.DATA_DIR).resolve()
    if to.resolve().is_relative_to(data) or to.resolve().is_relative_to(Path(settings.FILES_DIR).resolve()):
        raise InvalidInput(_("Name a folder outside of the data: best one on another disk."))


@contextmanager
def _beside(final: Path) -> Iterator[Path]:
    folder = final.with_name(f".{final.name}-{new_id().hex[-8:]}{UNFINISHED}")
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _clear_stale(to: Path, at: datetime) -> None:
    """What a backup that was killed more than a day ago has left."""
    for left in to.glob(f".{PREFIX}*{UNFINISHED}"):
        if left.stat().st_mtime < at.timestamp() - _STALE_SECONDS:
            shutil.rmtree(left, ignore_errors=True)


def _written(folder: Path, at: datetime) -> Taken:
    _refuse_small(folder)
    database = folder / parts.DATABASES[connection.vendor]
    sums: dict[str, str] = {}
    with ExitStack() as held, ExitStack() as seen:
        try:
            held.enter_context(disk.nothing_lost())
        except disk.AlreadyCopied as fault:
            raise Conflict(_("Another backup is being taken. Wait until it has ended.")) from fault
        tables = schemas.Tables(seen.enter_context(snapshots.snapshot(database)))
        lacking, file_keys = _copy_files(tables, folder, sums)
        held.close()  # the rest takes long and needs no file
        _copy_ground(folder, sums)
        matters = _proved(tables)
        sums[database.name] = parts.sum_of(database)
        found = _described(folder, tables, sums, at, lacking=lacking, file_keys=file_keys)
    parts.write(folder, found)
    return Taken(folder, found, matters)


def _described(
    folder: Path, tables: schemas.Tables, sums: dict[str, str], at: datetime, *, lacking: list[str], file_keys: set[str]
) -> Manifest:
    backup_id = str(new_id())
    return Manifest(
        id=backup_id,
        product=VERSION,
        taken_at=at.isoformat(),
        vendor=connection.vendor,
        server=_server(tables.alias),
        migrations=schemas.applied(tables.alias),
        counts=tables.counts(),
        files=sum(name.startswith(f"{parts.FILES}/") for name in sums),
        bytes=sum((folder / name).stat().st_size for name in sums),
        keys=_marked(file_keys | set(proving.sealed_under(tables)), backup_id),
        lacking=lacking,
        sums=parts.write_sums(folder, sums),
    )


def _refuse_small(folder: Path) -> None:
    """The disk must hold the database and all files, and some more."""
    needed = int((snapshots.database_bytes() + _bytes_of(Path(settings.FILES_DIR))) * _SPARE)
    free = shutil.disk_usage(folder).free
    if free < needed:
        said = {"needed": needed // 1_000_000 + 1, "free": free // 1_000_000}
        raise Conflict(
            _("The backup needs %(needed)d MB and the disk has %(free)d MB. Make room or name another disk.") % said
        )


def _bytes_of(root: Path) -> int:
    return sum(path.stat().st_size for path in root.rglob("*") if path.is_file()) if root.exists() else 0


def _copy_files(tables: schemas.Tables, folder: Path, sums: dict[str, str]) -> tuple[list[str], set[str]]:
    """Fills ``sums``. Returns what is not there or not what it should be, and the ids of keys that files are sealed
    under."""
    lacking, key_ids = list[str](), set[str]()
    for file in proving.files_of(tables):
        target = folder / file.part
        try:
            digest = parts.copied(disk.found(file.folder, file.name), target)
        except FileNotFoundError:
            lacking.append(file.part)
            continue
        sums[file.part] = digest
        if file.folder == Folder.PHOTOS and digest != file.name:
            lacking.append(file.part)
        if file.folder in _SEALED_FOLDERS:
            key_ids.add(sealing.key_id_on(target))
    return lacking, key_ids


def _copy_ground(folder: Path, sums: dict[str, str]) -> None:
    """What somebody drew to lie under the maps."""
    ground = Path(settings.GROUND_FILE)
    if ground.exists():
        sums[parts.GROUND] = parts.copied(ground, folder / parts.GROUND)


def _marked(key_ids: set[str], backup_id: str) -> dict[str, str]:
    here = sealing.keys_here()
    marks = {key_id: sealing.key_mark(key, content=backup_id.encode()) for key_id, key in here.items()}
    return {key_id: marks.get(key_id, "") for key_id in sorted(key_ids)}


def _proved(tables: schemas.Tables) -> int:
    if missing := proving.keys_lacking_for_history(tables):
        said = _("Keys are needed that are not here: %(ids)s") % {"ids": ", ".join(missing)}
        raise Conflict(said + "\n" + _("Put them back, then try again. Nothing was kept."))
    matters, faults = proving.chain_faults(tables)
    if faults:
        raise Conflict("\n".join([_("The history in the database does not prove. Nothing was kept:"), *faults[:20]]))
    return matters


def _refuse_damaged(folder: Path, taken: Taken) -> None:
    """Everything is read once more from where it was written."""
    if damaged := list(parts.damages(folder, taken.manifest)):
        said = ", ".join(damaged[:5])
        raise Conflict(_("What was written is not what was read: %(parts)s. Look at the disk.") % {"parts": said})


def _server(alias: str) -> str:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT sqlite_version()" if connections[alias].vendor == "sqlite" else "SHOW server_version")
        return str(cursor.fetchone()[0])


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def keep_newest(to: Path, number: int) -> list[Path]:
    """Remove all but the newest backups in ``to``, which hold what has been erased since. Returns those removed."""
    found = sorted(path for path in to.glob(f"{PREFIX}*") if (path / parts.MANIFEST).is_file())
    old = found[:-number]
    with writing_told(to):
        for path in old:
            gone = path.with_name(f".{path.name}{UNFINISHED}")
            path.rename(gone)
            shutil.rmtree(gone)
    return old


def prepare_keys(keys_to: Path, to: Path) -> None:
    """Raises ``InvalidInput`` for a place that takes no file, or lies with the backups: who has both can read
    everything."""
    with writing_told(keys_to):
        place = keys_to.resolve()
        if place.is_relative_to(to.resolve()) or place.is_relative_to(Path(settings.FILES_DIR).resolve()):
            raise InvalidInput(_("Keep the keys apart: name a folder that does not lie with the backups."))
        keys_to.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryFile(dir=keys_to) as probe:
            probe.write(b"\0")


def write_keys(keys_to: Path, name: str) -> Path:
    """The keys that are in use, as a file that its owner alone can read."""
    path = keys_to / f"{name}.keys"
    with (
        writing_told(keys_to),
        os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file,
    ):
        file.write(sealing.spelled_keys())
        file.flush()
        os.fsync(file.fileno())
    return path


_WHY: dict[int, str | Promise] = {
    errno.EEXIST: gettext_lazy("that is a file."),
    errno.ENOTDIR: gettext_lazy("a file is in its way."),
    errno.ENOENT: gettext_lazy("no folder can be made there."),
    errno.EACCES: gettext_lazy("the account that runs this may not."),
    errno.EPERM: gettext_lazy("the account that runs this may not."),
    errno.EROFS: gettext_lazy("it can only be read."),
    errno.ENOSPC: gettext_lazy("the disk is full."),
}


@contextmanager
def writing_told(folder: Path) -> Iterator[None]:
    """Raises ``InvalidInput`` with the reason where nothing can be written into the folder, or what is there read."""
    try:
        yield
    except OSError as fault:
        said = {"path": fault.filename or folder, "why": _WHY.get(fault.errno or 0, fault.strerror or str(fault))}
        raise InvalidInput(
            _("%(path)s cannot be used: %(why)s Name a folder into which this account may write.") % said
        ) from fault
