"""The form for a norm's next value."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.days import DayField
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.norms.actions import NormText
from xiuhuazhen.core.norms.choices import Evidence, Unit
from xiuhuazhen.core.norms.names import NormName
from xiuhuazhen.core.procedures.choices import Urgency
from xiuhuazhen.web.staffing.choosing import area_pairs

_SPAN = re.compile(r"^(\d{1,2})[:：](\d{2})\s*[-–—~至到]\s*(\d{1,2})[:：](\d{2})$")
_DIGITS = 9


class NormForm(forms.Form):
    """A value from a day on, for an area, with where it is written."""

    value = forms.CharField(label=gettext_lazy("Value"), max_length=100)
    unit = forms.ChoiceField(label=gettext_lazy("It counts"))
    qualifier = forms.ChoiceField(label=gettext_lazy("For which category"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("Where it holds"))
    valid_from = DayField(label=gettext_lazy("From which day"))
    basis = forms.CharField(
        label=pgettext_lazy("of a norm", "Where it is written"),
        max_length=200,
        help_text=gettext_lazy("The document with its number and article, or the decision with its day."),
    )
    evidence = forms.ChoiceField(
        label=gettext_lazy("How well this is known"),
        choices=[(each.value, each.label) for each in Evidence],
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(label=gettext_lazy("I know what it does, and it is meant"), required=False)

    def __init__(
        self,
        data: Any = None,
        *,
        known: NormName,
        areas: Sequence[Area],
        categories: list[tuple[str, str]],
        today: date,
    ) -> None:
        super().__init__(data, initial={"valid_from": today})
        self._today = today
        self._areas = {area.code: area for area in areas}
        units = [(name, str(Unit(name).label)) for name in known.units]
        self._offer("unit", units)
        self._offer("area", area_pairs(areas))
        self._offer("qualifier", [("", _("all categories")), (Urgency.URGENT.value, str(_("urgent"))), *categories])
        if known.units == (Unit.HOURS_OF_DAY,):
            self.fields["value"].help_text = _("Such as 9:00-12:00, 14:00-18:00")
            del self.fields["qualifier"]
        if known.warns is None:
            del self.fields["sure"]
        self._warns = known.warns

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def clean_valid_from(self) -> date:
        day = cast("date", self.cleaned_data["valid_from"])
        if day < self._today:
            raise forms.ValidationError(_("Choose today or a later day: what was decided stays as it was."))
        return day

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "value" in given and given.get("unit"):
            number = _spans(given["value"]) if given["unit"] == Unit.HOURS_OF_DAY else _whole(given["value"])
            if number is None:
                self.add_error("value", _("Write a whole number, or hours such as 9:00-12:00."))
            given["number"] = number
        return given

    def require_sure(self, at: datetime) -> None:
        """Raises ``InvalidInput`` with what the value would do, until somebody has ticked that it is meant."""
        given = self.cleaned_data
        if self._warns is None or given["sure"]:
            return
        said = self._warns(given["number"], given["unit"], self.chosen_area(), given["valid_from"], at)
        if said:
            raise InvalidInput(said, fields={"sure": said})

    def norm(self, name: str) -> NormText:
        given = self.cleaned_data
        return NormText(
            name, given["number"], given["unit"], given["basis"], given["evidence"], given.get("qualifier", "")
        )

    def chosen_area(self) -> Area:
        return self._areas[self.cleaned_data["area"]]


def _whole(text: str) -> int | None:
    plain = text.replace(",", "").replace("，", "").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= _DIGITS else None


def _spans(text: str) -> list[list[int]] | None:
    """Pairs of minutes after midnight; ``None`` for what cannot be read."""
    spans = []
    for part in re.split(r"[,，、;；]", text):
        found = _SPAN.match(part.strip())
        if not found:
            return None
        hours = [int(each) for each in found.groups()]
        spans.append([hours[0] * 60 + hours[1], hours[2] * 60 + hours[3]])
    return spans
