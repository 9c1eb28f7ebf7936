"""Norms: the list, the history of one, and its next value."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput, Refusal
from xiuhuazhen.core.kit.ids import new_id, parse_id
from xiuhuazhen.core.norms.actions import set_norm, withdraw_norm
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.norms.queries import can_be_withdrawn
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.domains.cases.queries import category_choices
from xiuhuazhen.web.form_pages import FormPage, handled
from xiuhuazhen.web.norming import access, sheets
from xiuhuazhen.web.norming.board import history, listed
from xiuhuazhen.web.norming.forms import NormForm
from xiuhuazhen.web.sheets import MOST_ROWS, attached
from xiuhuazhen.web.staffing.choosing import areas_to_manage

_HISTORY_SHOWN = 200


@require_safe
def norms(request: HttpRequest) -> HttpResponse:
    """Every number of law or local rule that the product asks for, with what holds today; what is missing is shown."""
    by, today = staff(request), clock.local_date(clock.now())
    shown = access.names_shown(by)
    found = defaultdict(list)
    for norm in access.norms_shown(by):
        found[norm.name].append(norm)
    rows = [listed(str(known.title), name, found[name], today) for name, known in shown.items()]
    state = request.GET.get("state", "")
    wanted = {
        "unverified": [row for row in rows if row["unverified"]],
        "missing": [row for row in rows if not row["held"]],
    }
    context = {
        "rows": wanted.get(state, rows),
        "state": state if state in wanted else "",
        "counts": {"all": len(rows), **{name: len(part) for name, part in wanted.items()}},
    }
    return render(request, "web/norms.html", context)


@require_safe
def norms_sheet(request: HttpRequest) -> HttpResponse:
    """Every value that was ever set in one's areas, and those above that hold there."""
    by = staff(request)
    titles = {name: str(known.title) for name, known in access.names_shown(by).items()}
    found = access.norms_shown(by).filter(name__in=titles).select_related("area")
    rows = list(found.order_by("name", "area__code", "qualifier", "valid_from", "id")[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        raise InvalidInput(_("More than 1,000 values are set here. Open the norms one by one."))
    return attached(sheets.norms_sheet(rows, titles), str(_("Norms")))


@require_safe
def norm(request: HttpRequest, name: str) -> HttpResponse:
    by, today = staff(request), clock.local_date(clock.now())
    known = access.norm_name(by, name)
    rows = list(access.norms_shown(by).filter(name=name).order_by("-valid_from", "id")[:_HISTORY_SHOWN])
    context = {
        "title": str(known.title),
        "name": name,
        "rows": history(rows, today),
        "set_url": reverse("web:norm-set", args=[name]),
        "withdrawable": {norm.pk for norm in rows if _may_withdraw(norm, by, today)},
        "command_id": new_id(),
    }
    return render(request, "web/norm.html", context)


def _may_withdraw(norm: Norm, by: StaffActor, today: date) -> bool:
    return can_be_withdrawn(norm, today) and by.may(access.MANAGE, area_path=norm.area.path)


@require_POST
def withdraw(request: HttpRequest, name: str, norm_id: UUID) -> HttpResponse:
    """A value that has not held for a day yet is taken back; the one before it holds on."""
    by = staff(request)
    norm = access.norm_to_withdraw(by, name, norm_id)
    try:
        command_id = parse_id(request.POST.get("command_id", ""))
        withdraw_norm(norm=norm, by=by, at=clock.now(), command_id=command_id)
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    else:
        messages.success(request, _("The value is taken back. The one before it holds on."))
    return redirect("web:norm", name=name)


@require_http_methods(["GET", "HEAD", "POST"])
def set_value(request: HttpRequest, name: str) -> HttpResponse:
    """Another value from a day on, in one's own area. What was decided keeps the value by which it was."""
    by, at = staff(request), clock.now()
    known, today = access.norm_name(by, name), clock.local_date(at)
    areas = areas_to_manage(by, access.MANAGE)
    form = NormForm(request.POST or None, known=known, areas=areas, categories=category_choices(today), today=today)
    back = reverse("web:norm", args=[name])

    def perform(command_id: UUID) -> str:
        area = form.chosen_area()
        access.require_to_set(by, area)
        form.require_sure(at)
        set_norm(
            norm=form.norm(name),
            area=area,
            valid_from=form.cleaned_data["valid_from"],
            by=by,
            at=at,
            command_id=command_id,
        )
        messages.success(request, _("The value is set."))
        return back

    hint = _("It holds in this place and below until another follows. What has begun keeps the time limit that it has.")
    return handled(
        request, form, FormPage(_("Another value"), _("Set the value"), back, str(known.title), (hint,)), perform
    )
