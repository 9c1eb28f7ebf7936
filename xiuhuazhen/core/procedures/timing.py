"""Which limits run for a matter, and when the product itself has to look at it again."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.norms import queries as norms
from xiuhuazhen.core.procedures.choices import Urgency
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.rules.clocks import Clock, earliest, moved, read, written
from xiuhuazhen.core.procedures.rules.tables import ORDER, UNTIL, Procedure, Request, Rung, State


def qualifiers(matter: Matter) -> tuple[str, ...]:
    """By what a norm may be narrowed for this matter, from general to specific: its category, its urgency, both."""
    urgent = matter.urgency == Urgency.URGENT
    named = [matter.category, *([Urgency.URGENT.value, f"{matter.category}+{Urgency.URGENT.value}"] if urgent else [])]
    return tuple(filter(None, named))


def enter(
    matter: Matter,
    before: State | None,
    state: State,
    *,
    path: str,
    at: datetime,
    until: datetime | None,
    without: Collection[str],
) -> None:
    """Let the limits of a state run: what ran before and is limited here too goes on, the rest begins now.

    ``until`` ends the state where it has such a limit; ``without`` names limits that do not apply this time.
    """
    running = {each.limit: each for each in read(matter.clocks)}
    if before is not None and before.freezes:
        ended = _still_until(before, running.values(), at)
        running = {each.limit: each for each in _thawed(running.values(), matter.paused_at, path=path, at=ended)}
    goes_on = [running[name] for name in state.limits if name in running]
    thawing = before is not None and before.freezes and bool(goes_on)
    begin = [name for name in state.limits if name not in running and name not in without and not thawing]
    if thawing and ORDER in state.limits:
        begin = [ORDER]
    fresh = [each for name in begin if (each := _started(name, matter, path=path, at=at, until=until))]
    kept = list(running.values()) if state.freezes else goes_on
    matter.paused_at = at if state.freezes else None
    settle(matter, state, [*kept, *fresh], at=at)


def change(
    matter: Matter,
    state: State,
    *,
    path: str,
    at: datetime,
    until: datetime | None,
    without: Collection[str],
    extension: tuple[str, int, str] | None,
) -> None:
    """Change limits of a matter that stays in its state: end some, set a new end, lengthen one once."""
    clocks = [each for each in read(matter.clocks) if each.limit not in without and each.limit != ORDER]
    if until:
        clocks = [each for each in clocks if each.limit != UNTIL]
        clocks += filter(None, [_started(UNTIL, matter, path=path, at=at, until=until)])
    if extension:
        name, amount, unit = extension
        clocks = [_extended(each, amount, unit, path=path, at=at) if each.limit == name else each for each in clocks]
    if ORDER in state.limits:
        clocks += filter(None, [_started(ORDER, matter, path=path, at=at, until=None)])
    settle(matter, state, clocks, at=at)


def recount(matter: Matter, procedure: Procedure, state: State, *, path: str, at: datetime) -> None:
    """Count again on the calendar as it is now what runs, and until when what is asked for is to be decided."""
    asked = matter.requests.items()
    matter.requests = {name: _asked_again(matter, procedure.request(name), kept) for name, kept in asked}
    settle(matter, state, [recounted(each, path=path) for each in read(matter.clocks)], at=at)


def settle(matter: Matter, state: State, clocks: Iterable[Clock], *, at: datetime) -> None:
    """Keep the clocks, and with the matter the earliest of those that run in this state."""
    kept = list(clocks)
    first = earliest(each for name in state.limits for each in kept if each.limit == name)
    matter.clocks = written(kept)
    matter.due_at = first.due if first else clock.NO_LIMIT
    matter.due_norm_id = parse_id(first.norm) if first else None
    matter.due_provisional = bool(first and first.provisional)
    if matter.due_at > at:
        matter.rung = 0


def wake(matter: Matter, procedure: Procedure, state: State, *, path: str) -> datetime:
    """When the product itself has to act: the state's time is up, or the next rung of the ladder."""
    return min(time_up(matter, state), _next_rung(matter, procedure, state, path=path))


