"""What administrators fill in to change the calendar."""

from collections.abc import Sequence
from datetime import time
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.files.spreadsheets import UnreadableSheet
from xiuhuazhen.core.kit.days import DayField
from xiuhuazhen.core.norms import notices
from xiuhuazhen.core.norms.choices import Evidence
from xiuhuazhen.core.norms.notices import NoticeRow

_BASIS_MAX = 200


class _TimeField(forms.TimeField):
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


def _choose_area(form: forms.Form, areas: Sequence[Area]) -> None:
    choices = [(area.code, short_name(area.name)) for area in areas]
    cast("forms.ChoiceField", form.fields["area"]).choices = choices


class NoticeForm(forms.Form):
    """The notice of a year, as a file or as lines. ``rows`` holds the lines after the check."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int)
    basis = forms.CharField(
        label=_("Where it is written"),
        max_length=_BASIS_MAX,
        help_text=_("Title and number of the State Council's notice."),
    )
    text = forms.CharField(
        label=_("Days off and moved work days"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("One line each: day, day off or work day, name. Several days in a row as the first and the last."),
    )
    sheet = forms.FileField(label=_("Or a file (.xlsx or .csv)"), required=False)

    def __init__(self, *args: Any, years: Sequence[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(year, str(year)) for year in reversed(years)]
        cast("forms.TypedChoiceField", self.fields["year"]).choices = choices

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            data["rows"] = self._rows(data)
        except UnreadableSheet as fault:
            self.add_error("sheet" if data.get("sheet") else "text", fault.sentence)
        return data

    def _rows(self, data: dict[str, Any]) -> list[NoticeRow]:
        sheet = data.get("sheet")
        rows = notices.rows_of_file(sheet.read()) if sheet else notices.rows_of_text(data.get("text") or "")
        if not rows and not self.errors:
            self.add_error("text", _("Put in the lines, or choose a file."))
        return rows


class LocalDayForm(forms.Form):
    area = forms.ChoiceField(label=_("Place"))
    day = DayField(label=_("Day"))
    kind = forms.ChoiceField(
        label=_("On this day"), choices=(("off", _("day off")), ("work", _("work day"))), widget=forms.RadioSelect
    )
    name = forms.CharField(label=_("What it is called"), max_length=notices.NAME_MAX)
    basis = forms.CharField(label=_("Where it is written"), max_length=_BASIS_MAX)

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose_area(self, areas)


class OfficeHoursForm(forms.Form):
    """Hours in the morning and, where there is a break, in the afternoon."""

    valid_from = DayField(label=_("From this day on"))
    opens = _TimeField(label=_("Opens"))
    closes = _TimeField(label=_("Closes, or breaks at noon"))
    opens_again = _TimeField(label=_("Opens again"), required=False)
    closes_again = _TimeField(label=_("Closes in the evening"), required=False)
    basis = forms.CharField(label=_("Where it is written"), max_length=_BASIS_MAX)
    evidence = forms.ChoiceField(
        label=_("How well this is known"), choices=[(each.value, each.label) for each in Evidence]
    )

    def spans(self) -> list[list[int]]:
        data = self.cleaned_data
        given = [data[name] for name in ("opens", "closes", "opens_again", "closes_again") if data[name] is not None]
        minutes = [_minute(each) for each in given]
        return [minutes[:2], *([minutes[2:]] if minutes[2:] else [])]


def _minute(moment: time) -> int:
    return moment.hour * 60 + moment.minute
