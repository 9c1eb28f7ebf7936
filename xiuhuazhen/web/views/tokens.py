"""Tokens of programs: the list, letting one in, letting it in no more."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.paging import page_by_text, query_string
from xiuhuazhen.core.people.actions import create_token, revoke_token
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.people.granting import TOKENS
from xiuhuazhen.core.people.models import ApiToken
from xiuhuazhen.web.form_pages import FormPage, handled
from xiuhuazhen.web.operating.board import names_of
from xiuhuazhen.web.programs import sheets
from xiuhuazhen.web.programs.access import token_for, tokens
from xiuhuazhen.web.programs.forms import TokenForm, titles
from xiuhuazhen.web.sheets import MOST_ROWS, attached
from xiuhuazhen.web.staffing.board import held_said
from xiuhuazhen.web.staffing.choosing import areas_to_manage, present_units
from xiuhuazhen.web.staffing.forms import PlainForm

_ROWS_A_PAGE = 50


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Programs by name; those that are let in no more among them."""
    by, today = staff(request), clock.local_date(clock.now())
    cursor = request.GET.get("cursor", "")
    page = page_by_text(tokens(by), field="name", cursor=cursor, size=_ROWS_A_PAGE, value=lambda row: row.name)
    givers = names_of({row.granted_by for row in page.rows})
    context = {
        "rows": [_row(row, givers, today) for row in page.rows],
        "next_url": query_string([("cursor", page.next)]) if page.next else "",
    }
    return render(request, "web/tokens.html", context)


@require_safe
def tokens_sheet(request: HttpRequest) -> HttpResponse:
    """The same programs as a spreadsheet, without anything that lets one in."""
    by, today = staff(request), clock.local_date(clock.now())
    rows = list(tokens(by).order_by("name", "id")[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        raise InvalidInput(_("More than 1,000 programs are entered here. They cannot be written in one sheet."))
    givers = names_of({row.granted_by for row in rows})
    return attached(sheets.tokens_sheet(rows, givers, today), str(_("Programs")))


def _row(row: ApiToken, givers: dict[str, str], today: date) -> dict[str, Any]:
    good = row.holds_on(today) and not row.revoked
    return {
        "id": row.pk,
        "name": row.name,
        "may": "，".join(titles(row.permissions)),
        "unit": row.unit.name,
        "area": short_name(row.area.name),
        "period": held_said(row, today),
        "by": givers.get(row.granted_by, ""),
        "good": good,
        "label": _("let in") if good else _("revoked") if row.revoked else _("expired"),
        "shape": "open" if good else "ended",
    }


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Let a program in; its token is shown once."""
    by, at = staff(request), clock.now()
    tokens(by)
    today = clock.local_date(at)
    form = TokenForm(
        request.POST or None, areas=areas_to_manage(by, TOKENS), units=present_units(by, today), today=today
    )

    def perform(command_id: UUID) -> HttpResponse:
        row, text = create_token(**form.token(), by=by, at=at, command_id=command_id)
        response = render(request, "web/token_made.html", {"name": row.name, "token": text})
        response.headers["Cache-Control"] = "no-store"
        return response

    hint = _("It acts in its own name: the history says that the program did it. Opening contacts is for people alone.")
    page = FormPage(_("Let a program in"), _("Make the token"), reverse("web:tokens"), hints=(hint,))
    return handled(request, form, page, perform)


@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: HttpRequest, token_id: str) -> HttpResponse:
    by, at = staff(request), clock.now()
    row, back = token_for(by, token_id), reverse("web:tokens")

    def perform(command_id: UUID) -> str:
        revoke_token(token=row, by=by, at=at, command_id=command_id)
        messages.info(request, _("%(name)s is let in no more.") % {"name": row.name})
        return back

    hint = _("It holds at once and cannot be taken back; for more time make another token.")
    page = FormPage(_("Revoke the token"), _("Revoke"), back, row.name, (hint,))
    return handled(request, PlainForm(request.POST or None), page, perform)
