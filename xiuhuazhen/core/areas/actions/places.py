"""Single places: a new one, another name, a word by which people call one."""

import re
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.choices import AreaKind, Level, NameKind
from xiuhuazhen.core.areas.errors import AliasTaken, BadArea, CodeTaken, LaterHistory
from xiuhuazhen.core.areas.index import locate
from xiuhuazhen.core.areas.models import Alias, Area, Designation, Lead
from xiuhuazhen.core.areas.rules.codes import is_grid_code, level_of, lineage, normalised
from xiuhuazhen.core.areas.rules.lists import LONGEST_NAME
from xiuhuazhen.core.areas.rules.location import paths_above
from xiuhuazhen.core.areas.rules.names import SHORTEST_NAME, comparable, says_where, short_name
from xiuhuazhen.core.areas.troubles import speaks_of_a_trouble
from xiuhuazhen.core.audit import record
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.clock import local_date

LONGEST_ALIAS = 60
_GRID_CODE = re.compile(r"[0-9A-Za-z-]{1,20}", re.ASCII)


@transaction.atomic
def create_area(
    *,
    parent: Area | None,
    code: str,
    name: str,
    level: Level,
    kind: AreaKind = AreaKind.GENERAL,
    valid_from: date | None,
    basis: str,
    by: Actor,
    at: datetime,
) -> Area:
    """Put a place into the tree; without a ``parent`` it is the top of what is installed here.

    Down to the community the code must be the division code that belongs below the parent. Codes of grids are the
    parent's and more digits (``rules.codes.next_grid_code`` proposes one), or have a letter. Raises :class:`BadArea`,
    also for a day to come or before the parent's first, or :class:`CodeTaken`.
    """
    version = reference.lock()
    parent = Area.objects.get(pk=parent.pk) if parent else None
    code = normalised(code) or code.strip()
    _check_place(parent, code, level)
    _check_name(name)
    _check_only_one(parent, name)
    _check_free(code)
    _check_begin(parent, valid_from, at)
    area = Area(parent=parent, code=code, name=name.strip(), level=level, kind=kind, valid_from=valid_from)
    area.path = f"{parent.path if parent else ''}{area.pk}/"
    area.save()
    Designation.objects.create(area=area, code=code, name=area.name, basis=basis, valid_from=valid_from)
    reference.grow(version)
    after = {"name": area.name, "level": int(level), "kind": str(kind)}
    record.record("areas.area.created", subject=area, by=by, at=at, area_code=code, after=after, reason=basis)
    return area


@transaction.atomic
def rename_area(*, area: Area, name: str, code: str = "", on: date, basis: str, by: Actor, at: datetime) -> Area:
    """Give a place another name, another code, or both from the day ``on``; its id and history stay.

    The codes of places below do not follow: each is its own designation. Renamed twice on one day, the later name
    stands. Raises :class:`BadArea`, :class:`CodeTaken` or :class:`LaterHistory`.
    """
    version = reference.lock()
    area = Area.objects.select_for_update().get(pk=area.pk)
    before = {"code": area.code, "name": area.name}
    code = normalised(code) or code.strip() or area.code
    after = {"code": code, "name": name.strip()}
    if after == before:
        return area
    _check_renaming(area, code, name, on, at)
    _designate(area, code, name.strip(), on, basis)
    reference.grow(version)
    record.record(
        "areas.area.renamed", subject=area, by=by, at=at, area_code=code, before=before, after=after, reason=basis
    )
    return area


