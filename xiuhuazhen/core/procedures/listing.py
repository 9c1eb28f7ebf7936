"""The list of matters that somebody may see and wants: the same rows on the page, in a spreadsheet, for an action on
many."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from xiuhuazhen.core.kit.paging import Page, page_by_time
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import visible_matters
from xiuhuazhen.core.procedures.searching import Wanted, filtered, open_or_not

ORDERS = {"opened": ("opened_at", True), "due": ("due_at", False)}
USUAL_ORDER = "opened"

_AT_ONCE = 2000


def order_of(text: str, wanted: Wanted) -> str:
    """The order in which the list comes. What is closed is due no more, so it is never listed by due date."""
    if text not in ORDERS or (text == "due" and only_closed(wanted.state)):
        return USUAL_ORDER
    return text


def listed(wanted: Wanted, order: str, *, by: StaffActor, at: datetime) -> QuerySet[Matter]:
    """Those that the person may see and that fit; by due date the open ones alone. Raises ``InvalidInput``."""
    found = filtered(visible_matters(by), wanted, by=by, at=at)
    return found.filter(open_or_not(is_open=True)) if order == "due" else found


def page_of(found: QuerySet[Matter], order: str, cursor: str, size: int) -> Page[Matter]:
    field, descending = ORDERS[order]
    return page_by_time(
        found, field=field, descending=descending, cursor=cursor, size=size, value=lambda row: getattr(row, field)
    )


def every(found: QuerySet[Matter], order: str) -> Iterator[Matter]:
    """All rows in their order, some thousands at a time, so that neither memory nor a transaction has to hold them."""
    cursor, more = "", True
    while more:
        page = page_of(found, order, cursor, _AT_ONCE)
        yield from page.rows
        cursor, more = page.next, bool(page.next)


def only_closed(state: str) -> bool:
    """Whether nothing in this state is open."""
    ways = {each.is_open for kind in kinds.all_kinds() for each in kind.procedure.states if each.name == state}
    return ways == {False}
