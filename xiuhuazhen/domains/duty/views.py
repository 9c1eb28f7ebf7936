"""Handing over at the change of shift: prepare, take, look up, print."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import Forbidden, Refusal
from xiuhuazhen.core.kit.ids import new_id, parse_id
from xiuhuazhen.core.kit.masking import mask_numbers
from xiuhuazhen.core.kit.paging import page_by_time, query_string
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.core.people.roster import on_duty
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.choices import Urgency
from xiuhuazhen.core.procedures.doors import show_refusal
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import visible_matters
from xiuhuazhen.domains.duty import access
from xiuhuazhen.domains.duty.actions import prepare_hand_over, take_over
from xiuhuazhen.domains.duty.forms import HandOverForm
from xiuhuazhen.domains.duty.models import HandOver, HandOverItem
from xiuhuazhen.domains.duty.queries import Listed, hand_overs_of, newest, open_matters

_ROWS_A_PAGE = 30


@require_safe
def hand_overs(request: HttpRequest) -> HttpResponse:
    """Those of one unit, newest first; the one that waits to be taken on top."""
    by, at = staff(request), clock.now()
    unit = access.unit_for(by, request.GET.get("unit", ""), at=at)
    cursor, last = request.GET.get("cursor", ""), newest(unit.pk)
    rows = hand_overs_of(unit.pk).order_by()
    page = page_by_time(rows, field="at", descending=True, cursor=cursor, size=_ROWS_A_PAGE, value=lambda row: row.at)
    context = {
        "unit": unit,
        "units": [{"id": each.pk, "name": each.name} for each in access.units_with_hand_overs(by, at=at)],
        "rows": [_row(row, last) for row in page.rows],
        "may_prepare": access.may_hand_over(by, unit, at=at),
        "prepare_url": _for_unit("duty:prepare", unit),
        "next_url": query_string([("unit", str(unit.pk)), ("cursor", page.next)]) if page.next else "",
    }
    return render(request, "duty/hand_overs.html", context)


def _for_unit(name: str, unit: Unit) -> str:
    return reverse(name) + query_string([("unit", str(unit.pk))])


def _row(row: HandOver, last: HandOver | None) -> dict[str, Any]:
    taken = getattr(row, "taken", None)
    waits = taken is None and last is not None and last.pk == row.pk
    return {
        "url": reverse("duty:hand-over", args=[row.pk]),
        "at": row.at,
        "given_by": row.given_by.name,
        "taken_by": taken.taken_by.name if taken else "",
        "taken_at": taken.at if taken else None,
        "waits": waits,
        "state_label": _("taken over") if taken else _("waits to be taken over") if waits else _("replaced by a newer"),
        "state_shape": "closed" if taken else "waiting" if waits else "paused",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest) -> HttpResponse:
    """The list as it is made by itself, with room for a sentence on each matter and a general note."""
    by, at = staff(request), clock.now()
    unit = access.unit_for(by, request.GET.get("unit", ""), at=at)
    if not access.may_hand_over(by, unit, at=at):
        raise Forbidden(str(permissions.known(access.HAND_OVER).sentence))
    found = open_matters(unit, at=at)
    form = HandOverForm(request.POST or None, numbers=[each.matter.number for each in found.listed], by=by)
    command_id = _command_id(request)
    if request.method == "POST" and form.is_valid():
        try:
            row = prepare_hand_over(
                unit_id=unit.pk,
                note=form.cleaned_data["note"],
                remarks=form.remarks(),
                by=by,
                at=at,
                command_id=command_id,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect("duty:hand-over", hand_over_id=row.pk)
    seen = _seen(by, [each.matter.pk for each in found.listed])
    context = {
        "unit": unit,
        "givers": [each.name for each in on_duty(unit.pk, at=at)],
        "items": [_listed(each, seen, form, at) for each in found.listed],
        "more": found.more,
        "form": form,
        "command_id": command_id,
        "cancel_url": _for_unit("duty:hand-overs", unit),
    }
    return render(request, "duty/prepare.html", context, status=422 if form.errors else 200)


def _command_id(request: HttpRequest) -> UUID:
    return parse_id(request.POST.get("command_id", "")) or new_id()


def _seen(by: StaffActor, ids: list[UUID]) -> dict[UUID, Matter]:
    """Those of the matters that the person may see: on duty one reads titles no further than one's offices reach."""
    return {matter.pk: matter for matter in visible_matters(by).filter(pk__in=ids)}


