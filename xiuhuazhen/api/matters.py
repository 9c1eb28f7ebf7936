"""Matters of any kind for programs: list, one, and the actions on it."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router

from xiuhuazhen.api.authentication import STAFF
from xiuhuazhen.api.schemas import ActionIn, MatterDetail, MatterOut, MattersOut, StepOut
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput, NotFound
from xiuhuazhen.core.kit.paging import page_by_time
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures.access import matter_for
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.offers import named, possible
from xiuhuazhen.core.procedures.queries import steps_of, visible_matters
from xiuhuazhen.core.procedures.searching import Wanted, filtered

router = Router(tags=["matters"], auth=STAFF)

_ITEMS_A_PAGE = 100


@router.get("/matters", response=MattersOut, operation_id="list_matters")
def matters(
    request: HttpRequest,
    kind: str = "",
    state: str = "",
    area: str = "",
    due_before: datetime | None = None,
    q: str = "",
    cursor: str = "",
) -> MattersOut:
    """The matters that the caller may see, newest first."""
    by, at = _caller(request), clock.now()
    before = _aware(due_before)
    wanted = Wanted(q=q, kind=_plain(kind), state=_plain(state), area=_plain(area), due_before=before)
    found = filtered(visible_matters(by), wanted, at=at).select_related("area", "holder")
    page = page_by_time(
        found,
        field="opened_at",
        descending=True,
        cursor=cursor,
        size=_ITEMS_A_PAGE,
        value=lambda row: row.opened_at,
    )
    return MattersOut(items=[MatterOut(**_shown(request, row)) for row in page.rows], next=page.next)


@router.get("/matters/{number}", response=MatterDetail, operation_id="get_matter")
def matter(request: HttpRequest, number: str) -> MatterDetail:
    """One matter with its steps and the actions open to the caller."""
    by = _caller(request)
    return _detail(request, matter_for(by, number), by)


@router.post("/matters/{number}/actions/{action}", response=MatterDetail, operation_id="act_on_matter")
def act(request: HttpRequest, number: str, action: str, body: ActionIn) -> MatterDetail:
    """Do one action. The same id with the same body gives the same result again, however old the version is."""
    by, at = _caller(request), clock.now()
    found = matter_for(by, number)
    offer = named(found, action).offer
    form = offer.form(body.asked(), matter=found, by=by, at=at)
    if not form.is_valid():
        fields = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
        raise InvalidInput(_("Something needs correcting before this can be done."), fields=fields)
    offer.perform(matter=found, inputs=form.inputs(), by=by, at=at, command_id=body.id, version=body.version)
    return _detail(request, _matter_after(by, number, found), by)


def _matter_after(by: StaffActor, number: str, before: Matter) -> Matter:
    """The matter as it is now; who gave it away by this very action still gets the answer."""
    try:
        return matter_for(by, number)
    except NotFound:
        return Matter.objects.select_related("area", "holder").get(pk=before.pk)


def _caller(request: HttpRequest) -> StaffActor:
    caller: StaffActor = request.auth  # type: ignore[attr-defined]  # ninja puts it there
    return caller


def _plain(text: str) -> str:
    return text.replace("\0", "")


def _aware(at: datetime | None) -> datetime | None:
    if at is None:
        return None
    try:
        return (at if at.tzinfo else at.replace(tzinfo=clock.CHINA)).astimezone(UTC)
    except OverflowError as fault:
        sentence = _("This time cannot be compared with anything.")
        raise InvalidInput(sentence, fields={"due_before": sentence}) from fault


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
    steps = [
        StepOut(
            number=step.number,
            action=step.action,
            at=step.at,
            who=step.actor_name,
            to_state=step.to_state,
            text=step.content.text if hasattr(step, "content") else "",
        )
        for step in steps_of(row)
    ]
    actions = [each.action for each in possible(row, by=by, at=clock.now())]
    return MatterDetail(**_shown(request, row), steps=steps, actions=actions)
