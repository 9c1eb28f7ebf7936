"""The only ways in which a matter begins and moves. Domain actions call them; doors never do."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.files.actions import claim_uploads
from xiuhuazhen.core.kit import clock, sealing
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, Forbidden, InvalidInput, SameIdOtherBody, StaleVersion
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.procedures import chain, documents, kinds, telling, timing, worklist
from xiuhuazhen.core.procedures.actions.inputs import Opening, StepInputs
from xiuhuazhen.core.procedures.models import Matter, Step, StepContent
from xiuhuazhen.core.procedures.numbers import next_number
from xiuhuazhen.core.procedures.offers import permitted, situation, taking_unit
from xiuhuazhen.core.procedures.placing import Placement
from xiuhuazhen.core.procedures.queries import changes_since
from xiuhuazhen.core.procedures.rules import tables as rules
from xiuhuazhen.core.procedures.wording import REQUEST_SENTENCES

_SALT_BYTES = 16


@reference.one_version()
@transaction.atomic(savepoint=False)
def open_matter(
    *, client_id: UUID, request: Mapping[str, Any], build: Callable[[], Opening], by: Actor, at: datetime
) -> Step:
    """Begin a matter with its first step; ``client_id`` becomes its id and is the command's id as well.

    ``request`` is what came in, as one comparable value. A repeated id with the same request gives the first answer
    again, before ``build`` is called: what the request leads to may have changed meanwhile (a boundary, a rule).
    """
    earlier = _earlier_step(by, client_id, client_id, request)
    if earlier:
        return earlier
    opening = build()
    procedure = kinds.get(opening.kind).procedure
    matter = _new_matter(client_id, opening, procedure, at)
    draft = _Draft(procedure.opening, "", opening.inputs, request, client_id)
    step = _append(matter, draft, before=chain.GENESIS, by=by, at=at)
    state, path = procedure.state(matter.state), opening.placement.path
    if not worklist.rewrite(matter, procedure, state, area_path=path, returned=False, at=at):
        sentence = _("Nobody takes in matters for this place here yet. Choose another place.")
        raise InvalidInput(sentence, fields={"area": sentence})
    documents.begin(matter, step, numbers=opening.numbers)
    return step


def _new_matter(client_id: UUID, opening: Opening, procedure: rules.Procedure, at: datetime) -> Matter:
    matter = Matter(
        id=client_id,
        kind=opening.kind,
        title=opening.title,
        category=opening.category,
        urgency=opening.urgency,
        state=procedure.first,
        holder_id=opening.holder_id,
        opened_at=at,
        order_due_at=opening.order_due,
        version=1,
        code_key=sealing.newest_key_id() if opening.with_query_code else "",
    )
    matter.lng_e7, matter.lat_e7 = opening.point or (None, None)
    _place(matter, opening.placement)
    path, first = opening.placement.path, procedure.state(procedure.first)
    timing.enter(matter, None, first, path=path, at=at, until=None, without=())
    matter.wake_at = timing.wake(matter, procedure, first, path=path)
    matter.number = next_number(opening.placement.number_code, clock.local_date(at))
    matter.save(force_insert=True)
    return matter


@reference.one_version()
@transaction.atomic
def advance(
    *, matter: Matter, action: str, inputs: StepInputs, by: Actor, at: datetime, command_id: UUID, version: int
) -> Step:
    """Move a matter by one transition of its procedure.

    Locks the matter. A repeated (actor, ``command_id``) with the same body returns the earlier step with
    ``replayed`` set, however old ``version`` is; with another body it is refused. Then ``version`` must be the
    present one. Raises ``SameIdOtherBody``, ``StaleVersion``, ``Conflict`` (not in this state, or a guard),
    ``Forbidden``, ``InvalidInput``.
    """
    # Without a join: PostgreSQL would check it against what it read before it waited for the lock.
    row = Matter.objects.select_for_update().get(pk=matter.pk)
    request = {**inputs.request(), "action": action}
    earlier = _earlier_step(by, command_id, row.pk, request)
    if earlier:
        return earlier
    if version != row.version:
        raise StaleVersion(
            _("Somebody else has worked on this matter meanwhile. Look at what changed and try again."),
            version=row.version,
            changes=changes_since(row, version),
        )
    procedure = kinds.get(row.kind).procedure
    transition = _allowed(procedure, row, action, inputs, by, at)
    draft = _Draft(action, row.state, inputs, request, command_id, basis=inputs.basis or transition.basis)
    acting = replace(by, unit_id=_acting_unit(procedure, transition, row, by))
    if transition.party is rules.Party.ABOVE:
        draft = replace(draft, inputs=replace(inputs, holder_id=acting.unit_id))
    path = _move(row, procedure, transition, draft.inputs, at)
    last = Step.objects.filter(matter=row, number=version).only("hash").get()
    step = _append(row, draft, before=bytes(last.hash), by=acting, at=at)
    returned = _came_back(row, transition)
    worklist.rewrite(row, procedure, procedure.state(row.state), area_path=path, returned=returned, at=at)
    if inputs.text or inputs.placement:
        documents.rewrite(row)
    return step


def _came_back(matter: Matter, transition: rules.Transition) -> bool:
    """Whether it came back to whoever has it now; a step that leaves it where it is leaves that as it was."""
    if transition.targets:
        return transition.shape is rules.Shape.RETURN
    return matter.worklist.filter(returned=True).exists()


def _acting_unit(procedure: rules.Procedure, transition: rules.Transition, matter: Matter, by: Actor) -> UUID | None:
    """The unit for which the actor takes the step: that of the grant that permits it, where the matter still lies."""
    if transition.party is rules.Party.HOLDER and matter.holder_id:
        return matter.holder_id
    if transition.party is rules.Party.ABOVE:
        return taking_unit(transition.permission, matter, by)
    path, permission = matter.area.path, transition.unheld or transition.permission
    held = permission if by.may(permission, area_path=path) else procedure.stands_in.get(permission, permission)
    return by.unit_for(held, area_path=path)


def _move(
    matter: Matter, procedure: rules.Procedure, transition: rules.Transition, inputs: StepInputs, at: datetime
) -> str:
    """Change the matter as the transition says and save it; returns the path of the area where it now lies."""
    path = _apply(matter, inputs, matter.area.path)
    before, state = procedure.state(matter.state), procedure.state(_target(transition, matter.state, inputs))
    matter.version += 1
    _ask(matter, procedure, transition, inputs, into="" if state is before else state.name, at=at)
    _run_limits(matter, procedure, transition, before, state, inputs, path, at)
    matter.state = state.name
    _end_or_revive(matter, procedure, before, state, inputs, at)
    matter.wake_at, matter.failed_at = timing.wake(matter, procedure, state, path=path), None
    matter.save()
    return path


def _run_limits(
    matter: Matter,
    procedure: rules.Procedure,
    transition: rules.Transition,
    before: rules.State,
    state: rules.State,
    inputs: StepInputs,
    path: str,
    at: datetime,
) -> None:
    if transition.targets:
        timing.enter(matter, before, state, path=path, at=at, until=inputs.until, without=inputs.without)
    elif inputs.recounts:
        timing.recount(matter, procedure, state, path=path, at=at)
    elif inputs.climbs:
        matter.rung += inputs.climbs
    else:
        timing.change(
            matter, state, path=path, at=at, until=inputs.until, without=inputs.without, extension=inputs.extension
        )


def _ask(
    matter: Matter,
    procedure: rules.Procedure,
    transition: rules.Transition,
    inputs: StepInputs,
    *,
    into: str,
    at: datetime,
) -> None:
    """Keep what is asked for and not decided: without what the step settles or, moving ``into`` another state, lets
    lapse; with what it raises."""
    pending = {
        name: kept
        for name, kept in matter.requests.items()
        if name not in (*transition.settles, *inputs.settles) and not (into and procedure.request(name).lapses_in(into))
    }
    for name in filter(None, (transition.raises, *inputs.raises)):
        due = inputs.request_due or timing.request_due(matter, procedure.request(name), at=at)
        pending[name] = {"at": at.isoformat(), "step": matter.version, "due": due.isoformat() if due else ""}
    matter.requests = pending


def _end_or_revive(
    matter: Matter,
    procedure: rules.Procedure,
    before: rules.State,
    state: rules.State,
    inputs: StepInputs,
    at: datetime,
) -> None:
    if state.is_open:
        matter.is_open, matter.closed_at, matter.close_reason = True, None, ""
    elif matter.is_open:
        matter.is_open, matter.closed_at, matter.close_reason = False, at, inputs.close_reason
        matter.requests = _still_owed(matter, procedure)
    elif state is not before:
        matter.requests = {
            name: asked for name, asked in matter.requests.items() if state.name in procedure.request(name).along
        }


def _still_owed(matter: Matter, procedure: rules.Procedure) -> dict[str, dict[str, Any]]:
    """What is owed also of a closed matter, until it goes to the archive."""
    return {name: asked for name, asked in matter.requests.items() if not procedure.request(name).lapses}


@dataclass(frozen=True)
class _Draft:
    action: str
    from_state: str
    inputs: StepInputs
    request: Mapping[str, Any]
    command_id: UUID
    basis: str = ""


def _earlier_step(by: Actor, command_id: UUID, matter_id: UUID, request: Mapping[str, Any]) -> Step | None:
    if not _was_sent(by, command_id):
        return None
    known = Step.objects.select_related("content", "matter__area", "matter__holder")
    step = known.get(actor_key=by.key, command_id=command_id)
    content = getattr(step, "content", None)
    same = content is not None and chain.same_request(content, request)
    if step.matter_id != matter_id or not same:
        raise SameIdOtherBody(_("This was sent before with other contents. Reload the page and send it anew."))
    step.replayed = True
    return step


def _was_sent(by: Actor, command_id: UUID) -> bool:
    """Asked before everything else, and nearly always in vain: the statement is written out to be quick."""
    spelt = Step._meta.get_field("command_id").get_db_prep_value(command_id, connection)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM procedures_step WHERE actor_key = %s AND command_id = %s", [by.key, spelt])
        return cursor.fetchone() is not None


def _allowed(
    procedure: rules.Procedure, matter: Matter, action: str, inputs: StepInputs, by: Actor, at: datetime
) -> rules.Transition:
    """The transition, if the state, the actor's permission, the guard and the inputs all allow it."""
    try:
        transition = procedure.transition(action, matter.state)
    except rules.NotAllowed as refusal:
        raise Conflict(
            _("This cannot be done in the matter's present state. Reload the page to see where it stands."),
            code=refusal.code,
        ) from refusal
    if not permitted(transition, matter, by, at=at):
        raise Forbidden(str(permissions.known(transition.permission).sentence))
    code = rules.request_fault(transition, procedure, matter.requests)
    if code:
        raise Conflict(str(REQUEST_SENTENCES[code]), code=code)
    steps = Step.objects.filter(matter=matter).order_by("number")
    code = transition.guard(situation(matter, steps, by, at)) if transition.guard else ""
    if code:
        raise Conflict(str(kinds.get(matter.kind).guard_sentences[code]), code=code)
    missing = rules.missing_inputs(transition, inputs.given())
    if missing:
        raise InvalidInput(
            _("Something is still missing."), fields={name: _("Please fill this in.") for name in missing}
        )
    return transition


