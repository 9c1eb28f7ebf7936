from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import (
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Value,
    prefetch_related_objects,
)
from django.db.models.functions import Cast, Concat, Replace

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.queries import is_joint
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.norms.queries import counted, norm_in_force
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import Grant, StaffActor
from xiuhuazhen.core.people.models import Role
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.models import Matter, Step, WorklistRow
from xiuhuazhen.core.procedures.rules.tables import State, Waits
from xiuhuazhen.core.procedures.wording import names_in, sentence

_COLUMN = {Level.COUNTY: "county_id", Level.STREET: "street_id", Level.COMMUNITY: "community_id"}


def visible_matters(by: StaffActor) -> QuerySet[Matter]:
    """The matters that the person may see: those of the areas they hold the kind's view permission for, and those
    that lie with a unit for which they handle, or have come to it from one where nobody acts in time. Lists, counts,
    searches and details all start here."""
    condition = Q(pk__in=[])
    for kind in kinds.all_kinds():
        reach = Q(pk__in=[])
        for grant in by.grants_of(kind.view) if kind.view else ():
            reach |= _reach(grant)
        units = [grant.unit_id for grant in by.grants_of(kind.handle)]
        reach |= Q(holder_id__in=units)
        if kind.procedure.goes_above and units:
            waiting = WorklistRow.objects.filter(unit_id__in=units, permission=kind.handle)
            reach |= Q(pk__in=waiting.values("matter_id"))
        condition |= Q(kind=kind.procedure.kind) & reach
    return Matter.objects.filter(condition).exclude(concerned(by))


def concerned(by: StaffActor, *, prefix: str = "") -> Q:
    """The condition "the matter concerns this person themselves", of the kinds that they would see."""
    condition = Q(pk__in=[])
    for kind in kinds.all_kinds():
        if kind.hidden_from and by.grants_of(kind.handle):
            condition |= Q(**{f"{prefix}pk__in": kind.hidden_from(by)})
    return condition


def in_subtree(area_id: UUID, level: int, path: str, *, prefix: str = "") -> Q:
    """The condition "the matter lies in this area's subtree", on the indexed level column where there is one.

    ``prefix`` leads to the matter through a relation (``matter__``).
    """
    column = _COLUMN.get(Level(level))
    if column:
        return Q(**{prefix + column: area_id})
    below = Area.objects.filter(path__startswith=path)
    if level < Level.COUNTY:
        counties = Q(**{f"{prefix}county_id__in": below.filter(level=Level.COUNTY).values("pk")})
        return counties | Q(**{f"{prefix}area_id__in": below.filter(level__lt=Level.COUNTY).values("pk")})
    return Q(**{f"{prefix}grid_id__in": below.values("pk")})


def lies_in(area_id: UUID, level: int, path: str) -> Q:
    """The condition "the matter lies in this area's subtree, or in it as a joint area", whoever leads there. For lists
    and counts about a place; who may see a matter goes by :func:`in_subtree` alone."""
    here = in_subtree(area_id, level, path)
    return here | Q(joint_id=area_id) if is_joint(area_id) else here


def _reach(grant: Grant, *, prefix: str = "") -> Q:
    return in_subtree(grant.area_id, grant.area_level, grant.area_path, prefix=prefix)


def worklist(by: StaffActor, *, at: datetime) -> QuerySet[WorklistRow]:
    """What the person owes, by due date: what waits for a unit for which they hold the permission that the next action
    asks for, and lies in their area or was given to that very unit. What is assigned to a colleague is left out, as
    long as the colleague can act on it on this day: nothing stays with somebody who left. What waits for somebody who
    did not do the work is not there for who did. What waits for somebody outside, or is paused, is there from its due
    time on. What the person owes anyway is not there once more because it is late, or because something is asked for
    beside it."""
    asked = WorklistRow.objects.filter(_asked_of(by), from_at__lte=at)
    left_alone, barred = _told_one_by_one(asked, by, clock.local_date(at))
    mine = Q(person__isnull=True) | Q(person_id=by.person_id) | Q(pk__in=left_alone)
    rows = asked.filter(mine).exclude(pk__in=barred)
    rows = rows.exclude(~Q(reason="") & Exists(_owed_anyway(rows)))
    shown = Matter.objects.select_related("area", "holder").only(*_SHOWN)
    return rows.prefetch_related(Prefetch("matter", shown)).order_by("due_at", "id")


def _owed_anyway(rows: QuerySet[WorklistRow]) -> QuerySet[WorklistRow]:
    """Inside a query of worklist rows with a reason: those of the same matter because of which the person need not see
    the row. One subquery for both cases, since to write it down takes longer than to answer it."""
    rungs = sorted({rung.name for kind in kinds.all_kinds() for rung in kind.procedure.ladder})
    same = Q(unit=OuterRef("unit"), permission=OuterRef("permission"), reason="")
    late = Q(outer__in=rungs) & ~Q(reason__in=rungs)
    outer = ExpressionWrapper(OuterRef("reason"), output_field=CharField())
    return rows.filter(matter=OuterRef("matter")).alias(outer=outer).filter(same | late)


