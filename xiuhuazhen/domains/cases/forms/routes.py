"""Forms of the dispatch table."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.days import DayField
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.domains.cases.choices import RouteHours
from xiuhuazhen.domains.cases.forms.fields import indented
from xiuhuazhen.domains.cases.models import Category, RoutingRule

_ANY = "any"
_NEWEST = (100, 500, 2000)
_taken_back = _(
    "With the day before it begins it is taken back. What it took the place of does not come back by itself."
)


class RouteFilter(forms.Form):
    """What of the table is shown."""

    q = forms.CharField(label=_("Category, place or unit"), required=False, max_length=60)
    ended = forms.BooleanField(label=_("Ended lines too"), required=False)


class TrialFields(forms.Form):
    """On how many past cases a change is tried first."""

    newest = forms.TypedChoiceField(
        label=_("Try it on the newest"),
        choices=[(number, ngettext_lazy("%d case", "%d cases", number) % number) for number in _NEWEST],
        initial=_NEWEST[1],
        coerce=int,
        required=False,
    )

    def tried_on(self) -> int:
        """The number chosen, or the usual one where none that is offered was."""
        return getattr(self, "cleaned_data", {}).get("newest") or _NEWEST[1]


class RouteForm(TrialFields):
    """A new line; areas, the widest first, and units are those for which the person may set lines."""

    category = forms.ChoiceField(label=_("Category"))
    area = forms.ChoiceField(label=_("Where"))
    hours = forms.ChoiceField(label=_("When"), choices=RouteHours.choices, initial=RouteHours.ALWAYS)
    unit = forms.ChoiceField(label=pgettext_lazy("dispatch table", "Goes to"))
    valid_from = DayField(label=_("From which day on"))

    field_order = ("category", "area", "hours", "unit", "valid_from", "newest")

    def __init__(
        self,
        *args: Any,
        categories: Sequence[Category],
        areas: Sequence[Area],
        units: Sequence[Unit],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        self._areas = {area.code: area for area in areas}
        self._units = {str(unit.pk): unit for unit in units}
        named = [(line.code, f"{line.code} {line.name}") for line in categories]
        self._offer("category", [(_ANY, _("any category")), *named])
        self._offer("area", [(code, indented(self._areas[code], areas[0])) for code in sorted(self._areas)])
        self._offer("unit", [("", _("Please choose")), *((key, unit.name) for key, unit in self._units.items())])
        self.fields["valid_from"].initial = today

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = choices

    def clean_valid_from(self) -> date:
        day: date = self.cleaned_data["valid_from"]
        if day < self._today:
            raise forms.ValidationError(_("What was proposed until now stays as it was. Choose today or a later day."))
        return day

    def line(self) -> RoutingRule:
        """The line as it would be, not saved."""
        data = self.cleaned_data
        return RoutingRule(
            category="" if data["category"] == _ANY else data["category"],
            area=self._areas[data["area"]],
            hours=data["hours"],
            unit=self._units[data["unit"]],
            valid_from=data["valid_from"],
        )


class RouteEndForm(TrialFields):
    last_day = DayField(label=_("Last day"))

    field_order = ("last_day", "newest")

    def __init__(self, *args: Any, line: RoutingRule, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begins_from_today = line.valid_from if line.valid_from and line.valid_from >= today else None
        field = self.fields["last_day"]
        field.initial = (begins_from_today or today) - timedelta(days=1)
        field.help_text = (
            _taken_back if begins_from_today else _("Yesterday means that it does not hold today any more.")
        )