@transaction.atomic
def add_alias(
    *,
    area: Area,
    text: str,
    basis: str,
    by: Actor,
    at: datetime,
    kind: NameKind = NameKind.OTHER,
    point: tuple[int, int] | None = None,
) -> Alias:
    """Note a word by which people call a place in this area, so that texts which use it are placed there. ``point`` is
    (lng, lat) in 1e-7 degrees of WGS-84. Raises ``BadArea`` for a point outside the area and for words that stand for
    any place or for none, ``AliasTaken`` for a name that has a meaning in the street already: a shared one would place
    nothing."""
    version = reference.lock()
    text = text.strip()
    _check_words(text)
    _check_unused(area, text)
    if point and not _may_lie_in(area, point):
        sentence = _("This point does not lie in %(name)s.") % {"name": area.name}
        raise BadArea(sentence, fields={"point": sentence})
    lng, lat = point or (None, None)
    named = {"text": text, "kind": kind, "lng_e7": lng, "lat_e7": lat}
    alias = Alias.objects.create(area=area, **named, basis=basis, valid_from=local_date(at))
    reference.grow(version)
    after: dict[str, Any] = {"text": text} | ({"kind": str(kind)} if kind != NameKind.OTHER else {})
    after |= {"lng_e7": lng, "lat_e7": lat} if point else {}
    record.record("areas.alias.added", subject=area, by=by, at=at, area_code=area.code, after=after, reason=basis)
    return alias


def _check_words(text: str) -> None:
    if not SHORTEST_NAME <= len(text) <= LONGEST_ALIAS:
        sentence = _("A name that people use has 2 to 60 characters.")
    elif not says_where(text) or speaks_of_a_trouble(text):
        sentence = _("“%(words)s” says nothing of where: reports about anything hold it. Take the words of one place.")
        sentence %= {"words": text}
    else:
        return
    raise BadArea(sentence, fields={"text": sentence})


def _check_unused(area: Area, text: str) -> None:
    above = Area.objects.filter(path__in=paths_above(area.path), level__lte=Level.STREET).order_by("-level")
    around = above.first() or area
    there = Area.objects.present().filter(path__startswith=around.path)
    known = [(row, name) for row in there for name in (row.name, short_name(row.name))]
    aliases = Alias.objects.filter(area__in=there, valid_to__isnull=True).select_related("area")
    known += [(row.area, row.text) for row in aliases]
    taken = next((row for row, name in known if comparable(name) == comparable(text)), None)
    if taken:
        sentence = _("%(name)s is already known as %(text)s.") % {"name": taken.name, "text": text}
        raise AliasTaken(sentence, fields={"text": sentence})


def _may_lie_in(area: Area, point: tuple[int, int]) -> bool:
    """Where the area itself has no boundary, one above it that holds the point is as much as is known."""
    found = [candidate.path for candidate in locate(*point)]
    return any(path.startswith(area.path) or area.path.startswith(path) for path in found)


@transaction.atomic
def end_alias(*, alias: Alias, basis: str, by: Actor, at: datetime) -> Alias:
    """Take back a name that people use: texts are not placed by it any more. Ended twice it is ended once."""
    version = reference.lock()
    row = Alias.objects.select_for_update().select_related("area").get(pk=alias.pk)
    if row.valid_to:
        return row
    today = local_date(at)
    if row.valid_from and row.valid_from >= today:
        row.valid_from = None  # noted and taken back on one day: no period of no length
    row.valid_to = today
    row.save(update_fields=["valid_from", "valid_to"])
    reference.grow(version)
    before, code = {"text": row.text}, row.area.code
    record.record("areas.alias.ended", subject=row.area, by=by, at=at, area_code=code, before=before, reason=basis)
    return row


@transaction.atomic
def agree_lead(*, joint: Area, lead: Area, on: date, basis: str, by: Actor, at: datetime) -> Lead:
    """Say which area has the work in a joint area from the day ``on``. Agreed twice on one day, the later stands."""
    version = reference.lock()
    if joint.kind != AreaKind.JOINT or joint.valid_to:
        raise BadArea(_("%(name)s is not a joint area.") % {"name": joint.name})
    _check_lead(joint, lead)
    if on > local_date(at):
        sentence = _("What is agreed for a day to come is entered on that day.")
        raise BadArea(sentence, fields={"on": sentence})
    present = Lead.objects.select_for_update().filter(joint=joint, valid_to__isnull=True).first()
    if present and present.area_id == lead.pk:
        return present
    row = _succeed(present, Lead(joint=joint, area=lead, basis=basis, valid_from=on), on)
    reference.grow(version)
    before = {"lead": present.area.code} if present else {}
    code, after = joint.code, {"lead": lead.code}
    record.record(
        "areas.lead.agreed", subject=joint, by=by, at=at, area_code=code, before=before, after=after, reason=basis
    )
    return row


