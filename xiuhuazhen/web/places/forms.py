"""Forms for what is known of a place."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.areas.choices import NameKind
from xiuhuazhen.core.areas.rules.names import SHORTEST_NAME
from xiuhuazhen.domains.grid.actions import Counts
from xiuhuazhen.domains.grid.models import Grid

_MOST = 1_000_000
_KINDS = [(kind.value, kind.label) for kind in NameKind if kind != NameKind.OFFICIAL]


class WithBasis(forms.Form):
    basis = forms.CharField(
        label=_("Where it is written"), max_length=200, help_text=_("A document and its date, a meeting, a count.")
    )


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=_MOST)


class CountsForm(WithBasis):
    households = _count(_("Households"))
    residents = _count(_("Residents"))
    buildings = _count(_("Buildings"))
    on = DayField(label=_("Day of the count"))

    field_order = ("households", "residents", "buildings", "on", "basis")

    def __init__(self, data: Any = None, *, grid: Grid, today: date) -> None:
        shown = {name: getattr(grid, name) for name in ("households", "residents", "buildings")}
        super().__init__(data, initial={**shown, "on": today})

    def counts(self) -> Counts:
        return Counts(**{name: self.cleaned_data[name] for name in ("households", "residents", "buildings")})


class AliasForm(WithBasis):
    text = forms.CharField(label=_("What people say"), min_length=SHORTEST_NAME, max_length=60)
    kind = forms.ChoiceField(label=_("What it is"), choices=_KINDS, initial=NameKind.COMPOUND)

    field_order = ("text", "kind", "basis")
