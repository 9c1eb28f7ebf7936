"""Tables in web pages, which many programs save under the name of an old spreadsheet.

Read in one pass that never goes back, since such a page may come from anybody: what is no tag is text, and so is a tag
that does not end.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_NOT_SHOWN = re.compile(r"<!--|<script\b|<style\b|<!|<\?", re.IGNORECASE)
_ENDS = {"<!--": "-->", "<script": "</script>", "<style": "</style>", "<!": ">", "<?": ">"}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)\b([^<>]*)>")
_SPAN = re.compile(r"\b(col|row)span\s*=\s*[\"']?(\d{1,4})", re.IGNORECASE)
_BREAKS = {"br", "p", "div"}
_CELLS = {"td", "th"}
_MOST_COLUMNS = 100


@dataclass
class _Table:
    rows: list[list[str]] = field(default_factory=list)
    parts: list[str] | None = None
    """What stands in the cell that is open."""
    spans: tuple[int, int] = (1, 1)
    """How many columns and lines it takes."""
    from_above: dict[int, int] = field(default_factory=dict)
    """By column, how many lines more a cell of a line above takes."""

    def begin_row(self) -> None:
        self.end_row()
        self.rows.append([])

    def end_row(self) -> None:
        self.end_cell()
        if self.rows:
            self._leave_to_those_above(self.rows[-1])

    def begin_cell(self, attributes: str) -> None:
        if not self.rows:
            self.begin_row()
        self.end_cell()
        said = {name.lower(): max(1, int(number)) for name, number in _SPAN.findall(attributes)}
        self.parts, self.spans = [], (said.get("col", 1), said.get("row", 1))

    def end_cell(self) -> None:
        if self.parts is None:
            return
        row, text, self.parts = self.rows[-1], _plain("".join(self.parts)), None
        self._leave_to_those_above(row)
        across, down = self.spans
        for place in range(len(row), min(len(row) + across, _MOST_COLUMNS)):
            row.append(text)
            text = ""
            self.from_above[place] = down - 1

    def _leave_to_those_above(self, row: list[str]) -> None:
        while self.from_above.get(len(row)):
            self.from_above[len(row)] -= 1
            row.append("")


def tables_of(page: str) -> list[list[list[str]]]:
    """The lines of every table that has cells beside each other, in the order in which the tables end. A table within
    another one has its own lines."""
    found: list[_Table] = []
    open_tables: list[_Table] = []
    for words, closes, tag, attributes in _pieces(_shown(page)):
        if open_tables and open_tables[-1].parts is not None:
            open_tables[-1].parts.append(words)
        if tag == "table" and not closes:
            open_tables.append(_Table())
        elif tag == "table" and open_tables:
            found.append(open_tables.pop())
        elif open_tables:
            _take(open_tables[-1], tag, attributes, closes=closes)
    return [table.rows for table in map(_finished, [*found, *reversed(open_tables)]) if _has_columns(table)]


def _take(table: _Table, tag: str, attributes: str, *, closes: bool) -> None:
    if tag == "tr":
        (table.end_row if closes else table.begin_row)()
    elif tag in _CELLS and closes:
        table.end_cell()
    elif tag in _CELLS:
        table.begin_cell(attributes)
    elif tag in _BREAKS and table.parts is not None:
        table.parts.append("<br>")


def _finished(table: _Table) -> _Table:
    table.end_row()
    return table


def _has_columns(table: _Table) -> bool:
    return any(len(row) > 1 for row in table.rows)


def _shown(page: str) -> str:
    """Without comments, declarations, scripts and styles; one that does not end takes all that follows."""
    kept, at = [], 0
    while found := _NOT_SHOWN.search(page, at):
        kept.append(page[at : found.start()])
        end = _ENDS[found[0].lower()]
        at = _after(page, end, found.end())
    return "".join([*kept, page[at:]])


def _after(page: str, end: str, start: int) -> int:
    """Where what ends so is over. The names of tags are written in either case."""
    place = min((at for at in (page.find(end, start), page.find(end.upper(), start)) if at >= 0), default=-1)
    return len(page) if place < 0 else place + len(end)


def _pieces(text: str) -> Iterator[tuple[str, bool, str, str]]:
    """The words before each tag, whether it closes, its name, its attributes; at last the words behind all."""
    at = 0
    for found in _TAG.finditer(text):
        yield text[at : found.start()], bool(found[1]), found[2].lower(), found[3]
        at = found.end()
    yield text[at:], False, "", ""


def _plain(text: str) -> str:
    """What a browser shows: blanks and line ends are one blank, a break is a line end."""
    lines = (" ".join(html.unescape(part).replace("\N{NO-BREAK SPACE}", " ").split()) for part in text.split("<br>"))
    return "\n".join(line for line in lines if line)
