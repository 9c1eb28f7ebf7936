"""Searching what was changed or opened."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.paging import page_by_time, query_string
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.web.auditing.access import SEARCH, rows_for, without_hidden
from xiuhuazhen.web.auditing.forms import AuditFilter
from xiuhuazhen.web.moments import exact
from xiuhuazhen.web.sheets import MOST_ROWS, attached, sheet
from xiuhuazhen.web.staffing.choosing import areas_to_manage
from xiuhuazhen.web.staffing.history import lines

_ROWS_A_PAGE = 50


def _asked(request: HttpRequest, by: StaffActor) -> tuple[AuditFilter, QuerySet[AuditRow]]:
    rows_for(by)
    form = AuditFilter(request.GET, areas=areas_to_manage(by, SEARCH))
    if not form.is_valid():
        return form, AuditRow.objects.none()
    return form, form.narrowed(rows_for(by, form.chosen_area()))


@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """The latest first, page by page."""
    by = staff(request)
    form, found = _asked(request, by)
    page = page_by_time(
        found,
        field="at",
        descending=True,
        cursor=request.GET.get("cursor", ""),
        size=_ROWS_A_PAGE,
        value=lambda row: row.at,
    )
    context = {
        "form": form,
        "rows": _told(page.rows),
        "next_url": query_string([*form.kept(), ("cursor", page.next)]) if page.next else "",
        "query": query_string(form.kept()),
    }
    return render(request, "web/audit.html", context)


@require_safe
def audit_sheet(request: HttpRequest) -> HttpResponse:
    """What was searched, as a spreadsheet. Longer than can be written at once it is refused with what to do."""
    by = staff(request)
    _form, found = _asked(request, by)
    rows = list(found.order_by("-at", "-id")[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        raise InvalidInput(_("More than 1,000 lines fit. Choose fewer days, or one place, and try again."))
    what = pgettext("audit", "What was done")
    titles = (_("Time"), pgettext("audit", "Who"), what, _("More exactly"), _("Place"), pgettext("locking", "Why"))
    columns = list(zip(titles, (22, 14, 32, 50, 20, 30), strict=True))
    told = [(exact(row["at"]), row["who"], row["what"], row["words"], row["where"], row["why"]) for row in _told(rows)]
    return attached(sheet(_("Audit"), columns, told), str(_("Audit")))


def _told(rows: Sequence[AuditRow]) -> list[dict[str, Any]]:
    shown = without_hidden(rows)
    codes = {row.area_code for row in shown if row.area_code}
    names = {code: short_name(name) for code, name in Area.objects.filter(code__in=codes).values_list("code", "name")}
    return [line | {"where": names.get(row.area_code, "")} for row, line in zip(shown, lines(shown), strict=True)]
