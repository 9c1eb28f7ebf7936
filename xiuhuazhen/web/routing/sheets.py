"""The dispatch table as a spreadsheet, a line each."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.domains.cases.choices import RouteHours
from xiuhuazhen.domains.cases.dispatch_table import category_words
from xiuhuazhen.domains.cases.models import RoutingRule
from xiuhuazhen.web.sheets import days, sheet


def headings() -> dict[str, str]:
    """A category and a place are named by their code, by their name, or by both."""
    return {
        "code": pgettext("of a category", "Code"),
        "category": _("Category"),
        "area_code": _("Code of the place"),
        "area": _("Place"),
        "hours": pgettext("dispatch table", "When"),
        "unit": _("Unit"),
        "first": _("First day"),
        "last": _("Last day"),
    }


def routes_sheet(lines: Iterable[RoutingRule]) -> bytes:
    columns = list(zip(headings().values(), (10, 24, 18, 24, 14, 34, 14, 14), strict=True))
    return sheet(_("Dispatch table"), columns, (_line(each) for each in lines))


def _line(line: RoutingRule) -> tuple[str, ...]:
    where = (line.area.code, short_name(line.area.name))
    hours = str(RouteHours(line.hours).label)
    return (line.category, category_words(line.category), *where, hours, line.unit.name, *days(line))
