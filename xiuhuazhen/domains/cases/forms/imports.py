"""Forms with which a source's spreadsheets come in, and with which somebody says what their columns mean."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.areas.choices import Crs
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.files.spreadsheets import Beginning
from xiuhuazhen.core.kit.masking import mask_numbers
from xiuhuazhen.domains.cases import rules, words
from xiuhuazhen.domains.cases.answers import Shape
from xiuhuazhen.domains.cases.choices import BatchKind
from xiuhuazhen.domains.cases.rules import HEADER_WITHIN
from xiuhuazhen.domains.cases.sheets import Columns

_SHOWN_OF_A_LINE = 40
_RESULT_COLUMNS, _MOST_RESULT_COLUMNS = 14, 60


_MOST_WORDS, _WORD_MAX = 20, 20
_MOST_STATES = 40


class ForArea(forms.Form):
    """Asks for which area only whoever may bring in for several."""

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._areas = {area.code: area for area in areas}
        if len(areas) > 1:
            choices = [(area.code, area.name) for area in areas]
            self.fields["area"] = forms.ChoiceField(label=_("For which area"), choices=choices)
            self.order_fields(["area"])

    def area(self) -> Area:
        return self._areas[self.cleaned_data["area"]] if "area" in self.fields else next(iter(self._areas.values()))


class ImportForm(ForArea):
    """``known_sources`` are offered while one types, so that one hotline keeps one name."""

    kind = forms.ChoiceField(
        label=_("What is in it"),
        choices=BatchKind.choices,
        initial=BatchKind.ORDERS,
        required=False,
        widget=forms.RadioSelect,
    )
    source_name = forms.CharField(label=_("From which hotline"), max_length=60)
    sheet = forms.FileField(label=_("Spreadsheet (.xlsx, .xls or .csv)"))
    at_once = forms.BooleanField(
        label=_("Bring it in at once, with the columns as last time"),
        help_text=_("Else you look over first what each column means and what would come in."),
        required=False,
    )

    def __init__(self, *args: Any, sources: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known_sources = sources
        self.fields["source_name"].widget.attrs["list"] = "known-sources"

    def batch_kind(self) -> BatchKind:
        return BatchKind(self.cleaned_data["kind"] or BatchKind.ORDERS)


class BeginningForm(forms.Form):
    """Which sheet of the file, and which of its lines holds the titles."""

    sheet = forms.TypedChoiceField(label=_("Sheet"), coerce=int)
    header = forms.TypedChoiceField(label=_("Line with the titles"), coerce=int)

    def __init__(self, *args: Any, found: Sequence[Beginning], columns: Columns, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = found[columns.sheet].lines[:HEADER_WITHIN]
        choices = {
            "sheet": [(place, sheet.name or str(place + 1)) for place, sheet in enumerate(found) if sheet.lines],
            "header": [(line, _beginning_of(line, row)) for line, row in lines],
        }
        for name, listed in choices.items():
            field: Any = self.fields[name]
            field.choices = listed


def _beginning_of(line: int, row: Sequence[Any]) -> str:
    words_there = " ".join(str(cell) for cell in row if cell)
    return f"{line}：{mask_numbers(words_there)[:_SHOWN_OF_A_LINE]}"


class ColumnsForm(forms.Form):
    """What each column means; the fields ``means_0``, ``means_1`` … go by column. ``states`` are some that stand in the
    sheet; with those of which somebody said it before they are asked for, where there are any."""

    day_first = forms.ChoiceField(
        label=_("Days like 3/4/2026 are written"),
        choices=[("", _("month, day, year")), ("1", _("day, month, year"))],
        required=False,
    )
    crs = forms.ChoiceField(
        label=_("Positions are in"),
        help_text=_("Maps on telephones mostly give GCJ-02, Baidu gives BD-09, satellites WGS-84. Ask the source."),
        required=False,
    )
    open_words = forms.CharField(
        label=_("Words that say: not confidential"),
        help_text=_("Beside “no” and the like. Whatever else stands there is taken for confidential."),
        required=False,
        max_length=200,
    )
    urgent_words = forms.CharField(label=_("Words that say: urgent"), required=False, max_length=200)
    reply_words = forms.CharField(label=_("Words that say: a reply is wanted"), required=False, max_length=200)

    ended = forms.MultipleChoiceField(
        label=_("The source is through with an order that stands as"),
        help_text=_("What is ticked and was never here does not come in. The usual words are ticked already."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, columns: Columns, kind: BatchKind, states: Sequence[str] = (), **kwargs: Any
    ) -> None:
        said = {f"{name}_words": "，".join(columns.words.get(name, ())) for name in ("open", "urgent", "reply")}
        kwargs["initial"] = {**said, "day_first": "1" if columns.day_first else "", "crs": columns.crs or ""}
        super().__init__(*args, **kwargs)
        self.columns = columns
        self._ask_states(states if kind == BatchKind.ORDERS and columns.has("status") else None)
        systems: Any = self.fields["crs"]
        systems.choices = [*([] if columns.crs else [("", _("not said yet"))]), *Crs.choices]
        choices = [("", _("nothing, leave it out")), *words.MEANINGS[kind].items()]
        for place, meaning in enumerate(columns.means):
            label = columns.titles[place] or _("Column %(number)s") % {"number": place + 1}
            self.fields[f"means_{place}"] = forms.ChoiceField(
                label=label, choices=choices, required=False, initial=meaning
            )

    def _ask_states(self, states: Sequence[str] | None) -> None:
        said = () if states is None else (*self.columns.words.get("ended", ()), *self.columns.words.get("goes_on", ()))
        listed = {rules.state_compared(state): state for state in (*said, *(states or ()))}
        if not listed:
            del self.fields["ended"]
            return
        field: Any = self.fields["ended"]
        field.choices = list(listed.items())[:_MOST_STATES]
        field.initial = [state for state, _shown in field.choices if self.columns.says_ended(state)]

    def _states(self, means: Sequence[str]) -> dict[str, Sequence[str]]:
        """Of which states it was said otherwise than is usual; as before where they were not asked for, or those of
        another column were."""
        columns, field = self.columns, self.fields.get("ended")
        if field is None or "status" not in means or means.index("status") != columns.means.index("status"):
            return {name: columns.words.get(name, ()) for name in ("ended", "goes_on")}
        ticked = self.cleaned_data["ended"]
        listed = [state for state, _shown in field.choices]  # type: ignore[attr-defined]
        return {
            "ended": [state for state in ticked if not rules.says_ended(state)],
            "goes_on": [state for state in listed if state not in ticked and not rules.says_goes_on(state)],
        }

    def said(self) -> Columns:
        data, columns = self.cleaned_data, self.columns
        means = tuple(data[f"means_{place}"] for place in range(len(columns.titles)))
        named = {name: _own_words(data[f"{name}_words"]) for name in ("open", "urgent", "reply")} | self._states(means)
        return Columns(
            sheet=columns.sheet,
            header=columns.header,
            titles=columns.titles,
            means=means,
            day_first=bool(data["day_first"]),
            crs=Crs(data["crs"]) if data["crs"] else columns.crs,
            words={name: found for name, found in named.items() if found},
        )


class ResultFileForm(ForArea):
    """Of which source the results are wanted; it is known for those of one spreadsheet."""

    source_name = forms.ChoiceField(label=_("From which hotline"))

    def __init__(self, *args: Any, sources: Sequence[str], of_batch: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if of_batch:
            self.fields.pop("area", None)
        field: Any = self.fields["source_name"]
        field.required = not of_batch
        field.choices = [(name, name) for name in sources]


class SourceFormForm(forms.Form):
    """The source's own empty form, of which the lines above the titles and the titles are taken over."""

    sheet = forms.FileField(
        label=_("The source's own form (.xlsx, .xls or .csv)"),
        help_text=_("Hand it in empty: its titles and the lines above them are taken over, and you look them over."),
    )