def time_up(matter: Matter, state: State) -> datetime:
    """When the product takes the state's own action. The date of an outside order ends no state: it makes it late."""
    own = (each.due for each in read(matter.clocks) if each.limit in state.limits and each.limit != ORDER)
    return min(own, default=clock.NO_LIMIT) if state.on_time else clock.NO_LIMIT


def _next_rung(matter: Matter, procedure: Procedure, state: State, *, path: str) -> datetime:
    if matter.due_at == clock.NO_LIMIT or not state.is_open or matter.rung >= len(procedure.ladder):
        return clock.NO_LIMIT
    return rung_at(matter, procedure.ladder[matter.rung], path=path) or clock.NO_LIMIT


def rung_at(matter: Matter, rung: Rung, *, path: str) -> datetime | None:
    """When a matter that is late comes to a rung; ``None`` where no norm says that it does."""
    if not rung.after:
        return matter.due_at
    found = norms.limit(rung.after, qualifiers=qualifiers(matter), area_path=path, start=matter.due_at)
    return found.at if found else None


def request_due(matter: Matter, request: Request, *, at: datetime) -> datetime | None:
    """Until when something that was asked for is to be decided; ``None`` where no norm says so."""
    if not request.limit:
        return None
    found = norms.limit(request.limit, qualifiers=qualifiers(matter), area_path=matter.area.path, start=at)
    return found.at if found else None


def _asked_again(matter: Matter, request: Request, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The same request. One without a norm, whose moment somebody set, keeps it."""
    due = request_due(matter, request, at=datetime.fromisoformat(kept["at"]))
    return {**kept, "due": due.isoformat()} if due else dict(kept)


def recounted(each: Clock, *, path: str) -> Clock:
    """The same clock counted again from its start on the present calendar, pauses and extension in their order."""
    norm = norms.norm_by_id(parse_id(each.norm))
    if norm is None:
        return each
    first = norms.counted(norm, area_path=path, start=each.started)
    again = replace(each, due=first.at, original=first.at, provisional=first.provisional)
    early = each.pauses_before_extension()
    for begun, ended in early:
        again = _paused(again, norm.unit, begun, ended, path=path)
    if each.extension:
        again = _lengthened(again, *each.extension, path=path)
    for begun, ended in each.pauses[len(early) :]:
        again = _paused(again, norm.unit, begun, ended, path=path)
    return again


def _started(name: str, matter: Matter, *, path: str, at: datetime, until: datetime | None) -> Clock | None:
    set_date = {ORDER: matter.order_due_at, UNTIL: until}
    if name in set_date:
        end = set_date[name]
        return Clock(name, at, end, end) if end else None
    found = norms.limit(name, qualifiers=qualifiers(matter), area_path=path, start=at)
    return Clock(name, at, found.at, found.at, str(found.norm_id), found.provisional) if found else None


def _still_until(state: State, clocks: Iterable[Clock], at: datetime) -> datetime:
    """Until when the limits stood still. A pause that ends by itself ends at its own end, whenever that is found."""
    until = (each.due for each in clocks if each.limit == UNTIL)
    return min(at, *until) if state.on_time else at


def _thawed(clocks: Iterable[Clock], since: datetime | None, *, path: str, at: datetime) -> Iterator[Clock]:
    """The clocks that stood still, moved on by as long as they did."""
    for each in clocks:
        norm = norms.norm_by_id(parse_id(each.norm))
        if since and norm:
            again = _paused(each, norm.unit, since, at, path=path)
            yield replace(again, pauses=(*each.pauses, (since, at)))


def _paused(each: Clock, unit: str, begun: datetime, ended: datetime, *, path: str) -> Clock:
    due = norms.resume(due=each.due, paused_at=begun, resumed_at=ended, unit=unit, area_path=path)
    return moved(each, due=due.at, provisional=due.provisional)


def _extended(each: Clock, amount: int, unit: str, *, path: str, at: datetime) -> Clock:
    return replace(_lengthened(each, amount, unit, path=path), extension=(amount, unit), extended=at)


def _lengthened(each: Clock, amount: int, unit: str, *, path: str) -> Clock:
    due = norms.extend(due=each.due, amount=amount, unit=unit, area_path=path)
    return moved(each, due=due.at, provisional=due.provisional)
