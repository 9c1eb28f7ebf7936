"""Reading a hotline's spreadsheets: which line holds which order, and which says how an order ended there."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.choices import Crs
from xiuhuazhen.core.areas.rules.coordinates import point_e7
from xiuhuazhen.core.files import spreadsheets
from xiuhuazhen.core.files.spreadsheets import Beginning, Cell, Line, UnreadableSheet
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.masking import mask_numbers
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import BatchKind, RequestKind
from xiuhuazhen.domains.cases.rules import Layout, OrderDate

__all__ = ["Columns", "Order", "Result", "UnreadableSheet"]

HEADERS: Mapping[BatchKind, Mapping[str, tuple[str, ...]]] = {
    BatchKind.ORDERS: rules.HEADERS,
    BatchKind.RESULTS: rules.RESULT_HEADERS,
}
NEEDS: Mapping[BatchKind, Sequence[tuple[str, ...]]] = {
    BatchKind.ORDERS: rules.ORDER_NEEDS,
    BatchKind.RESULTS: rules.RESULT_NEEDS,
}
_STATUS_MAX = 20
SAMPLE_LINES = 20
"""Lines of a sheet by which people and the product see what its columns mean."""

_YES = {"是", "需要", "要", "y", "yes", "1", "true", "√", "✓"}

_IN_POWERS = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+", re.ASCII)
_FARTHEST = {"lng": 180.0, "lat": 90.0}


@dataclass(frozen=True)
class Columns:
    """What stands where in one spreadsheet, and in which coordinate system its positions are (``None`` as long as
    nobody said it). ``sheet`` counts from 0, ``header`` is the line of the titles as the spreadsheet program numbers
    it, ``titles`` and ``means`` go by column. Of ``words``, ``open`` are those of the source that leave an order open,
    ``reply`` and ``urgent`` those that say so beside the usual ones, ``ended`` and ``goes_on`` the states in which the
    source is through with an order, and those in which it is not, as far as people said otherwise than is usual."""

    sheet: int
    header: int
    titles: tuple[str, ...]
    means: tuple[str, ...]
    day_first: bool = False
    crs: Crs | None = None
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """As JSON; :meth:`of` reads it."""
        return asdict(self)

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Columns":
        texts = {name: tuple(kept[name]) for name in ("titles", "means")}
        crs = kept.get("crs", Crs.WGS84)
        return cls(**{**kept, **texts, "crs": Crs(crs) if crs else None})

    def cell(self, row: Sequence[Cell], meaning: str) -> Cell:
        place = self._place(meaning)
        return row[place] if place is not None and place < len(row) else ""

    def text(self, row: Sequence[Cell], meaning: str) -> str:
        cell = self.cell(row, meaning)
        return f"{cell:%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else cell

    def title(self, meaning: str) -> str:
        place = self._place(meaning)
        return re.sub(r"\s", "", self.titles[place]) if place is not None else rules.HEADERS[meaning][0]

    def has(self, meaning: str) -> bool:
        return meaning in self.means

    def says_ended(self, state: str) -> bool:
        """Whether the source is through with an order of which it says this."""
        return rules.says_ended(state, self.words.get("ended", ()), self.words.get("goes_on", ()))

    @property
    def asks_crs(self) -> bool:
        """Whether it holds positions and nobody said yet in which system: taken for another, they lie streets away."""
        return self.has("lng") and self.has("lat") and self.crs is None

    def _place(self, meaning: str) -> int | None:
        return self.means.index(meaning) if meaning in self.means else None


@dataclass(frozen=True)
class Order:
    """A line of the spreadsheet. ``line`` is the number that the spreadsheet program shows; ``fault`` says which
    column cannot be read, and so why the line cannot be taken in, ``left_out`` what is taken in without."""

    line: int
    number: str
    text: str
    round: int = 1
    names_round: bool = False
    urged: int = 0
    title: str = ""
    received: datetime | None = None
    name: str = ""
    phone: str = ""
    address: str = ""
    point: tuple[int, int] | None = None
    confidential: bool = False
    reply: bool = False
    due: OrderDate | None = None
    urgent: bool = False
    request: RequestKind | None = None
    category: str = ""
    instruction: str = ""
    ended: bool = False
    status: str = ""
    fault: str = ""
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """How an order ended at its source, in the source's own words."""

    line: int
    number: str
    status: str = ""
    solved: str = ""
    rating: str = ""
    called: str = ""
    opinion: str = ""
    rework: str = ""
    why: str = ""


def check_file(content: bytes, file_name: str) -> None:
    """Refuse what is no spreadsheet, or a larger one than the server should open."""
    most_bytes, most_unpacked = settings.SHEET_MAX_BYTES, settings.SHEET_MAX_UNPACKED_BYTES
    spreadsheets.check_sheet(content, file_name, most_bytes=most_bytes, most_unpacked=most_unpacked)


