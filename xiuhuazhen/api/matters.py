"""Matters of any kind for programs: list, one, and the actions on it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.forms import MultipleHiddenInput
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router

from xiuhuazhen.api.authentication import STAFF
from xiuhuazhen.api.schemas import ActionIn, MatterDetail, MatterOut, MattersOut, StepOut
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput, NotFound
from xiuhuazhen.core.kit.masking import mask_numbers
from xiuhuazhen.core.kit.moments import Moment
from xiuhuazhen.core.kit.paging import page_by_time
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures.access import matter_for, matter_to_act_on
from xiuhuazhen.core.procedures.kinds import InputsForm
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.offers import named, possible
from xiuhuazhen.core.procedures.queries import steps_of, visible_matters
from xiuhuazhen.core.procedures.searching import Wanted, filtered

router = Router(tags=["matters"], auth=STAFF)

_ITEMS_A_PAGE = 100


@router.get("/matters", response=MattersOut, operation_id="list_matters", summary="The matters that the caller may see")
def matters(
    request: HttpRequest,
    *,
    kind: str = "",
    state: str = "",
    area: str = "",
    due_before: Moment | None = None,
    category: str = "",
    unit: str = "",
    source: str = "",
    source_name: str = "",
    whose: str = "",
    back: bool = False,
    urgency: str = "",
    opened_from: date | None = None,
    opened_to: date | None = None,
    closed_from: date | None = None,
    closed_to: date | None = None,
    received_from: date | None = None,
    received_to: date | None = None,
    q: str = "",
    cursor: str = "",
) -> MattersOut:
    """Newest first, a hundred a page. ``state`` may be ``open``; ``area`` is a code and means its subtree; ``unit`` is
    the id of the unit that has it; ``source_name`` names one hotline or platform; ``whose`` is ``mine`` or ``units``;
    ``back`` asks for what came back to whoever has it; days are those of China, the last one within; received is when
    it happened or came to its source. ``q`` is words of at least two characters, in quotation marks where blanks belong
    to them, or parts of a number with at least four. ``cursor`` is the ``next`` of the page before."""
    by, at = _caller(request), clock.now()
    given = {"kind": kind, "state": state, "area": area, "category": category, "unit": unit, "source": source}
    given |= {"source_name": source_name, "whose": whose, "q": q, "urgency": urgency}
    plain = {name: _plain(value) for name, value in given.items()}
    days = {"opened_from": opened_from, "opened_to": opened_to, "closed_from": closed_from, "closed_to": closed_to}
    days |= {"received_from": received_from, "received_to": received_to}
    plain |= {name: day.isoformat() for name, day in days.items() if day} | ({"back": "yes"} if back else {})
    found = filtered(visible_matters(by), Wanted(due_before=due_before, **plain), by=by, at=at)
    found = found.select_related("area", "holder")
    page = page_by_time(
        found,
        field="opened_at",
        descending=True,
        cursor=cursor,
        size=_ITEMS_A_PAGE,
        value=lambda row: row.opened_at,
    )
    return MattersOut(items=[MatterOut(**_shown(request, row)) for row in page.rows], next=page.next)


@router.get("/matters/{number}", response=MatterDetail, operation_id="get_matter", summary="One matter")
def matter(request: HttpRequest, number: str) -> MatterDetail:
    """With its steps and the actions open to the caller."""
    by = _caller(request)
    return _detail(request, matter_for(by, number), by)


@router.post(
    "/matters/{number}/actions/{action}",
    response=MatterDetail,
    operation_id="act_on_matter",
    summary="Do one action on a matter",
)
def act(request: HttpRequest, number: str, action: str, body: ActionIn) -> MatterDetail:
    """Answers with the matter as it is then. The same id with the same body does nothing the second time, however
    old the version is."""
    by, at = _caller(request), clock.now()
    found = matter_to_act_on(by, number, command_id=body.id)
    offer = named(found, action).offer
    form = offer.form(body.asked(), matter=found, by=by, at=at)
    _check(form)
    try:
        step = offer.perform(matter=found, inputs=form.inputs(), by=by, at=at, command_id=body.id, version=body.version)
    except InvalidInput as refusal:
        raise InvalidInput(refusal.message, fields=_as_sent(refusal.fields), **refusal.extra) from refusal
    return _answer(request, by, number, step)


def _check(form: InputsForm) -> None:
    """Raise ``InvalidInput`` for what is wrong, and for what this action does not ask: it would be lost unseen."""
    wrong = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
    unknown = set(form.data) - set(form.fields)
    wrong |= {name: _("This takes one text, not a list.") for name in _lists_for_one(form)}
    wrong |= {name: _("This action does not ask for this.") for name in sorted(unknown)}
    if wrong:
        raise InvalidInput(_("Something needs correcting before this can be done."), fields=_as_sent(wrong))


def _as_sent(fields: Mapping[str, str]) -> dict[str, str]:
    """By the names under which programs send them: the text of a form is their ``note``."""
    return {"note" if name == "text" else name: sentence for name, sentence in fields.items()}


def _lists_for_one(form: InputsForm) -> list[str]:
    """Inputs given as a list where the form takes a single value."""
    many = {name for name, field in form.fields.items() if getattr(field.widget, "allow_multiple_selected", False)}
    many |= {name for name, field in form.fields.items() if isinstance(field.widget, MultipleHiddenInput)}
    return sorted(name for name, value in form.data.items() if isinstance(value, list) and name not in many)


def _answer(request: HttpRequest, by: StaffActor, number: str, step: Step) -> MatterDetail:
    """The matter as it is now. Whoever gave it away by this very step, or may no longer see it, is told of the step
    that they took and of nothing that came after."""
    try:
        return _detail(request, matter_for(by, number), by)
    except NotFound:
        row = Matter.objects.select_related("area").get(pk=step.matter_id)
    told = {"state": step.to_state, "version": step.number, "holder": "", "due": None, "closed": None}
    closed = {"close_reason": ""}
    return MatterDetail(**{**_shown(request, row), **told, **closed}, steps=[_step(step)], actions=[])


def _caller(request: HttpRequest) -> StaffActor:
    caller: StaffActor = request.auth  # type: ignore[attr-defined]  # ninja puts it there
    return caller


def _plain(text: str) -> str:
    return text.replace("\0", "")


def _shown(request: HttpRequest, row: Matter) -> dict[str, Any]:
    return {
        "number": row.number,
        "kind": row.kind,
        "title": row.title,
        "state": row.state,
        "urgency": row.urgency,
        "category": row.category,
        "area": row.area.code,
        "holder": row.holder.name if row.holder else "",
        "opened": row.opened_at,
        "due": row.due if row.is_open else None,
        "closed": row.closed_at,
        "close_reason": row.close_reason,
        "version": row.version,
        "url": request.build_absolute_uri(reverse("web:matter", args=[row.number])),
    }


def _detail(request: HttpRequest, row: Matter, by: StaffActor) -> MatterDetail:
    steps = steps_of(row)
    actions = [each.action for each in possible(row, steps, by=by, at=clock.now())]
    return MatterDetail(**_shown(request, row), steps=[_step(step) for step in steps], actions=actions)


def _step(step: Step) -> StepOut:
    return StepOut(
        number=step.number,
        action=step.action,
        at=step.at,
        who=step.actor_name,
        to_state=step.to_state,
        text=mask_numbers(step.content.text) if hasattr(step, "content") else "",
    )
