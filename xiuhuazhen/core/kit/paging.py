"""Cursor pages: a page begins after the last row seen, so that it costs the same however far down it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet

from xiuhuazhen.core.kit import clock, cursors
from xiuhuazhen.core.kit.ids import parse_id

Row = TypeVar("Row", bound=Model)

COUNTED = 1000


@dataclass(frozen=True)
class Page(Generic[Row]):
    """``next`` is the cursor of the page after this one, empty on the last."""

    rows: list[Row]
    next: str


def page_by_time(
    rows: QuerySet[Row], *, field: str, descending: bool, cursor: str, size: int, value: Callable[[Row], datetime]
) -> Page[Row]:
    """A page in the order of a time and then the id."""
    sign, after = ("-", "lt") if descending else ("", "gt")
    if cursor:
        rows = rows.filter(_after(field, after, cursor))
    found = list(rows.order_by(f"{sign}{field}", f"{sign}id")[: size + 1])
    if len(found) <= size:
        return Page(found, "")
    last = found[size - 1]
    return Page(found[:size], cursors.encode([value(last).isoformat(), str(last.pk)]))


def _after(field: str, side: str, cursor: str) -> Q:
    moment, row_id = cursors.decode(cursor, 2)
    parsed = parse_id(row_id)
    try:
        at = clock.parse(moment)
    except ValueError:
        parsed = None
    if parsed is None:
        raise cursors.unknown()
    return Q(**{f"{field}__{side}": at}) | Q(**{field: at, f"id__{side}": parsed})


def counted(rows: QuerySet[Any]) -> str:
    """How many there are, "1,000+" beyond a thousand: nobody waits for an exact large number."""
    number = rows.order_by().values("pk")[: COUNTED + 1].count()
    return f"{COUNTED:,}+" if number > COUNTED else f"{number:,}"


def query_string(pairs: Sequence[tuple[str, str]]) -> str:
    """The part of an address after the path, without what is empty."""
    return "?" + urlencode([(name, value) for name, value in pairs if value])


def page_by_text(rows: QuerySet[Row], *, field: str, cursor: str, size: int, value: Callable[[Row], str]) -> Page[Row]:
    """A page in the order of a text, as the database sorts it, and then the id."""
    if cursor:
        text, row_id = cursors.decode(cursor, 2)
        parsed = parse_id(row_id)
        if parsed is None or "\0" in text:
            raise cursors.unknown()
        rows = rows.filter(Q(**{f"{field}__gt": text}) | Q(**{field: text, "id__gt": parsed}))
    found = list(rows.order_by(field, "id")[: size + 1])
    if len(found) <= size:
        return Page(found, "")
    last = found[size - 1]
    return Page(found[:size], cursors.encode([value(last), str(last.pk)]))