class ResultColumnsForm(forms.Form):
    """The titles in order, what stands below each, how long the text may be, and what stands above the titles."""

    head = forms.CharField(
        label=_("Lines above the titles"),
        help_text=_("As the source's form has them, a tab between two cells."),
        required=False,
        max_length=4000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    text_max = forms.IntegerField(
        label=_("Longest text, in characters"),
        help_text=_("What is longer is cut at the end of a sentence and marked as cut. Empty: any length."),
        required=False,
        min_value=20,
        max_value=5000,
    )

    def __init__(self, *args: Any, shape: Shape, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["text_max"] = shape.text_max or None
        self.initial["head"] = "\n".join("\t".join(line) for line in shape.head)
        asked = sum(f"title_{place}" in self.data for place in range(_MOST_RESULT_COLUMNS))
        self._count = min(max(asked, len(shape.columns) + 2, _RESULT_COLUMNS), _MOST_RESULT_COLUMNS)
        choices = [("", _("stays empty")), *words.ANSWER_MEANINGS.items()]
        for place in range(self._count):
            title, means = shape.columns[place] if place < len(shape.columns) else ("", "")
            number = {"number": place + 1}
            self.fields[f"title_{place}"] = forms.CharField(
                label=_("Title of column %(number)s") % number, required=False, max_length=100, initial=title
            )
            self.fields[f"means_{place}"] = forms.ChoiceField(
                label=_("What stands in column %(number)s") % number, choices=choices, required=False, initial=means
            )

    def lines(self) -> list[tuple[Any, Any]]:
        return [(self[f"title_{place}"], self[f"means_{place}"]) for place in range(self._count)]

    def columns(self) -> list[tuple[str, str]]:
        data = self.cleaned_data
        return [(data[f"title_{place}"], data[f"means_{place}"]) for place in range(self._count)]

    def above(self) -> list[list[str]]:
        return [line.split("\t") for line in self.cleaned_data["head"].rstrip().splitlines()]


def _own_words(text: str) -> list[str]:
    """Words of a source, as they are compared: divided by commas or blanks."""
    parts = text.replace("，", ",").replace("、", ",").replace(" ", ",").split(",")
    return [part.strip().lower()[:_WORD_MAX] for part in parts if part.strip()][:_MOST_WORDS]