def _target(transition: rules.Transition, state: str, inputs: StepInputs) -> str:
    possible = transition.leads_to(state)
    target = inputs.target or possible[0]
    if target not in possible:
        message = f"{transition.action} does not lead to {target}"
        raise AssertionError(message)
    return target


def _apply(matter: Matter, inputs: StepInputs, path: str) -> str:
    """Take over what the inputs change; returns the path of the area in which the matter now lies."""
    if inputs.clear_holder:
        matter.holder_id = matter.assignee_id = None
    if inputs.holder_id:
        matter.holder_id, matter.assignee_id = inputs.holder_id, None
    if inputs.clear_assignee:
        matter.assignee_id = None
    if inputs.assignee_id:
        matter.assignee_id = inputs.assignee_id
    if inputs.order_due or inputs.order_passed:
        matter.order_due_at = inputs.order_due
    if inputs.supervised:
        matter.supervised = True
    if inputs.category is not None:
        matter.category = inputs.category
    matter.urgency = inputs.urgency or matter.urgency
    if inputs.placement is None:
        return path
    _place(matter, inputs.placement)
    return inputs.placement.path


def _place(matter: Matter, place: Placement) -> None:
    matter.area_id = place.area_id
    matter.county_id, matter.street_id = place.county_id, place.street_id
    matter.community_id, matter.grid_id = place.community_id, place.grid_id
    matter.joint_id = place.joint_id


