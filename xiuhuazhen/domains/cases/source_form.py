"""A source's own empty form for results: the lines above its titles, and what its titles seem to ask for."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from xiuhuazhen.core.files.spreadsheets import Beginning, Cell, UnreadableSheet
from xiuhuazhen.domains.cases import rules, sheets
from xiuhuazhen.domains.cases.answers import Shape


def shape_in(content: bytes, file_name: str, *, text_max: int) -> Shape:
    """Of the first sheet with a title for the order number. Raises :class:`UnreadableSheet`."""
    sheets.check_file(content, file_name)
    for sheet in sheets.beginnings(content):
        place = rules.title_line([row for _line, row in sheet.lines])
        if place is not None:
            titles = [_text(cell) for cell in sheet.lines[place][1]]
            columns = list(zip(titles, rules.answer_means(titles), strict=True))
            return Shape(columns, text_max, _above(sheet, place))
    sentence = _("No line of it has a title for the order number. Write the titles down here yourself.")
    raise UnreadableSheet(sentence)


def _above(sheet: Beginning, place: int) -> Sequence[Sequence[str]]:
    """The lines above the titles where they stand, the empty ones among them too."""
    filled = {line: [_text(cell) for cell in row] for line, row in sheet.lines[:place]}
    return [filled.get(line, []) for line in range(1, sheet.lines[place][0])]


def _text(cell: Cell) -> str:
    return " ".join(str(cell).split())
