"""What a backup says of itself, and whether its parts are what it says."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.errors import InvalidInput

FORMAT = 1
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.pgdump"}
FILES = "files"
GROUND = "ground.geojson"
_PIECE = 1024 * 1024


@dataclass(frozen=True)
class Manifest:
    """``taken_at`` is ISO 8601. ``migrations`` are the applied ones, ``app.name``. ``counts`` are rows by table.
    ``keys`` are the ids of keys that something in the backup needs, each with the mark by which the key is known, or
    nothing where it was not there. ``lacking`` are files of which the database speaks and that were not on the disk, or
    not what they should be. ``sums`` is the SHA-256 of ``SHA256SUMS``."""

    id: str
    product: str
    taken_at: str
    vendor: str
    server: str
    migrations: list[str]
    counts: dict[str, int]
    files: int
    bytes: int
    keys: dict[str, str]
    lacking: list[str]
    sums: str
    format: int = FORMAT

    @property
    def backup_id(self) -> UUID:
        return UUID(self.id)

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.taken_at)


def write(folder: Path, manifest: Manifest) -> None:
    text = json.dumps(asdict(manifest), ensure_ascii=False, indent=1, sort_keys=True)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def read(folder: Path) -> Manifest:
    """Raises ``InvalidInput`` for what is no backup, or one that this version does not understand."""
    try:
        given: Any = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if given["format"] != FORMAT:
            raise InvalidInput(
                _("%(folder)s was made by a newer version. Install that version, then try again.") % {"folder": folder}
            )
        found = Manifest(**{field.name: given[field.name] for field in fields(Manifest)})
        found.backup_id, found.moment, DATABASES[found.vendor]
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise InvalidInput(
            _("%(folder)s is no backup, or its manifest.json is damaged. Name the folder of a backup.")
            % {"folder": folder}
        ) from fault
    return found


def write_sums(folder: Path, sums: Mapping[str, str]) -> str:
    """As ``sha256sum -c SHA256SUMS`` reads it. Returns its own sum."""
    text = "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items()))
    (folder / SUMS).write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()


def read_sums(folder: Path) -> dict[str, str]:
    lines = (folder / SUMS).read_text(encoding="utf-8").splitlines()
    return {name: digest for digest, _gap, name in (line.partition("  ") for line in lines)}


def damages(folder: Path, manifest: Manifest) -> Iterator[str]:
    """Names of the parts that are not there, not what they were, or that nobody put there. Reads everything."""
    if not (folder / SUMS).is_file() or sum_of(folder / SUMS) != manifest.sums:
        yield SUMS
        return
    wanted = read_sums(folder)
    for name, digest in wanted.items():
        path = folder / name
        if not path.is_file() or path.is_symlink() or sum_of(path) != digest:
            yield name
    known = {*wanted, SUMS, MANIFEST}
    for path in sorted(folder.rglob("*")):
        if (name := path.relative_to(folder).as_posix()) not in known and not path.is_dir():
            yield name


def sum_of(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.sha256()
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def copied(source: Path, target: Path) -> str:
    """Copy bytes, readable by the owner alone, and return their SHA-256. A link is not followed out of its folder."""
    digest = hashlib.sha256()
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with source.open("rb") as given, target.open("xb") as taken:
        target.chmod(0o600)
        while piece := given.read(_PIECE):
            digest.update(piece)
            taken.write(piece)
    return digest.hexdigest()
