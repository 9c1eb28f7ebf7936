"""What shows that data is what it was: the chain of steps, the files that are spoken of, and keys that open it."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connections, models

from xiuhuazhen.core.files import disk
from xiuhuazhen.core.files.choices import FileKind, FileState
from xiuhuazhen.core.files.disk import Folder
from xiuhuazhen.core.kit import sealing
from xiuhuazhen.core.kit.fields import SealedTextField
from xiuhuazhen.core.kit.sealing import Unreadable
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.web.operating.backups.schemas import Tables

_AT_ONCE = 500
_TEXTS = "procedures.StepContent"


@dataclass(frozen=True)
class FileName:
    """A file by folder and name. A photo's name is the SHA-256 of its bytes."""

    folder: Folder
    name: str

    @property
    def part(self) -> str:
        """Its path in a backup, which is the one in the data folder."""
        return "files/" + disk.path_of(self.folder, self.name).relative_to(settings.FILES_DIR).as_posix()


def files_of(tables: Tables) -> Iterator[FileName]:
    """Every file of which the database speaks, each once."""
    seen: set[str] = set()
    rows = tables.rows("files.StoredFile").exclude(state=FileState.REFUSED)
    for pk, kind, state, sha256 in rows.values_list("pk", "kind", "state", "sha256").iterator(chunk_size=_AT_ONCE):
        if state == FileState.PENDING:
            yield FileName(Folder.QUARANTINE, str(pk))
        elif kind != FileKind.PHOTO:
            yield FileName(Folder.SEALED, str(pk))
        elif sha256 not in seen:
            seen.add(sha256)
            yield FileName(Folder.PHOTOS, sha256)
            yield FileName(Folder.PREVIEWS, sha256)
    for pk in tables.rows("files.SealedBlob").values_list("pk", flat=True).iterator(chunk_size=_AT_ONCE):
        yield FileName(Folder.SEALED, str(pk))


def chain_faults(tables: Tables) -> tuple[int, list[str]]:
    """How many matters there are, and what does not hold in their chains."""
    proved, found = 0, list[str]()
    for matter in tables.rows("procedures.Matter").order_by("pk").iterator(chunk_size=_AT_ONCE):
        found += chain.faults(matter)
        proved += 1
    return proved, found


def keys_lacking_for_history(tables: Tables) -> list[str]:
    """Keys under which texts of steps are sealed and that are not here, or open nothing at all and so are others of the
    same name. Without them every such step would look changed."""
    here, samples = sealing.keys_here(), sealed_under(tables)
    needed = {key_id for key_id, rows in samples.items() if any(label == _TEXTS for label, _field, _pk in rows)}
    return sorted(
        key_id
        for key_id in needed
        if key_id not in here or len(_unopened(tables, key_id, samples[key_id])) == len(samples[key_id])
    )


def sealed_under(tables: Tables) -> dict[str, list[tuple[str, str, object]]]:
    """Key ids in the tables, each with one row for every field in which it occurs: model, field, primary key.

    Codes that are computed under a key name it in a column of their own; such rows have no field.
    """
    found: dict[str, list[tuple[str, str, object]]] = {}
    for model in tables.models():
        for field in model._meta.local_fields:
            if isinstance(field, SealedTextField):
                for key_id, pk in _under(tables, model, field):
                    found.setdefault(key_id, []).append((model._meta.label, field.name, pk))
            elif field.name == "code_key":
                for key_id in tables.rows(model._meta.label).order_by().values_list("code_key", flat=True).distinct():
                    if key_id:
                        found.setdefault(key_id, [])
    return found


def _under(tables: Tables, model: type[models.Model], field: SealedTextField) -> list[tuple[str, object]]:
    connection = connections[tables.alias]
    quote = connection.ops.quote_name
    column, table, pk = quote(str(field.column)), quote(model._meta.db_table), quote(str(model._meta.pk.column))
    if connection.vendor == "postgresql":
        key = f"substring({column} from 1 for position('\\x00'::bytea in {column}) - 1)"
        some, filled = f"(array_agg({pk}))[1]", f"length({column}) > 0"
    else:
        key, some, filled = f"substr({column}, 1, instr({column}, x'00') - 1)", f"min({pk})", f"length({column}) > 0"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, {some} FROM {table} WHERE {filled} GROUP BY 1")  # noqa: S608 - our own names
        return [(bytes(row[0]).decode(errors="replace"), row[1]) for row in cursor.fetchall()]


def unopened(tables: Tables) -> list[str]:
    """Fields of which one value cannot be opened with the keys that are here, ``model.field (key id)``."""
    found = [name for key_id, samples in sealed_under(tables).items() for name in _unopened(tables, key_id, samples)]
    return sorted(found)


def _unopened(tables: Tables, key_id: str, samples: list[tuple[str, str, object]]) -> list[str]:
    found = []
    for label, field, pk in samples:
        row = tables.rows(label).get(pk=pk)
        try:
            getattr(row, field).open()
        except Unreadable:
            found.append(f"{label}.{field} ({key_id})")
    return found
