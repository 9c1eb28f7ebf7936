"""What the page of a place shows: who is there for it, what is open, what comes again, how large it is."""

from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.choices import AreaKind, Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.queries import ancestors, children, lead_of
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.paging import counted, query_string
from xiuhuazhen.core.norms.choices import Evidence
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.people.queries import serving_unit
from xiuhuazhen.core.people.roster import desk_on_duty
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import lies_in, visible_matters
from xiuhuazhen.core.procedures.searching import Wanted, filtered
from xiuhuazhen.domains.cases.access import DISPATCH, PLACE_CODES
from xiuhuazhen.domains.cases.queries import unplaced_matters
from xiuhuazhen.domains.cases.repeated import Repeated, repeated
from xiuhuazhen.domains.grid.choices import PostTitle
from xiuhuazhen.domains.grid.models import Grid
from xiuhuazhen.domains.grid.queries import Measure, households_measured, posts_of, residents_measured, total_under
from xiuhuazhen.domains.grid.rules import Size
from xiuhuazhen.web.places.access import DRAW, NAME

_REPEATED_SHOWN = 10
_MATTERS_NAMED = 3


def board(area: Area, by: StaffActor, at: datetime) -> dict[str, Any]:
    on = clock.local_date(at)
    here = visible_matters(by).filter(lies_in(area.pk, area.level, area.path))
    viewed = [kind.view for kind in kinds.all_kinds() if kind.view]
    handles = any(by.grants_of(kind.handle) for kind in kinds.all_kinds())
    sees = handles or any(by.may(view, area_path=area.path) for view in viewed)
    lead = lead_of(area.pk) if area.kind == AreaKind.JOINT else None
    committee = serving_unit(UnitKind.COMMUNITY, area_path=area.path, on=on)
    return {
        "area": _named(area),
        "above": [_named(each) for each in ancestors(area) if any(grant.covers(each.path) for grant in by.grants)],
        "parts": [_named(each) for each in children(area)],
        "lead": short_name(lead.name) if lead else "",
        "on_duty": desk_on_duty(area.path, at=at),
        "workers": workers_of(area, at),
        "committee": committee,
        "counts": _counts(area, here, by, at) if sees else [],
        "repetitions": _repetitions(area, here, at) if sees else None,
        "size": _size(area, at),
        "may_draw": by.may(DRAW, area_path=area.path),
        "may_codes": by.may(PLACE_CODES, area_path=area.path),
        "may_name": by.may(NAME, area_path=area.path),
    }


def _named(area: Area) -> dict[str, str]:
    return {
        "code": area.code,
        "name": short_name(area.name),
        "level": str(Level(area.level).label),
        "kind": str(AreaKind(area.kind).label) if area.kind != AreaKind.GENERAL else "",
        "url": reverse("web:area", args=[area.code]),
    }


def workers_of(area: Area, at: datetime) -> list[dict[str, str]]:
    """Who works this grid, heads first."""
    posts = posts_of([area.pk], on=clock.local_date(at)).get(area.pk, [])
    return [
        {
            "name": post.person.name,
            "title": str(PostTitle(post.title).label),
            "telephone": post.person.work_telephone,
        }
        for post in posts
    ]


def _counts(area: Area, here: QuerySet[Matter], by: StaffActor, at: datetime) -> list[dict[str, Any]]:
    """What is open, late, came back, or has no place yet; each leads to the list where it knows such a filter."""
    open_ = here.filter(is_open=True)
    listed = reverse("web:matters")
    late = listed + query_string([("due", "late"), ("area", area.code)])
    back = listed + query_string([("back", "yes"), ("area", area.code)])
    queue = reverse("cases:unplaced") if by.may(DISPATCH, area_path=area.path) else ""
    rows = (
        (_("Open"), open_, listed + query_string([("state", "open"), ("area", area.code)]), False),
        (_("Late"), filtered(here, Wanted(due="late"), by=by, at=at), late, True),
        (_("Came back"), filtered(here, Wanted(back="yes"), by=by, at=at), back, False),
        (_("To be placed"), unplaced_matters(here), queue, False),
    )
    return [{"label": label, "count": counted(found), "url": url, "late": red} for label, found, url, red in rows]


def _repetitions(area: Area, here: QuerySet[Matter], at: datetime) -> dict[str, Any]:
    found = repeated(here, area_path=area.path, at=at)
    return {
        "days": found.days,
        "rows": [_repeated(each) for each in found.found[:_REPEATED_SHOWN]],
        "more": len(found.found) > _REPEATED_SHOWN,
    }


def _repeated(each: Repeated) -> dict[str, Any]:
    newest = each.matters[0]
    return {
        "category": each.category,
        "place": each.place or short_name(newest.area.name),
        "count": len(each.matters),
        "matters": [
            {"number": row.number, "title": row.title, "url": reverse("web:matter", args=[row.number])}
            for row in each.matters[:_MATTERS_NAMED]
        ],
    }


def _size(area: Area, at: datetime) -> dict[str, Any]:
    """The counts of the grid itself, measured; of a wider area the sums of its grids."""
    on = clock.local_date(at)
    grid = Grid.objects.select_related("area").filter(area=area).first()
    measures = _measures(grid, on) if grid else []
    return {"total": total_under(area, on=on), "grid": grid, "measured": measures}


def _measures(grid: Grid, on: date) -> list[dict[str, Any]]:
    measured = {_("Households"): households_measured(grid, on=on), _("Residents"): residents_measured(grid, on=on)}
    return [_measured(label, each) for label, each in measured.items() if each]


def _measured(label: str, measure: Measure) -> dict[str, Any]:
    norm = measure.most or measure.least
    return {
        "label": label,
        "count": measure.count,
        "usual": _span(measure.least, measure.most),
        "said": _size_said(measure.size),
        "beside": measure.size in (Size.ABOVE, Size.BELOW),
        "basis": norm.basis if norm else "",
        "evidence": str(Evidence(norm.evidence).label) if norm else "",
    }


def _size_said(size: Size | None) -> str:
    said = {
        Size.BELOW: _("below the usual size"),
        Size.USUAL: _("of the usual size"),
        Size.ABOVE: _("above the usual size"),
    }
    return said[size] if size else ""


def _span(least: Norm | None, most: Norm | None) -> str:
    if least and most:
        return f"{least.value}–{most.value}"
    if most:
        return _("at most %(count)s") % {"count": most.value}
    return _("at least %(count)s") % {"count": least.value} if least else ""