def beginnings(content: bytes) -> list[Beginning]:
    """The first lines of each sheet."""
    return spreadsheets.beginnings(content, lines=SAMPLE_LINES)


def proposed(
    lines: Sequence[Line], kind: BatchKind, *, remembered: Mapping[str, str], header: int | None = None
) -> Layout:
    """What the columns of a sheet seem to mean, by its first lines; ``header`` is a line's number, where a person said
    which. Raises :class:`UnreadableSheet` for a sheet without lines."""
    places = {line: place for place, (line, _row) in enumerate(lines)}
    place = places.get(header) if header is not None else None
    try:
        return rules.propose([row for _line, row in lines], HEADERS[kind], remembered=remembered, header=place)
    except rules.NoHeader as fault:
        raise UnreadableSheet(_("There is nothing in this sheet.")) from fault


def lacking(means: Sequence[str], kind: BatchKind) -> str:
    """A sentence that names the columns that are needed and not there; empty where all are."""
    groups = rules.lacking(means, NEEDS[kind])
    if not groups:
        return ""
    wanted = "、".join(" / ".join(HEADERS[kind][name][0] for name in group) for group in groups)
    return _("No column is said to be %(names)s. Without it the lines cannot be brought in.") % {"names": wanted}


def known_titles(columns: Columns, kind: BatchKind, *, remembered: Mapping[str, str]) -> list[str]:
    """What stands under one of its usual titles, or under one of which somebody said before what it means."""
    told = zip(columns.titles, rules.remembered_as(columns.titles), columns.means, strict=True)
    return [
        means
        for title, key, means in told
        if means and (rules.plain_title(title) in HEADERS[kind][means] or remembered.get(key) == means)
    ]


def read_below(content: bytes, columns: Columns) -> list[Line]:
    """The lines below the titles."""
    above = rules.HEADER_WITHIN + SAMPLE_LINES
    lines = spreadsheets.read_lines(content, most=settings.SHEET_MAX_ROWS, above=above, sheet=columns.sheet)
    below = [(line, row) for line, row in lines if line > columns.header]
    if len(below) > settings.SHEET_MAX_ROWS:
        most = {"count": settings.SHEET_MAX_ROWS}
        raise UnreadableSheet(_("More than %(count)s lines. Please divide the spreadsheet.") % most)
    return below


def order_of(line: int, row: Sequence[Cell], columns: Columns) -> Order:
    """What the line says, as the columns were said to mean."""
    name, phone = columns.text(row, "name"), columns.text(row, "phone")
    if columns.has("contact"):
        name, phone = rules.divide_contact(columns.text(row, "contact"))
    received = _time(rules.with_hour(columns.cell(row, "received"), columns.cell(row, "received_hour")), columns)
    point = _point(row, columns)
    due, due_fault = _due(row, columns, received)
    turn, urged, round_fault = _round(row, columns)
    names_round = turn > 1 or any(columns.text(row, meaning) for meaning in ("round", "again", "is_again"))
    request = rules.request_kind(columns.text(row, "request"))
    return Order(
        line=line,
        number=columns.text(row, "number"),
        text=columns.text(row, "text"),
        round=turn,
        names_round=names_round,
        urged=urged,
        title=columns.text(row, "title"),
        received=received,
        name=name,
        phone=phone,
        address=columns.text(row, "address"),
        point=point,
        confidential=_is_confidential(row, columns),
        reply=columns.text(row, "reply").strip().lower() in _YES | set(columns.words.get("reply", ())),
        due=due,
        urgent=rules.says_urgent(columns.text(row, "urgency"), columns.words.get("urgent", ())),
        request=RequestKind(request) if request else None,
        category=columns.text(row, "category"),
        instruction=columns.text(row, "instruction"),
        ended=columns.says_ended(columns.text(row, "status")),
        status=_ended_as(columns.text(row, "status")),
        fault=_ruined(row, columns) or due_fault or round_fault,
        left_out=tuple(_left_out(row, columns, received=received, point=point)),
    )


def states_in(lines: Sequence[Line], columns: Columns) -> list[str]:
    """The states of these lines below the titles, each once and as it is written, but for what is too long for one or
    holds a number of somebody, and of confidential orders none."""
    found = dict[str, str]()
    for row in (row for line, row in lines if line > columns.header):
        state = columns.text(row, "status")
        if 0 < len(state) <= _STATUS_MAX and mask_numbers(state) == state and not _is_confidential(row, columns):
            found.setdefault(rules.state_compared(state), state)
    return list(found.values())


