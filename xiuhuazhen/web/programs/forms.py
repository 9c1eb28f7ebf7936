from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.days import DayField
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.web.staffing.choosing import area_pairs, unit_pairs


def titles(names: Sequence[str]) -> list[str]:
    """What a program may do, in words; by name where it was given at the server and has none."""
    known = permissions.all_names()
    return [str(permissions.known(name).title) or name if name in known else name for name in names]


class TokenForm(forms.Form):
    name = forms.CharField(
        label=pgettext_lazy("of a program", "Name"), max_length=60, help_text=_("Which program it is, and whose.")
    )
    permissions = forms.MultipleChoiceField(label=_("What it may do"), widget=forms.CheckboxSelectMultiple)
    unit = forms.ChoiceField(label=_("For which unit"))
    area = forms.ChoiceField(label=pgettext_lazy("of a program", "Where"))
    last_day = DayField(
        label=_("Last day"),
        help_text=_("Afterwards it is let in no more. Choose a day on which somebody looks again."),
    )

    def __init__(self, data: Any = None, *, areas: Sequence[Area], units: Sequence[Unit], today: date) -> None:
        super().__init__(data)
        self._today = today
        self._areas = {area.code: area for area in areas}
        self._units = {str(unit.pk): unit for unit in units}
        offered = [(name, str(permissions.known(name).title)) for name in sorted(permissions.open_to_programs())]
        for field, choices in (
            ("permissions", offered),
            ("unit", [("", _("Please choose")), *unit_pairs(units)]),
            ("area", area_pairs(areas)),
        ):
            cast("forms.ChoiceField", self.fields[field]).choices = choices

    def clean_last_day(self) -> date:
        day = cast("date", self.cleaned_data["last_day"])
        if day < self._today:
            raise forms.ValidationError(_("Choose today or a later day."))
        return day

    def token(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "name": given["name"],
            "wanted": sorted(given["permissions"]),
            "area": self._areas[given["area"]],
            "unit": self._units[given["unit"]],
            "valid_to": given["last_day"] + timedelta(days=1),
        }