def _append(matter: Matter, draft: _Draft, *, before: bytes, by: Actor, at: datetime) -> Step:
    inputs, salt = draft.inputs, secrets.token_bytes(_SALT_BYTES)
    personal = chain.unguessable(inputs.personal)
    uploads = [str(upload) for upload in inputs.uploads]
    facts = {**inputs.facts, **inputs.noted, **({"uploads": uploads} if uploads else {})}
    if matter.due_norm_id:
        facts["limit"] = str(matter.due_norm_id)
    step = Step(
        matter=matter,
        number=matter.version,
        action=draft.action,
        from_state=draft.from_state,
        to_state=matter.state,
        at=at,
        actor_key=by.key,
        actor_name=by.name,
        unit_id=by.unit_id,
        due_at=matter.due_at,
        facts=facts,
        basis=draft.basis,
        content_digest=chain.content_digest(salt, text=inputs.text, personal=personal, uploads=uploads),
        previous_hash=before,
        command_id=draft.command_id,
    )
    step.hash = chain.link(step)
    step.save(force_insert=True)
    content = StepContent(
        step=step, salt=salt, text=inputs.text, request_digest=chain.request_digest(salt, draft.request)
    )
    content.personal = personal
    content.save(force_insert=True)
    if inputs.uploads:
        claim_uploads(ids=inputs.uploads, owner_type="step", owner_id=str(step.pk), by=by, at=at)
    telling.post_step(matter, step, at=at)
    return step
