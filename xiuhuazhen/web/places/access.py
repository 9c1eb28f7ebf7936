"""Whose page of a place one may see, and who may change places."""

from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.choices import AreaKind, Level
from xiuhuazhen.core.areas.errors import AreaNotFound
from xiuhuazhen.core.areas.models import Alias, Area
from xiuhuazhen.core.areas.queries import area_by_code
from xiuhuazhen.core.kit.errors import NotFound
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.people.access import StaffActor, require
from xiuhuazhen.domains.grid.access import COUNT

DRAW, NAME = "places.draw", "places.name"


def area_for(by: StaffActor, code: str) -> Area:
    """The present area with this code, if the person works in it or above it."""
    area = _present(code)
    if area is None or not works_in(by, area):
        raise NotFound(_("There is no such place here."))
    return area


def works_in(by: StaffActor, area: Area) -> bool:
    """Whether the person works in this area or above it."""
    return any(grant.covers(area.path) for grant in by.grants)


def area_to_draw(by: StaffActor, code: str) -> Area:
    """The same, if the person may change the places there."""
    area = area_for(by, code)
    require(by, DRAW, area_path=area.path)
    return area


def area_to_name(by: StaffActor, code: str) -> Area:
    """The same, if the person may say how people call the places there."""
    area = area_for(by, code)
    require(by, NAME, area_path=area.path)
    return area


def may_bring_places(by: StaffActor, area: Area) -> bool:
    """Whether the person adds places there or corrects counts. Each line is asked for again."""
    return by.may(DRAW, area_path=area.path) or by.may(COUNT, area_path=area.path)


def alias_in(area: Area, alias_id: str) -> Alias:
    """A name that people use in this area, as long as nobody took it back."""
    parsed = parse_id(alias_id)
    row = Alias.objects.filter(pk=parsed, area=area, valid_to__isnull=True).first() if parsed else None
    if row is None:
        raise NotFound(_("This name is not in use here any more. Reload the page."))
    return row


def public_grid(code: str) -> Area:
    """The present grid with this code; joint areas have no worker of their own. Open to everybody."""
    area = _present(code)
    if area is None or area.level < Level.GRID or area.kind == AreaKind.JOINT:
        raise NotFound(_("There is no such grid here."))
    return area


def public_place(code: str, home: Area) -> Area:
    """The present area with this code between the top of what is served here and the communities; the top itself where
    none is named. Open to everybody."""
    area = _present(code) if code else home
    if area is None or area.level > Level.COMMUNITY or not area.path.startswith(home.path):
        raise NotFound(_("There is no such place here."))
    return area


def _present(code: str) -> Area | None:
    try:
        return area_by_code(code.replace("\0", ""))
    except AreaNotFound:
        return None
