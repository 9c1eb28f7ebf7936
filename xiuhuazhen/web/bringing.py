"""Bringing a register in from a spreadsheet: all lines or none, each fault with its line.

Lines go through the same actions as the pages, inside one transaction that is taken back when any line is at fault; so
what is said to be wrong is what would be wrong.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.forms import Form
from django.utils.translation import gettext as _

from xiuhuazhen.core.files.spreadsheets import UnreadableSheet, check_sheet, read_lines
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput, Refusal
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.web.sheets import MOST_ROWS

_HEADING_LINES = 1
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?:日?$|日?[ T])", re.ASCII)


@dataclass
class Brought:
    """How many lines added something, corrected something, or were there already; or what is wrong with which line.
    ``faults`` are empty or nothing was stored."""

    added: int = 0
    corrected: int = 0
    there: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)


class _TakenBack(Exception):  # noqa: N818 - ends the transaction, is no fault
    pass


@dataclass(frozen=True)
class Bringing:
    by: StaffActor
    at: datetime
    command_id: UUID

    @property
    def today(self) -> date:
        return clock.local_date(self.at)

    def id_of(self, line: int, what: str) -> UUID:
        return derived_id("register", str(self.command_id), str(line), what)


Line = Callable[[Bringing, int, Mapping[str, str]], str]
"""Does what one line says; gives the name of the count of :class:`Brought` that it belongs to."""


def read(
    content: bytes, file_name: str, headings: Mapping[str, str], *, needed: Sequence[str]
) -> list[tuple[int, dict[str, str]]]:
    """The lines below the headings, by the names of their columns. A column that is not known is refused and not passed
    over: nobody shall believe that it was kept."""
    limits = {"most_bytes": settings.SHEET_MAX_BYTES, "most_unpacked": settings.SHEET_MAX_UNPACKED_BYTES}
    try:
        check_sheet(content, file_name, **limits)
        lines = read_lines(content, most=MOST_ROWS, above=_HEADING_LINES)
    except UnreadableSheet as fault:
        raise InvalidInput(fault.sentence, fields={"sheet": fault.sentence}) from fault
    titles = [str(cell or "").strip() for cell in lines[0][1]] if lines else []
    names = {title: name for name, title in headings.items()}
    strange = [title for title in titles if title and title not in names]
    if strange:
        _refuse(_("These columns are not known here: %(names)s. Take them out.") % {"names": "、".join(strange[:5])})
    missing = [headings[name] for name in needed if headings[name] not in titles]
    if missing:
        _refuse(_("These columns are missing: %(names)s.") % {"names": "、".join(missing)})
    return [(line, _named(titles, names, cells)) for line, cells in lines[_HEADING_LINES:]]


def _named(titles: Sequence[str], names: Mapping[str, str], cells: Sequence[Any]) -> dict[str, str]:
    """A line's cells by the names of their columns; those behind the last full one are empty."""
    full = [*cells, *[""] * (len(titles) - len(cells))]
    return {names[title]: str(cell or "").strip() for title, cell in zip(titles, full, strict=False) if title}


def _refuse(sentence: str) -> None:
    raise InvalidInput(sentence, fields={"sheet": sentence})


def _refuse_too_many(changes: int) -> None:
    """More would keep everybody waiting; lines that change nothing cost little."""
    if changes > settings.REGISTER_MAX_ROWS:
        told = {"count": changes, "most": settings.REGISTER_MAX_ROWS}
        _refuse(_("This would change %(count)s lines; at most %(most)s at once. Divide the spreadsheet.") % told)


def bring(rows: Sequence[tuple[int, Mapping[str, str]]], do: Line, bringing: Bringing) -> Brought:
    brought = Brought()
    try:
        with transaction.atomic():
            for line, given in rows:
                try:
                    with transaction.atomic():
                        kind = do(bringing, line, given)
                except Refusal as refusal:
                    brought.faults.append((line, refusal.message))
                else:
                    setattr(brought, kind, getattr(brought, kind) + 1)
            if brought.faults:
                raise _TakenBack
            _refuse_too_many(brought.added + brought.corrected)
    except _TakenBack:
        return Brought(faults=brought.faults)
    return brought


def check(form: Form) -> None:
    """Refuse a line by the rules of the form in which it would be typed, with the field that is at fault first."""
    for name, sentences in form.errors.items():
        label = form.fields[name].label if name in form.fields else ""
        raise InvalidInput(f"{label}：{sentences[0]}" if label else str(sentences[0]))


def chosen(text: str, choices: Any, sentence: str) -> str:
    found = {str(each.label): each.value for each in choices} | {each.value: each.value for each in choices}
    if text not in found:
        raise InvalidInput(sentence % {"given": text})
    return str(found[text])


def day(text: str) -> date | None:
    """As spreadsheets and people write it: 2026-12-31, 2026/12/31, 2026年12月31日, also with a time behind it."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    found = _DAY.match(plain)
    try:
        return date(*map(int, found.groups())) if found else _no_day(text)
    except ValueError:
        return _no_day(text)


def _no_day(text: str) -> date:
    raise InvalidInput(_("“%(given)s” is no day. Write it like 2026-12-31.") % {"given": text})
