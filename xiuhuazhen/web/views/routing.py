"""The dispatch table as a spreadsheet."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.domains.cases.access import routing_rules
from xiuhuazhen.web.routing import sheets
from xiuhuazhen.web.sheets import MOST_ROWS, attached


@require_safe
@reference.one_version()
def routes_sheet(request: HttpRequest) -> HttpResponse:
    """The lines of one's areas that have not ended."""
    lines = routing_rules(staff(request)).exclude(valid_to__lte=clock.local_date(clock.now()))
    rows = list(lines.order_by("area__code", "category", "hours", "valid_from")[: MOST_ROWS + 1])
    if len(rows) > MOST_ROWS:
        raise InvalidInput(_("The dispatch table has more than 1,000 lines. It cannot be written in one sheet."))
    return attached(sheets.routes_sheet(rows), str(_("Dispatch table")))
