"""Lines of the dispatch table."""

from datetime import date

from tests.support import cases
from tests.support.street import AT, SYSTEM
from xiuhuazhen.domains.cases.actions.setting_up import set_route
from xiuhuazhen.domains.cases.choices import RouteHours
from xiuhuazhen.domains.cases.dispatch_table import Spot, proposals

TODAY = date(2026, 11, 23)
LAMPS = "0101"


def line(near, unit, *, category=LAMPS, area="street", hours=RouteHours.ALWAYS, since=TODAY, **given):
    place = {"category": category, "area": near.areas[area], "hours": hours}
    return set_route(**place, unit=near.units[unit], valid_from=since, by=SYSTEM, at=AT, **given)


def proposed(near, *, category=LAMPS, area="grid", at=AT):
    return [each.unit.name for each in proposals(category, spot=Spot(near.areas[area].path), at=at)]


def names(near, *units):
    return [near.units[unit].name for unit in units]


def dispatched(near, unit, **given):
    matter = cases.case_in(near, "dispatched", **given)
    matter.holder = near.units[unit]
    matter.save(update_fields=["holder"])
    return matter
