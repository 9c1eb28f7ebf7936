"""What stands still in one's areas, by why, so that somebody sets it going again."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import Forbidden
from xiuhuazhen.core.kit.paging import Page, counted, page_by_time, query_string
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.choices import Why
from xiuhuazhen.core.procedures.models import Matter, WorklistRow
from xiuhuazhen.core.procedures.rules.tables import Waits
from xiuhuazhen.core.procedures.stuck import STUCK, may_see, stuck_matters
from xiuhuazhen.core.procedures.thread import state_shape
from xiuhuazhen.web.rows import url_for

_ROWS_A_PAGE = 50
_COMMUNITIES_OFFERED = 300

Waiting = dict[UUID, list[WorklistRow]]
"""By matter: the rows of those for whom it waits."""


@require_safe
def stuck(request: HttpRequest) -> HttpResponse:
    """The reasons with how many each, and the matters of one of them: of the first that has any, if none is chosen."""
    by, at = staff(request), clock.now()
    if not may_see(by):
        raise Forbidden(str(permissions.known(STUCK).sentence))
    community = request.GET.get("area", "").replace("\0", "")
    found = {why: stuck_matters(by, why, at=at, community=community) for why in Why}
    counts = {why: counted(rows) for why, rows in found.items()}
    chosen = _chosen(request.GET.get("why", ""), counts)
    page = page_by_time(
        found[chosen].select_related("area", "community", "holder"),
        field="late_since",
        descending=False,
        cursor=request.GET.get("cursor", ""),
        size=_ROWS_A_PAGE,
        value=_late_since,
    )
    kept = [("why", chosen.value), ("area", community)]
    context = {
        "reasons": [_reason(why, counts[why], chosen, community) for why in Why],
        "why": chosen.value,
        "chosen_label": str(chosen.label),
        "communities": _communities(by),
        "area": community,
        "rows": _rows(page, chosen, by),
        "nothing": not any(count != "0" for count in counts.values()),
        "next_url": query_string([*kept, ("cursor", page.next)]) if page.next else "",
    }
    return render(request, "web/stuck.html", context)


def _chosen(asked: str, counts: dict[Why, str]) -> Why:
    if asked in Why.values:
        return Why(asked)
    return next((why for why, count in counts.items() if count != "0"), Why.NOBODY)


def _reason(why: Why, count: str, chosen: Why, community: str) -> dict[str, Any]:
    url = query_string([("why", why.value), ("area", community)])
    return {"label": str(why.label), "count": count, "url": url, "current": why is chosen}


def _late_since(matter: Matter) -> datetime:
    """An annotation of the query."""
    since: datetime = vars(matter)["late_since"]
    return since


def _communities(by: StaffActor) -> list[dict[str, str]]:
    reach = Q(pk__in=[])
    for grant in by.grants_of(STUCK):
        reach |= Q(path__startswith=grant.area_path)
    rows = Area.objects.present().filter(reach, level=Level.COMMUNITY).order_by("code")
    return [
        {"code": code, "name": short_name(name)}
        for code, name in rows.values_list("code", "name")[:_COMMUNITIES_OFFERED]
    ]


def _rows(page: Page[Matter], why: Why, by: StaffActor) -> list[dict[str, Any]]:
    waiting = _waiting(page.rows)
    return [_row(matter, why, waiting[matter.pk], by) for matter in page.rows]


def _waiting(matters: Sequence[Matter]) -> Waiting:
    found: Waiting = defaultdict(list)
    rows = WorklistRow.objects.filter(matter_id__in=[matter.pk for matter in matters])
    for row in rows.select_related("unit", "person").order_by("due_at", "id"):
        found[row.matter_id].append(row)
    return found


def _row(matter: Matter, why: Why, waiting: Sequence[WorklistRow], by: StaffActor) -> dict[str, Any]:
    since = _late_since(matter)
    return {
        "number": matter.number,
        "title": matter.title,
        "url": url_for(matter, by),
        "state_label": str(kinds.get(matter.kind).state_labels[matter.state]),
        "state_shape": state_shape(matter),
        "area_name": short_name(matter.community.name if matter.community else matter.area.name),
        "waits_for": _whom(matter, why, waiting),
        "due_at": since if since < clock.NO_LIMIT else None,
    }


def _whom(matter: Matter, why: Why, waiting: Sequence[WorklistRow]) -> str:
    """The unit, and who of it has the matter; what was asked for; whoever is outside, or sees to the product."""
    kind = kinds.get(matter.kind)
    if why is Why.FAULT:
        return _("the administrator")
    if why is Why.OUTSIDE:
        at_source = kind.procedure.state(matter.state).waits is Waits.SOURCE
        return _("whoever sent the order") if at_source else _("the reporter")
    own = next((row for row in waiting if not row.reason), None)
    asked = next((row for row in waiting if row.reason in kind.asked), None)
    if why is Why.UNDECIDED and asked:
        decides = kind.procedure.request(asked.reason).owed_by(held=matter.holder_id is not None)
        permission = decides[1] if decides else ""
        owes = next((row for row in waiting if row.reason == asked.reason and row.permission == permission), own)
        return f"{(owes or asked).unit.name} · {kind.asked[asked.reason]}"
    if own is None:
        return _("no unit serves this place")
    return " · ".join(filter(None, (own.unit.name, own.person.name if own.person else "")))