def _check_lead(joint: Area, lead: Area) -> None:
    together = joint.path.rpartition(f"{joint.pk}/")[0]
    if lead.valid_to or lead.kind == AreaKind.JOINT or not lead.path.startswith(together) or lead.path == together:
        sentence = _("The lead has to be one of the areas that lie beside the joint area.")
        raise BadArea(sentence, fields={"lead": sentence})


def _succeed(present: Lead | None, following: Lead, on: date) -> Lead:
    if present and present.valid_from and present.valid_from > on:
        text = _("Another lead was agreed later, on %(since)s.")
        raise LaterHistory(text % {"since": present.valid_from})
    if present and present.valid_from == on:
        present.delete()
    elif present:
        present.valid_to = on
        present.save(update_fields=["valid_to"])
    following.save()
    return following


def _check_place(parent: Area | None, code: str, level: Level) -> None:
    if parent and (parent.level >= level or parent.valid_to):
        raise BadArea(_("%(name)s cannot hold a place of this level.") % {"name": parent.name})
    if level > Level.COMMUNITY and parent is None:
        raise BadArea(_("A grid must lie in another place."))
    _check_code(parent, code, level)


def _check_code(parent: Area | None, code: str, level: Level) -> None:
    if level > Level.COMMUNITY:
        local = bool(_GRID_CODE.fullmatch(code)) and not code.isdigit()
        fits = local or bool(parent and is_grid_code(code, parent.code))
    else:
        division = normalised(code)
        fits = bool(division) and level_of(code) == level and (not parent or parent.code in lineage(code))
    if not fits:
        text = _("The code %(code)s does not fit this place.") % {"code": code}
        raise BadArea(text, fields={"code": text})


def _check_name(name: str) -> None:
    if not 0 < len(name.strip()) <= LONGEST_NAME:
        text = _("A place needs a name of at most 80 characters.")
        raise BadArea(text, fields={"name": text})


def _check_only_one(parent: Area | None, name: str) -> None:
    if parent and Area.objects.present().filter(parent=parent, name=name.strip()).exists():
        text = _("%(parent)s has a place of this name already.") % {"parent": parent.name}
        raise BadArea(text, fields={"name": text})


def _check_begin(parent: Area | None, on: date | None, at: datetime) -> None:
    if on and on > local_date(at):
        text = _("A place cannot begin on a day to come.")
    elif on and parent and parent.valid_from and on < parent.valid_from:
        text = _("%(parent)s begins on %(since)s only.") % {"parent": parent.name, "since": parent.valid_from}
    else:
        return
    raise BadArea(text, fields={"on": text})


def _check_free(code: str) -> None:
    taken = Area.objects.present().filter(code=code).first()
    if taken:
        text = _("The code %(code)s belongs to %(name)s.") % {"code": code, "name": taken.name}
        raise CodeTaken(text, fields={"code": text})


def _check_renaming(area: Area, code: str, name: str, on: date, at: datetime) -> None:
    if area.valid_to or on > local_date(at):
        raise BadArea(_("Only a present place can be renamed, and not from a day to come."))
    _check_name(name)
    if name != area.name:
        _check_only_one(area.parent, name)
    if code != area.code:
        _check_code(area.parent, code, Level(area.level))
        _check_free(code)


def _designate(area: Area, code: str, name: str, on: date, basis: str) -> None:
    present = Designation.objects.get(area=area, valid_to__isnull=True)
    if present.valid_from and present.valid_from > on:
        text = _("%(name)s has its present name since %(since)s, which is later.")
        raise LaterHistory(text % {"name": area.name, "since": present.valid_from})
    if present.valid_from == on:
        present.code, present.name, present.basis = code, name, basis
        present.save(update_fields=["code", "name", "basis"])
    else:
        present.valid_to = on
        present.save(update_fields=["valid_to"])
        Designation.objects.create(area=area, code=code, name=name, basis=basis, valid_from=on)
    area.code, area.name = code, name
    area.save(update_fields=["code", "name"])