def unknown_state(line: Line, columns: Columns) -> str:
    """The state of a line of which neither the usual words nor people say whether its source is through; mostly
    empty."""
    state = rules.state_compared(columns.text(line[1], "status"))
    said = (*columns.words.get("ended", ()), *columns.words.get("goes_on", ()))
    if rules.says_goes_on(state) or rules.says_ended(state) or state in said:
        return ""
    return next(iter(states_in([line], columns)), "")


def _is_confidential(row: Sequence[Cell], columns: Columns) -> bool:
    return rules.says_confidential(columns.text(row, "confidential"), columns.words.get("open", ()))


def _ended_as(status: str) -> str:
    """The state by which an order is ended, without what its source wrote behind it."""
    return re.split(r"[(（:：-]", status, maxsplit=1)[0].strip()[:_STATUS_MAX]


def _ruined(row: Sequence[Cell], columns: Columns) -> str:
    """What a spreadsheet program did to a long number that it took for a figure: its last digits are lost."""
    number = columns.text(row, "number")
    if not _IN_POWERS.fullmatch(number):
        return ""
    told = {"column": columns.title("number"), "value": rules.quoted(number)}
    return (
        _("Column %(column)s: the program turned the number into %(value)s. Export it with that column as text.") % told
    )


def _left_out(
    row: Sequence[Cell], columns: Columns, *, received: datetime | None, point: tuple[int, int] | None
) -> Iterator[str]:
    """What stands there and cannot be read, and yet does not keep the line out."""
    time_said = columns.text(row, "received")
    if time_said and received is None:
        said = {"column": columns.title("received"), "value": rules.quoted(time_said)}
        yield _("Column %(column)s: “%(value)s” is no time and was left out.") % said
    if point is None and (columns.text(row, "lng") or columns.text(row, "lat")):
        yield _("The position cannot be read and was left out.")


def result_of(line: int, row: Sequence[Cell], columns: Columns) -> Result:
    """The same for a line that says how an order ended."""
    return Result(line=line, **{name: columns.text(row, name) for name in rules.RESULT_HEADERS})


def _due(row: Sequence[Cell], columns: Columns, received: datetime | None) -> tuple[OrderDate | None, str]:
    """The order's own date, and what is wrong with it."""
    cell = rules.with_hour(columns.cell(row, "due"), columns.cell(row, "due_hour"))
    if not cell:
        return None, ""
    title = columns.title("due")
    column = {"column": title, "value": rules.quoted(str(cell)), "received": columns.title("received")}
    try:
        due = rules.order_date(cell, in_days=rules.counts_days(title), day_first=columns.day_first, received=received)
    except ValueError:
        sentence = _("Column %(column)s: “%(value)s” is no date. Write a day, a time, or a number with “days”.")
        return None, sentence % column
    if due.counts and received is None:
        sentence = _("Column %(column)s counts days from the time in %(received)s. Fill that in.")
        return None, sentence % column
    return due, ""


def _round(row: Sequence[Cell], columns: Columns) -> tuple[int, int, str]:
    """Which round it is and how often it was urged. Several columns may speak of that, and the state: the highest
    counts, so that one that says none hides no other."""
    turns, urged = [1], [0]
    for meaning in ("status", "round", "again", "is_again", "urged", "is_urged"):
        cell, title = columns.text(row, meaning), columns.title(meaning)
        try:
            if meaning == "status":
                turns.append(rules.round_in_status(cell))
                urged.append(rules.urged_in(cell))
            elif meaning in ("urged", "is_urged") or ("催办" in title and "重办" not in title):
                urged.append(rules.times_urged(cell))
            elif rules.urged_in(cell):
                urged.append(rules.urged_in(cell))
            else:
                turns.append(rules.order_round(cell, repeats=rules.counts_repeats(title)))
        except ValueError:
            sentence = _("Column %(column)s: “%(value)s” is no round. Write 1 for the first time, 2 for the second.")
            return 1, 0, sentence % {"column": title, "value": rules.quoted(cell)}
    return max(turns), max(urged), ""


def _point(row: Sequence[Cell], columns: Columns) -> tuple[int, int] | None:
    """The position, where both columns hold one; it is a help, and nothing is refused for its sake."""
    if columns.crs is None:
        return None
    try:
        lng, lat = (float(columns.text(row, name)) for name in ("lng", "lat"))
    except ValueError:
        return None
    inside = abs(lng) <= _FARTHEST["lng"] and abs(lat) <= _FARTHEST["lat"] and (lng or lat)
    return point_e7(lng, lat, columns.crs) if inside else None


def _time(value: Cell, columns: Columns) -> datetime | None:
    try:
        return (
            clock.aware(value) if isinstance(value, datetime) else rules.read_moment(value, day_first=columns.day_first)
        )
    except ValueError:
        return None