_SHOWN = (
    *("number", "kind", "title", "state", "is_open", "opened_at", "due_at", "requests"),
    *("area__name", "area__path", "holder__name"),
)
"""What a worklist shows of a matter; the rest is asked for when it is wanted."""


def _asked_of(by: StaffActor) -> Q:
    """The condition "the row waits for a unit and a permission that the person has, and where they have it"."""
    handles, condition = for_units(), Q(pk__in=[])
    for grant in by.grants:
        for_unit = Q(unit_id=grant.unit_id, permission__in=sorted(grant.permissions & handles))
        for_area = Q(unit_id=grant.unit_id, permission__in=sorted(grant.permissions - handles))
        condition |= for_unit | (for_area & Q(area__path__startswith=grant.area_path))
    return condition


def _told_one_by_one(asked: QuerySet[WorklistRow], by: StaffActor, on: date) -> tuple[list[UUID], list[UUID]]:
    """Of these rows, those assigned to a colleague who cannot act on them today, and those that this person may not
    act on: what concerns them, and what waits for somebody else than who did the work.

    Both are few and dear to ask for: they are looked up once, not again in every part of every query of a page, and
    only for the permissions that the person has at all.
    """
    held = frozenset[str]().union(*(grant.permissions for grant in by.grants))
    colleagues = Q(person__isnull=False) & ~Q(person_id=by.person_id)
    left_alone = colleagues & _assignee_cannot_act(held, on)
    found = asked.annotate(barred=concerned(by, prefix="matter__") | _did_the_work(by, held))
    told = list(found.filter(Q(barred=True) | left_alone).values_list("pk", "barred"))
    return [pk for pk, barred in told if not barred], [pk for pk, barred in told if barred]


def for_units() -> set[str]:
    """The permissions that are held for the very unit that has a matter, wherever it lies."""
    return {name for kind in kinds.all_kinds() for name in kind.held_for_units()}


def _assignee_cannot_act(held: frozenset[str], on: date) -> Q:
    """The condition "the person of the row does not hold its permission, one of these, for the unit on this day, or is
    concerned"."""
    cannot = Q(pk__in=[])
    for name in sorted(_held_by_assignees() & held):
        cannot |= Q(permission=name) & ~Q(Exists(holders_of_row(name, on).filter(person_id=OuterRef("person_id"))))
    return cannot


def _held_by_assignees() -> set[str]:
    """The permissions of rows that have a person: of what waits for the unit that has the matter."""
    procedures = [kind.procedure for kind in kinds.all_kinds()]
    states = {each.permission for one in procedures for each in one.states if each.waits is Waits.HOLDER}
    return states | {each.permission for one in procedures for each in one.requests if each.waits is Waits.HOLDER}


def _did_the_work(by: StaffActor, held: frozenset[str]) -> Q:
    """The condition "the row waits, with one of these permissions, for somebody else than who did the work, and the
    person did it"."""
    done = Step.objects.filter(matter_id=OuterRef("matter_id"), actor_key=by.key)
    found = Q(pk__in=[])
    for kind, state in (each for each in _apart() if each[1].permission in held):
        waits = Q(permission=state.permission, matter__state=state.name, matter__kind=kind)
        found |= waits & Q(Exists(done.filter(action__in=state.not_by)))
    return found


def _apart() -> list[tuple[str, State]]:
    """The states in which others are to act than before, each with its kind."""
    procedures = [kind.procedure for kind in kinds.all_kinds()]
    return [(each.kind, state) for each in procedures for state in each.states if state.not_by]


def holders_of_row(permission: str, on: date) -> QuerySet[Role]:
    """Inside a query of worklist rows with this permission: the roles with which somebody can act on the row today.
    They are in force for its unit, hold where the matter lies unless the permission is held for units, and belong to
    nobody whom the matter concerns or who did the work before."""
    offices = sorted(permissions.known(permission).roles)
    roles = Role.objects.in_force(on).filter(unit_id=OuterRef("unit_id"), name__in=offices)
    if permission not in for_units():
        place = ExpressionWrapper(OuterRef("area__path"), output_field=CharField())
        roles = roles.alias(place=place).filter(place__startswith=F("area__path"))
    matter, person = OuterRef(OuterRef("matter_id")), OuterRef("person_id")
    for kind in kinds.all_kinds():
        if kind.concerned_in and permission == kind.handle:
            roles = roles.exclude(kind.concerned_in(matter, person, on))
    for _kind, state in _apart():
        if state.permission == permission:
            done = Step.objects.filter(matter_id=matter, action__in=state.not_by)
            roles = roles.exclude(Exists(done.alias(key=_KEY, own=_own_key(person)).filter(key=F("own"))))
    return roles


_KEY = Replace("actor_key", Value("-"), Value(""))


def _own_key(person: OuterRef) -> Concat:
    """How history names the person, without hyphens: one of the two databases keeps ids without them."""
    plain = Replace(Cast(person, CharField()), Value("-"), Value(""))
    return Concat(Value("person:"), plain, output_field=CharField())