def _listed(each: Listed, seen: dict[UUID, Matter], form: HandOverForm, at: datetime) -> dict[str, Any]:
    matter = each.matter
    shown = _shown(matter, matter.state, seen)
    return {
        **shown,
        "urgent": matter.urgency == Urgency.URGENT,
        "waits_here": each.waits_here,
        "late": each.due_at < at,
        "due_at": each.due_at if each.due_at < clock.NO_LIMIT else None,
        "promised_at": each.promised_at,
        "field": form.remark(matter.number),
        "remark": "",
    }


def _shown(matter: Matter, state: str, seen: dict[UUID, Matter]) -> dict[str, Any]:
    visible, kind = seen.get(matter.pk), kinds.get(matter.kind)
    return {
        "number": matter.number,
        "title": visible.title if visible else "",
        "url": reverse("web:matter", args=[matter.number]) if visible else "",
        "state_label": str(kind.state_labels.get(state, state)),
        "ended": state in kind.state_labels and not kind.procedure.state(state).is_open,
    }


@require_safe
def hand_over(request: HttpRequest, hand_over_id: str) -> HttpResponse:
    """One record, as it was prepared; to be taken over as long as it waits."""
    by, at = staff(request), clock.now()
    row = access.hand_over_for(by, hand_over_id, at=at)
    return _record(request, row, by, status=200)


def _record(request: HttpRequest, row: HandOver, by: StaffActor, *, status: int, problem: str = "") -> HttpResponse:
    items = list(row.items.select_related("matter").order_by("position"))
    seen = _seen(by, [item.matter_id for item in items])
    content = getattr(row, "content", None)
    remarks = dict(content.remarks) if content else {}
    shown = [_kept(item, seen, remarks.pop(item.number, "")) for item in items]
    head = _row(row, newest(row.unit_id))
    mine = row.given_by_id == by.person_id
    context = {
        "unit": row.unit,
        "hand_over": head,
        "givers": [each["name"] for each in row.givers],
        "note": mask_numbers(content.note) if content else _("The text has been erased."),
        "items": shown,
        "other_remarks": [{"number": number, "text": mask_numbers(text)} for number, text in remarks.items()],
        "more": row.more,
        "may_take": head["waits"] and not mine and access.may_hand_over(by, row.unit, at=clock.now()),
        "take_url": reverse("duty:take", args=[row.pk]),
        "back_url": _for_unit("duty:hand-overs", row.unit),
        "command_id": new_id(),
        "problem": problem,
    }
    return render(request, "duty/hand_over.html", context, status=status)


def _kept(item: HandOverItem, seen: dict[UUID, Matter], remark: str) -> dict[str, Any]:
    return {
        **_shown(item.matter, item.state, seen),
        "urgent": item.urgent,
        "waits_here": item.waits_here,
        "late": item.late,
        "due_at": item.due_at if item.due_at < clock.NO_LIMIT else None,
        "promised_at": item.promised_at,
        "remark": mask_numbers(remark),
    }


@require_POST
def take(request: HttpRequest, hand_over_id: str) -> HttpResponse:
    """Take it over. Whoever comes second reads who was first."""
    by, at = staff(request), clock.now()
    row = access.hand_over_for(by, hand_over_id, at=at)
    try:
        take_over(hand_over_id=row.pk, by=by, at=at, command_id=_command_id(request))
    except Refusal as refusal:
        if refusal.status != 409:
            raise
        again = access.hand_over_for(by, hand_over_id, at=at)
        return _record(request, again, by, status=409, problem=refusal.message)
    return redirect("duty:hand-over", hand_over_id=row.pk)
