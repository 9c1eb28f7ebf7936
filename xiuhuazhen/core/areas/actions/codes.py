"""Taking in a list of division codes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import transaction

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.choices import Level, RowFault
from xiuhuazhen.core.areas.errors import refuse_list
from xiuhuazhen.core.areas.growth import new_area, store_areas
from xiuhuazhen.core.areas.models import Area, Designation, ReferenceVersion
from xiuhuazhen.core.areas.rules.codes import common_code, lineage, normalised, parent_code
from xiuhuazhen.core.areas.rules.lists import CodeRow, Fault, code_list_faults
from xiuhuazhen.core.audit import record
from xiuhuazhen.core.kit.actors import Actor

_BATCH = 500


@dataclass(frozen=True)
class CodeCount:
    """``absent`` counts places that are here and that a list speaking of their neighbours leaves out. They stay: a
    list does not say what became of them (``import_changes`` does)."""

    added: int
    renamed: int
    unchanged: int
    absent: int


@transaction.atomic
def import_codes(*, rows: Sequence[CodeRow], as_of: date, basis: str, by: Actor, at: datetime) -> CodeCount:
    """Add the places of a list that are not here yet, and rename those that it names otherwise, from ``as_of`` on.

    When a place that is new here began is not known from a list; its ``valid_from`` stays empty. All or nothing: any
    fault raises :class:`ListRefused`. A list that changes nothing writes nothing.
    """
    version = reference.lock()
    refuse_list(code_list_faults(rows))
    listed = {normalised(row.code) or "": row for row in rows}
    known = _known(common_code(listed))
    present = _present_designations([known[code] for code in listed if _renamed(known, listed, code)])
    refuse_list([*_orphans(listed, known), *_later_names(listed, present, as_of)])
    count = CodeCount(
        added=len(listed.keys() - known.keys()),
        renamed=len(present),
        unchanged=len(listed.keys() & known.keys()) - len(present),
        absent=_absent(listed, known),
    )
    if count.added or count.renamed:
        _add(listed, known, basis)
        _rename(listed, present, as_of, basis)
        _write_history(version, listed, count, as_of, basis, by, at)
    return count


def _known(common: str) -> dict[str, Area]:
    """Present areas of the division at and below this code, and those above it."""
    areas = Area.objects.present().filter(level__lte=Level.COMMUNITY)
    below = areas.filter(code__startswith=common)
    above = areas.filter(code__in=lineage(common)) if common else areas.none()
    return {area.code: area for area in (*above, *below)}


def _renamed(known: dict[str, Area], listed: dict[str, CodeRow], code: str) -> bool:
    return code in known and known[code].name != listed[code].name


def _present_designations(areas: Sequence[Area]) -> list[Designation]:
    found: list[Designation] = []
    for start in range(0, len(areas), _BATCH):
        batch = Designation.objects.filter(area__in=areas[start : start + _BATCH], valid_to__isnull=True)
        found += batch.select_related("area").order_by("code")
    return found


def _orphans(listed: dict[str, CodeRow], known: dict[str, Area]) -> list[Fault]:
    here = listed.keys() | known.keys()
    missing = {code: above for code in listed if (above := parent_code(code)) and above not in here}
    return [
        Fault(RowFault.PARENT_UNKNOWN, listed[code].number, {"code": code, "parent": above})
        for code, above in missing.items()
    ]


def _later_names(listed: dict[str, CodeRow], present: Sequence[Designation], as_of: date) -> list[Fault]:
    return [
        Fault(RowFault.LATER_NAME, listed[each.code].number, {"code": each.code, "since": str(each.valid_from)})
        for each in present
        if each.valid_from and each.valid_from >= as_of
    ]


def _absent(listed: dict[str, CodeRow], known: dict[str, Area]) -> int:
    spoken_of = {parent_code(code) for code in listed}
    return sum(code not in listed and parent_code(code) in spoken_of for code in known)


def _add(listed: dict[str, CodeRow], known: dict[str, Area], basis: str) -> None:
    here, new = dict(known), []
    for code in sorted(listed.keys() - known.keys(), key=len):
        here[code] = new_area(code, listed[code].name, here.get(parent_code(code) or ""), begins=None)
        new.append(here[code])
    store_areas(new, basis)


def _rename(listed: dict[str, CodeRow], present: Sequence[Designation], as_of: date, basis: str) -> None:
    areas, next_names = [], []
    for each in present:
        each.valid_to = as_of
        each.area.name = listed[each.code].name
        areas.append(each.area)
        next_names.append(
            Designation(area=each.area, code=each.code, name=each.area.name, basis=basis, valid_from=as_of)
        )
    Designation.objects.bulk_update(present, ["valid_to"], batch_size=_BATCH)
    Area.objects.bulk_update(areas, ["name"], batch_size=_BATCH)
    Designation.objects.bulk_create(next_names, batch_size=_BATCH)


def _write_history(
    version: ReferenceVersion,
    listed: dict[str, CodeRow],
    count: CodeCount,
    as_of: date,
    basis: str,
    by: Actor,
    at: datetime,
) -> None:
    reference.grow(version)
    after = {"as_of": str(as_of), **asdict(count)}
    code = common_code(listed)
    record.record("areas.codes.imported", subject=version, by=by, at=at, area_code=code, after=after, reason=basis)
