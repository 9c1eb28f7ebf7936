"""Taking in what became of codes between two lists."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.choices import RowFault
from xiuhuazhen.core.areas.errors import ListRefused, refuse_list
from xiuhuazhen.core.areas.growth import new_area, store_areas
from xiuhuazhen.core.areas.models import Area, Boundary, Designation
from xiuhuazhen.core.areas.rules.codes import common_code, lineage, normalised, parent_code
from xiuhuazhen.core.areas.rules.lists import Change, ChangeRow, Fault, change_list_faults
from xiuhuazhen.core.audit import record
from xiuhuazhen.core.kit.actors import Actor

if TYPE_CHECKING:
    from uuid import UUID

_BATCH = 500


@dataclass(frozen=True)
class ChangeCount:
    added: int = 0
    removed: int = 0
    renamed: int = 0
    unchanged: int = 0


@transaction.atomic
def import_changes(
    *, rows: Sequence[ChangeRow], since: date, until: date, basis: str, by: Actor, at: datetime
) -> ChangeCount:
    """Write the history between a list of the day ``since`` and one of the day ``until``.

    The lists do not say on which day between them a change came; ``until`` is the first day on which it is known to
    hold, so the change is dated then. A removed code becomes an area that has ended: it has no successor until staff
    name one. Works on a tree that holds either list. All or nothing, and again changes nothing.
    """
    if since >= until:
        raise ListRefused(_("The first list must be the earlier one."))
    version = reference.lock()
    refuse_list(change_list_faults(rows))
    changes = _Changes(rows, until, basis)
    count = changes.apply()
    if count.added or count.removed or count.renamed:
        reference.grow(version)
        after = {"from": str(since), "to": str(until), **asdict(count)}
        code = common_code([normalised(row.code) or "" for row in rows])
        record.record(
            "areas.changes.imported", subject=version, by=by, at=at, area_code=code, after=after, reason=basis
        )
    return count


class _Changes:
    """One run over a list: collects faults and rows to store, then refuses or stores."""

    def __init__(self, rows: Sequence[ChangeRow], until: date, basis: str) -> None:
        self._rows = sorted(rows, key=lambda row: len(normalised(row.code) or ""))
        self._until, self._basis = until, basis
        self._faults: list[Fault] = []
        self._new: list[Area] = []
        self._changed_areas: dict[str, Area] = {}
        self._changed_names: dict[UUID, Designation] = {}
        self._new_names: list[Designation] = []
        self._ended: dict[UUID, ChangeRow] = {}
        self._read()

    def _read(self) -> None:
        common = common_code([normalised(row.code) or "" for row in self._rows])
        areas = [
            *Area.objects.filter(code__startswith=common),
            *Area.objects.present().filter(code__in=lineage(common)[:-1] if common else ()),
        ]
        self._present = {area.code: area for area in areas if area.valid_to is None}
        self._gone = {area.code: area for area in areas if area.valid_to == self._until}
        self._names: dict[UUID, list[Designation]] = defaultdict(list)
        in_time = (F("valid_from").asc(nulls_first=True), F("valid_to").asc(nulls_last=True))
        for name in Designation.objects.filter(area__code__startswith=common).order_by(*in_time):
            self._names[name.area_id].append(name)

    def apply(self) -> ChangeCount:
        verbs = {Change.ADDED: self._add, Change.REMOVED: self._remove, Change.RENAMED: self._rename}
        done = dict.fromkeys(Change, 0)
        for row in self._rows:
            change = Change(row.change)
            done[change] += verbs[change](row, normalised(row.code) or "")
        self._faults += [*self._still_held(), *self._drawn_later()]
        refuse_list(self._faults)
        self._store()
        counted = {change.value: count for change, count in done.items()}
        return ChangeCount(**counted, unchanged=len(self._rows) - sum(done.values()))

    def _add(self, row: ChangeRow, code: str) -> bool:
        area = self._present.get(code)
        if area is None:
            return self._create(row, code, row.name_after, begins=self._until, ends=None)
        if area.valid_from is not None:
            return False
        area.valid_from = self._until
        self._changed_areas[code] = area
        for name in self._names[area.pk]:
            if name.valid_from is None:
                name.valid_from = self._until
                self._changed_names[name.pk] = name
        return True

    def _remove(self, row: ChangeRow, code: str) -> bool:
        area = self._present.get(code)
        if area is None:
            return code not in self._gone and self._create(row, code, row.name_before, begins=None, ends=self._until)
        if area.name != row.name_before:
            return self._refuse(RowFault.NAME_DIFFERS, row, present=area.name, given=row.name_before)
        self._ended[area.pk] = row
        if not self._close(self._names[area.pk][-1], row):
            return False
        area.valid_to = self._until
        self._changed_areas[code] = area
        return True

    def _create(self, row: ChangeRow, code: str, name: str, *, begins: date | None, ends: date | None) -> bool:
        parent = self._place_above(code, ended=bool(ends))
        if parent is None and parent_code(code):
            return self._refuse(RowFault.PARENT_UNKNOWN, row, parent=parent_code(code) or "")
        area = new_area(code, name, parent, begins=begins, ends=ends)
        (self._gone if ends else self._present)[code] = area
        self._new.append(area)
        return True

    def _place_above(self, code: str, *, ended: bool) -> Area | None:
        """A place that has ended may have lost what it lay in (a county that became a city, with another code), and a
        list of changes in towns and villages does not name that: it then goes under the nearest place known."""
        above = reversed(lineage(code)[:-1])
        if not ended:
            return self._present.get(next(above, ""))
        return next((area for each in above if (area := self._present.get(each) or self._gone.get(each))), None)

    def _rename(self, row: ChangeRow, code: str) -> bool:
        area = self._present.get(code)
        if area is None:
            return self._refuse(RowFault.UNKNOWN_CODE, row)
        names = self._names[area.pk]
        if any(name.name == row.name_before and name.valid_to == self._until for name in names):
            return False
        if area.name == row.name_before:
            return self._take_new_name(area, names[-1], row)
        if names[0].name == row.name_after and names[0].valid_from is None:
            return self._remember_old_name(area, names[0], row)
        return self._refuse(RowFault.NAME_DIFFERS, row, present=area.name, given=row.name_after)

    def _take_new_name(self, area: Area, present: Designation, row: ChangeRow) -> bool:
        if not self._close(present, row):
            return False
        area.name = row.name_after
        self._changed_areas[area.code] = area
        self._new_names.append(self._designation(area, row.name_after, begins=self._until))
        return True

    def _remember_old_name(self, area: Area, first: Designation, row: ChangeRow) -> bool:
        first.valid_from = self._until
        self._changed_names[first.pk] = first
        self._new_names.append(self._designation(area, row.name_before, ends=self._until))
        return True

    def _designation(
        self, area: Area, name: str, *, begins: date | None = None, ends: date | None = None
    ) -> Designation:
        return Designation(area=area, code=area.code, name=name, basis=self._basis, valid_from=begins, valid_to=ends)

    def _close(self, name: Designation, row: ChangeRow) -> bool:
        if name.valid_from and name.valid_from >= self._until:
            return self._refuse(RowFault.LATER_NAME, row, since=str(name.valid_from))
        name.valid_to = self._until
        self._changed_names[name.pk] = name
        return True

    def _refuse(self, kind: RowFault, row: ChangeRow, **details: str) -> bool:
        self._faults.append(Fault(kind, row.number, {"code": row.code, **details}))
        return False

    def _still_held(self) -> list[Fault]:
        """An area cannot end while a present one lies in it."""
        left: list[Fault] = []
        for parent_id, row in self._ended.items():
            children = Area.objects.present().filter(parent_id=parent_id).order_by("code")
            child = next((child for child in children if child.pk not in self._ended), None)
            if child:
                details = {"code": row.code, "child": child.name}
                left.append(Fault(RowFault.STILL_HOLDS, row.number, details))
        return left

    def _drawn_later(self) -> list[Fault]:
        late = Boundary.objects.filter(valid_to__isnull=True, valid_from__gte=self._until)
        drawn = {each.area_id: each.valid_from for each in late}
        return [
            Fault(RowFault.LATER_BOUNDARY, row.number, {"code": row.code, "since": str(drawn[area_id])})
            for area_id, row in self._ended.items()
            if area_id in drawn
        ]

    def _store(self) -> None:
        store_areas(self._new, self._basis)
        Area.objects.bulk_update(self._changed_areas.values(), ["name", "valid_from", "valid_to"], batch_size=_BATCH)
        Designation.objects.bulk_update(self._changed_names.values(), ["valid_from", "valid_to"], batch_size=_BATCH)
        Designation.objects.bulk_create(self._new_names, batch_size=_BATCH)
        ended = list(self._ended)
        for start in range(0, len(ended), _BATCH):
            held = Boundary.objects.filter(area_id__in=ended[start : start + _BATCH], valid_to__isnull=True)
            held.update(valid_to=self._until)
