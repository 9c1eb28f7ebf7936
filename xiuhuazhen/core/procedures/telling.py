"""Who is told of a step: a row in the outbox when it is taken, and from it the messages."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.messages.outbox import post
from xiuhuazhen.core.messages.topics import Notice
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.queries import holders_of
from xiuhuazhen.core.people.roster import desk_on_duty
from xiuhuazhen.core.procedures import kinds, worklist
from xiuhuazhen.core.procedures.choices import Urgency
from xiuhuazhen.core.procedures.kinds import Telling
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.rules.tables import Rung, Waits

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
        for recipient in dict.fromkeys(_recipients(matter, telling, at)):
            yield _notice(matter, step, telling, recipient)


def _tellings(matter: Matter, step: Step) -> Iterable[Telling]:
    kind, urgent = kinds.get(matter.kind), matter.urgency == Urgency.URGENT
    found = [each for each in kind.tells.get(step.action, ()) if urgent or not each.only_urgent]
    rung = _rung_of(kind, step)
    return [*found, Telling(rung.waits, kind.late, rung.permission)] if rung and kind.late else found


def _rung_of(kind: kinds.Kind, step: Step) -> Rung | None:
    """The rung that the step took the matter up to."""
    return next((rung for rung in kind.procedure.ladder if rung.name == step.facts.get("rung")), None)


def _recipients(matter: Matter, telling: Telling, at: datetime) -> Iterator[str]:
    if telling.waits is Waits.RESIDENT:
        reporter = kinds.get(matter.kind).reporter
        yield from (reporter(matter),) if reporter and reporter(matter) else ()
        return
    meant = _meant(matter, telling)
    unit_id = worklist.unit_for(meant.waits, matter, meant.permission, matter.area.path, at)
    if unit_id:
        yield from (f"person:{person_id}" for person_id in _people(matter, meant, unit_id, at))
        yield f"unit:{unit_id}"


def _meant(matter: Matter, telling: Telling) -> Telling:
    """Whoever the matter waits for stands in for a unit to which nobody has given it yet."""
    if telling.waits is Waits.HOLDER and matter.holder_id is None:
        return replace(telling, waits=Waits.PRESENT, permission="")
    return telling


def _people(matter: Matter, telling: Telling, unit_id: UUID, at: datetime) -> list[UUID]:
    kind, on = kinds.get(matter.kind), clock.local_date(at)
    state, own = kind.procedure.state(matter.state), telling.waits is Waits.PRESENT and not telling.permission
    concerned = kind.concerns(matter, on) if kind.concerns else set()
    if (state.waits if own else telling.waits) is Waits.HOLDER and matter.assignee_id and unit_id == matter.holder_id:
        return [matter.assignee_id]
    on_duty = desk_on_duty(matter.area.path, at=at) if telling.only_urgent else []
    permission = state.permission if own else telling.permission
    people = [each.person_id for each in on_duty] or holders_of(permission, unit_id, on=on)
    return [person_id for person_id in people if person_id not in concerned]


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
        path=reverse(kind.told_at, args=[matter.number]) if outside else _page(matter),
        urgent=telling.urgent or (matter.urgency == Urgency.URGENT and not outside),
        key=f"{TOPIC}:{matter.pk}:{step.number}:{telling.waits.value}",
        area_id=apart.area_id if apart else matter.area_id,
        about=matter.pk if apart else None,
    )


def _page(matter: Matter) -> str:
    return reverse("web:matter", args=[matter.number])
