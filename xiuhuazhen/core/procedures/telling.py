"""Who is told of a step: a row in the outbox when it is taken, and from it the messages."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.messages.outbox import post
from xiuhuazhen.core.messages.topics import Notice
from xiuhuazhen.core.messages.wordings import NUMBER
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.roster import desk_on_duty
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.choices import Urgency
from xiuhuazhen.core.procedures.kinds import Telling, wording_name
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.rules.tables import Rung, Waits
from xiuhuazhen.core.procedures.whom import Whom, able, whom

TOPIC = "procedures.step"


def post_step(matter: Matter, step: Step, *, at: datetime) -> None:
    """Put the step into the outbox if anybody is to be told of it."""
    if any(True for _each in _tellings(matter, step)):
        post(topic=TOPIC, payload={"matter": str(matter.pk), "step": step.number}, at=at)


def expand(payload: dict[str, Any], at: datetime) -> Iterator[Notice]:
    """The notices of one step, as the matter is when they are made."""
    matter = Matter.objects.select_related("area", "holder").get(pk=payload["matter"])
    step = Step.objects.get(matter=matter, number=payload["step"])
    for telling in _tellings(matter, step):
        former = _former(matter, step, telling, at) if telling.former else None
        for recipient in dict.fromkeys(_recipients(matter, step, telling, at) if former is None else former):
            yield _notice(matter, step, telling, recipient)


def _tellings(matter: Matter, step: Step) -> Iterable[Telling]:
    kind, urgent = kinds.get(matter.kind), matter.urgency == Urgency.URGENT
    leads = [each for each in kind.tells.get(step.action, ()) if each.into in ("", step.to_state)]
    found = [each for each in leads if urgent or not each.only_urgent]
    rung = _rung_of(kind, step)
    return [*found, Telling(rung.waits, kind.late, rung.permission)] if rung and kind.late else found


def _rung_of(kind: kinds.Kind, step: Step) -> Rung | None:
    """The rung that the step took the matter up to."""
    return next((rung for rung in kind.procedure.ladder if rung.name == step.facts.get("rung")), None)


def _recipients(matter: Matter, step: Step, telling: Telling, at: datetime) -> Iterator[str]:
    if telling.waits is Waits.RESIDENT:
        reporter = kinds.get(matter.kind).reporter
        yield from (reporter(matter),) if reporter and reporter(matter) else ()
        return
    meant = _meant(matter, telling)
    found = whom(meant.waits, matter, meant.permission, area_path=matter.area.path, at=at)
    if found and not (telling.elsewhere and found.unit_id == step.unit_id):
        yield from (f"person:{person_id}" for person_id in _people(matter, meant, found, at))
        yield f"unit:{found.unit_id}"


def _former(matter: Matter, step: Step, telling: Telling, at: datetime) -> list[str]:
    """The unit that had the matter, also where the step took it away: who had it there, as long as they can act for
    the unit, else everybody who can."""
    unit_id = parse_id(step.facts.get("unit", "")) or matter.holder_id
    if unit_id is None:
        return []
    there = able(matter, telling.permission, unit_id, area_path=matter.area.path, on=clock.local_date(at))
    had = parse_id(step.facts.get("person", "")) or matter.assignee_id
    return [*(f"person:{each}" for each in ([had] if had in there else there)), f"unit:{unit_id}"]


def _meant(matter: Matter, telling: Telling) -> Telling:
    """Whoever the matter waits for stands in for a unit to which nobody has given it yet."""
    if telling.waits is Waits.HOLDER and matter.holder_id is None:
        return replace(telling, waits=Waits.PRESENT, permission="")
    return telling


def _people(matter: Matter, telling: Telling, found: Whom, at: datetime) -> list[UUID]:
    """Of a unit that has the matter the assignee alone, as long as they can act; of the desk who is on duty, and where
    nobody on duty can act the others as well."""
    there = able(matter, found.permission, found.unit_id, area_path=matter.area.path, on=clock.local_date(at))
    own = telling.waits is Waits.PRESENT and not telling.permission
    waits = kinds.get(matter.kind).procedure.state(matter.state).waits if own else telling.waits
    if waits is Waits.HOLDER and found.unit_id == matter.holder_id and matter.assignee_id in there:
        return [person_id for person_id in there if person_id == matter.assignee_id]
    on_duty = [each.person_id for each in desk_on_duty(matter.area.path, at=at)] if telling.only_urgent else []
    return on_duty if set(on_duty) & set(there) else [*on_duty, *there]


def concealed_from(by: StaffActor) -> Iterator[QuerySet[Any, Any]]:
    """Matters that concern the person themselves: they do not hear that somebody was told of them."""
    return (kind.hidden_from(by) for kind in kinds.all_kinds() if kind.hidden_from)


def _notice(matter: Matter, step: Step, telling: Telling, recipient: str) -> Notice:
    kind, outside = kinds.get(matter.kind), telling.waits is Waits.RESIDENT
    apart = matter.holder if not kind.view else None
    return Notice(
        recipient=recipient,
        subject=str(telling.label) % {"number": matter.number},
        text="",
        path=reverse(kind.told_at, args=[matter.number]) if outside else _page(matter, step, telling),
        urgent=telling.urgent or (matter.urgency == Urgency.URGENT and not outside),
        key=f"{TOPIC}:{matter.pk}:{step.number}:{telling.waits.value}",
        area_id=apart.area_id if apart else matter.area_id,
        about=matter.pk if apart else None,
        wording=wording_name(kind, step.action, telling),
        given={NUMBER: matter.number},
    )


def _page(matter: Matter, step: Step, telling: Telling) -> str:
    """Whoever had it before may see it no more; the worklist shows that it is gone."""
    if telling.former and step.facts.get("unit"):
        return reverse("web:desk")
    return reverse("web:matter", args=[matter.number])