def changes_since(matter: Matter, version: int) -> list[dict[str, Any]]:
    """What happened after a version, for somebody whose page is out of date."""
    kind, steps = kinds.get(matter.kind), list(matter.steps.filter(number__gt=version).order_by("number"))
    units = names_in(steps)
    return [
        {
            "number": step.number,
            "what": sentence(kind, step, kind.done, units),
            "who": step.actor_name,
            "at": step.at.isoformat(),
        }
        for step in steps
    ]


def steps_of(matter: Matter) -> list[Step]:
    """The matter's steps with their contents, first to last; one query."""
    return list(matter.steps.select_related("content").order_by("number"))


def worklist_of(matter: Matter) -> list[WorklistRow]:
    """The rows by which the matter is on worklists, with their units, those that came last first; asked for once."""
    newest = WorklistRow.objects.select_related("unit").order_by("-from_at", "id")
    prefetch_related_objects([matter], Prefetch("worklist", newest))
    return list(matter.worklist.all())


def due_to_wake(at: datetime) -> QuerySet[Matter]:
    """The matters for which the product itself has something to do, the longest waiting first."""
    return Matter.objects.filter(wake_at__lte=at).order_by("wake_at", "id")


def running_under(area_path: str) -> QuerySet[Matter]:
    """Matters in an area's subtree (everywhere for an empty path) for which a change of the calendar may move
    something: a limit (of a closed one that of the archive), or until when something asked for is to be decided."""
    here = Matter.objects.exclude(clocks={}, requests={})
    return here.filter(area__path__startswith=area_path).order_by("id")


def past_keeping(at: datetime) -> Iterator[tuple[UUID, str]]:
    """Id and number of closed matters whose contents are to be erased, the longest closed first: those that rest, and
    whose kind's norm, as it holds today where they lie, sets no longer time. Where none is set they are kept."""
    resting = Matter.objects.filter(closed_at__isnull=False, erased_at__isnull=True, wake_at=clock.NO_LIMIT)
    rows = resting.order_by("closed_at", "id").values_list("pk", "number", "kind", "area__path", "closed_at")
    for matter_id, number, kind, path, closed_at in rows.iterator():
        norm = _norm_of_keeping(kind, path, at)
        if norm and closed_at and counted(norm, area_path=path, start=closed_at).at <= at:
            yield matter_id, number


def resting_since(area_path: str, *, kept_by: str, before: datetime) -> QuerySet[Matter]:
    """Closed matters under the area whose contents a norm of this name lets be erased, closed by this moment."""
    own = [kind.procedure.kind for kind in kinds.all_kinds() if kind.keeps == kept_by]
    resting = Matter.objects.filter(closed_at__lte=before, erased_at__isnull=True, wake_at=clock.NO_LIMIT)
    return resting.filter(kind__in=own, area__path__startswith=area_path)


def keeps_forever(area_path: str, at: datetime) -> bool:
    """Whether matters of some kind are never erased here, since no norm says how long their contents are kept."""
    erased = [kind.procedure.kind for kind in kinds.all_kinds() if kind.keeps]
    return any(_norm_of_keeping(kind, area_path, at) is None for kind in erased)


def _norm_of_keeping(kind: str, area_path: str, at: datetime) -> Norm | None:
    name = kinds.get(kind).keeps
    return norm_in_force(name, area_path=area_path, on=clock.local_date(at)) if name else None


def left_behind(at: datetime) -> QuerySet[Matter]:
    """Open matters assigned to somebody who cannot handle them any more for the unit that has them, or whom they have
    come to concern."""
    on, gone = clock.local_date(at), Q(pk__in=[])
    for kind in kinds.all_kinds():
        here = Role.objects.in_force(on).filter(person_id=OuterRef("assignee_id"), unit_id=OuterRef("holder_id"))
        left = Q(~Exists(here.filter(name__in=sorted(permissions.known(kind.handle).roles))))
        if kind.concerned_in:
            left |= Q(kind.concerned_in(OuterRef("pk"), OuterRef("assignee_id"), on))
        gone |= Q(kind=kind.procedure.kind) & left
    waiting = Matter.objects.filter(gone, is_open=True, assignee__isnull=False, holder__isnull=False)
    return waiting.order_by("id")


def assigned_to(person_id: UUID, unit_ids: Iterable[UUID]) -> QuerySet[Matter]:
    """Open matters that somebody has for one of these units, the latest first."""
    held = Matter.objects.filter(assignee_id=person_id, holder_id__in=set(unit_ids), is_open=True)
    return held.order_by("due_at", "id")


def under_grants(grants: Iterable[Grant], *, prefix: str = "") -> Q:
    """The condition "the matter lies where one of these grants holds"; ``prefix`` as for :func:`in_subtree`."""
    reach = Q(pk__in=[])
    for grant in grants:
        reach |= _reach(grant, prefix=prefix)
    return reach
