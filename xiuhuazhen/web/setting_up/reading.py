"""Reading the file: every entry by itself, so that all that is wrong comes out at once."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Generic, TypeVar

from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.web.setting_up import entries
from xiuhuazhen.web.setting_up.faults import Fault, Place, sentence_of

_TABLES = frozenset(("areas", "aliases", "units", "people", "norms", "categories", "routes", "tokens"))
_SINGLE = frozenset(("since", "calendar", "notice"))

Wanted = TypeVar("Wanted", bound=entries.Entry)


@dataclass(frozen=True)
class Placed(Generic[Wanted]):
    place: Place
    entry: Wanted


@dataclass(frozen=True)
class Plan:
    """What the file asks for. ``codes`` and ``unit_names`` are all that it speaks of, also in entries with faults."""

    since: date | None
    calendar: Placed[entries.CalendarEntry] | None
    areas: list[Placed[entries.AreaEntry]]
    aliases: list[Placed[entries.AliasEntry]]
    units: list[Placed[entries.UnitEntry]]
    people: list[Placed[entries.PersonEntry]]
    norms: list[Placed[entries.NormEntry]]
    categories: list[Placed[entries.CategoryEntry]]
    routes: list[Placed[entries.RouteEntry]]
    notice: Placed[entries.NoticeEntry] | None
    tokens: list[Placed[entries.TokenEntry]]
    codes: frozenset[str]
    unit_names: frozenset[str]
    category_codes: frozenset[str]
    faults: tuple[Fault, ...]


def read_plan(path: Path) -> Plan:
    """Raises :class:`InvalidInput` for a file that is no TOML; other faults are kept in the plan."""
    reader = _Reader(_toml(path))
    notice = reader.single("notice", entries.NoticeEntry)
    return Plan(
        since=reader.since(),
        calendar=reader.single("calendar", entries.CalendarEntry),
        areas=reader.table("areas", entries.AreaEntry),
        aliases=reader.table("aliases", entries.AliasEntry),
        units=reader.table("units", entries.UnitEntry),
        people=reader.table("people", entries.PersonEntry),
        norms=reader.table("norms", entries.NormEntry),
        categories=reader.table("categories", entries.CategoryEntry),
        routes=reader.table("routes", entries.RouteEntry),
        notice=reader.with_text(notice, path.parent) if notice else None,
        tokens=reader.table("tokens", entries.TokenEntry),
        codes=reader.named("areas", "code"),
        unit_names=reader.named("units", "name"),
        category_codes=reader.named("categories", "code"),
        faults=reader.all_faults(),
    )


def _toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as fault:
        raise InvalidInput(_("%(path)s cannot be read.") % {"path": path}) from fault
    except UnicodeDecodeError as fault:
        raise InvalidInput(_("%(path)s is not in UTF-8. Save it again in that encoding.") % {"path": path}) from fault
    except tomllib.TOMLDecodeError as fault:
        raise InvalidInput(_("%(path)s is not TOML: %(fault)s") % {"path": path, "fault": fault}) from fault


class _Reader:
    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        unknown = data.keys() - _TABLES - _SINGLE
        self.faults = [Fault((name,), _("There is no such table.")) for name in sorted(unknown)]

    def all_faults(self) -> tuple[Fault, ...]:
        return tuple(self.faults)

    def since(self) -> date | None:
        try:
            return TypeAdapter(date | None).validate_python(self.data.get("since"))
        except ValidationError as fault:
            self._note(("since",), fault)
            return None

    def single(self, name: str, wanted: type[Wanted]) -> Placed[Wanted] | None:
        return self._entry((name,), self.data[name], wanted) if name in self.data else None

    def table(self, name: str, wanted: type[Wanted]) -> list[Placed[Wanted]]:
        rows = self.data.get(name, [])
        if not isinstance(rows, list):
            self.faults.append(
                Fault((name,), _("Write each entry under its own [[%(name)s]], with two brackets.") % {"name": name})
            )
            return []
        found = [self._entry((name, number), row, wanted) for number, row in enumerate(rows)]
        return self._once([placed for placed in found if placed])

    def named(self, table: str, field: str) -> frozenset[str]:
        rows = self.data.get(table, [])
        return frozenset(
            row[field].strip()
            for row in (rows if isinstance(rows, list) else ())
            if isinstance(row, dict) and isinstance(row.get(field), str)
        )

    def with_text(self, notice: Placed[entries.NoticeEntry], folder: Path) -> Placed[entries.NoticeEntry] | None:
        entry = notice.entry
        if bool(entry.text.strip()) == bool(entry.file):
            self.faults.append(Fault(notice.place, _("Give either the text or the file that holds it.")))
            return None
        try:
            text = (folder / entry.file).read_text(encoding="utf-8-sig") if entry.file else entry.text
        except (OSError, ValueError):
            sentence = _("%(path)s cannot be read.") % {"path": folder / entry.file}
            self.faults.append(Fault((*notice.place, "file"), sentence))
            return None
        return Placed(notice.place, entry.model_copy(update={"text": text, "file": ""}))

    def _entry(self, place: Place, given: Any, wanted: type[Wanted]) -> Placed[Wanted] | None:
        try:
            return Placed(place, wanted.model_validate(given))
        except ValidationError as fault:
            self._note(place, fault)
            return None

    def _note(self, place: Place, fault: ValidationError) -> None:
        for error in fault.errors(include_url=False):
            self.faults.append(Fault((*place, *error["loc"]), sentence_of(error)))

    def _once(self, found: list[Placed[Wanted]]) -> list[Placed[Wanted]]:
        first: dict[tuple[Any, ...], int | str] = {}
        for placed in found:
            key = tuple(getattr(placed.entry, name) for name in placed.entry.IDENTITY)
            number = placed.place[-1]
            if key in first:
                sentence = _("The same stands in no. %(number)s already.") % {"number": int(first[key]) + 1}
                self.faults.append(Fault(placed.place, sentence))
            first.setdefault(key, number)
        return found
