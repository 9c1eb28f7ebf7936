"""Forms for what is known of a place."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.areas.choices import AreaKind, Crs, NameKind
from xiuhuazhen.core.areas.forms import PointFields
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.rules.names import SHORTEST_NAME, short_name
from xiuhuazhen.core.kit.days import DayField
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.domains.grid.actions import Counts
from xiuhuazhen.domains.grid.models import Grid, UnitFacts

MOST_COUNTED = 1_000_000
_MOST_BYTES = 2_000_000
_KINDS = [(kind.value, kind.label) for kind in NameKind if kind != NameKind.OFFICIAL]


class WithBasis(forms.Form):
    basis = forms.CharField(
        label=_("Where it is written"), max_length=200, help_text=_("A document and its date, a meeting, a count.")
    )


def _count(label: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST_COUNTED)


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


class AliasForm(PointFields, WithBasis):
    text = forms.CharField(label=_("What people say"), min_length=SHORTEST_NAME, max_length=60)
    kind = forms.ChoiceField(label=_("What it is"), choices=_KINDS, initial=NameKind.COMPOUND)

    field_order = ("text", "kind", "basis")


class WithDay(WithBasis):
    on = DayField(label=_("From which day"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)


class BordersForm(WithDay):
    """Boundaries of the parts of a place as GeoJSON: drawn on the map, pasted, or as a file.

    ``seen`` carries the marks of the boundaries that the page was made with, so that of two people who move the same
    border the later one is told.
    """

    geojson = forms.CharField(
        label=_("Boundaries as GeoJSON"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("A FeatureCollection; each feature has the property “code”. Drawing on the map fills this in."),
    )
    file = forms.FileField(label=_("Or a file"), required=False)
    crs = forms.ChoiceField(label=_("Coordinate system"), choices=Crs.choices, initial=Crs.WGS84)
    seen = forms.JSONField(required=False, widget=forms.HiddenInput)

    field_order = ("geojson", "file", "crs", "on", "basis")

    def __init__(self, *args: Any, codes: Collection[str], marks: Mapping[str, str], today: date) -> None:
        super().__init__(*args, today=today, initial={"seen": marks})
        self._codes, self._marks = codes, marks

    def clean_seen(self) -> dict[str, str]:
        seen = self.cleaned_data["seen"]
        return seen if isinstance(seen, dict) else {}

    def look_again(self) -> None:
        """The page that answers was made with what stands now; whoever sends it once more has seen that."""
        self.data = {**dict(self.data.items()), "seen": json.dumps(self._marks)}

    def keep_file(self) -> None:
        """What came as a file stands in the field, so that it can be sent once more."""
        if self.files:
            self.data = {**dict(self.data.items()), "geojson": json.dumps(self.cleaned_data["features"])}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["features"] = self._read(data)
        strange = sorted(set(_codes_in(data["features"])) - set(self._codes))
        if strange:
            raise forms.ValidationError(
                _("These do not lie in this place: %(codes)s.") % {"codes": "、".join(strange[:5])}
            )
        return data

    def _read(self, data: dict[str, Any]) -> Any:
        text = self._text(data)
        try:
            return json.loads(text)
        except (ValueError, RecursionError) as fault:
            raise forms.ValidationError(
                _("This is not GeoJSON. Draw on the map, or paste a FeatureCollection.")
            ) from fault

    def _text(self, data: dict[str, Any]) -> str:
        if not data.get("file"):
            return str(data.get("geojson") or "")
        if data["file"].size > _MOST_BYTES:
            raise forms.ValidationError(_("The file is too large. Take only the parts that change."))
        text: str = data["file"].read().decode("utf-8-sig", errors="replace")
        return text


def _codes_in(collection: Any) -> list[str]:
    """Every code that the features name; what is not in order is told when the boundaries are read."""
    features = collection.get("features") if isinstance(collection, dict) else None
    named = [each.get("properties") for each in features or () if isinstance(each, dict)]
    codes = [each.get("code") for each in named if isinstance(each, dict)]
    return [str(code).strip() for code in codes if code and isinstance(code, str | int)]


class PartForm(WithDay):
    name = forms.CharField(label=pgettext_lazy("of a place", "Name"), max_length=80)
    code = forms.CharField(label=_("Code"), max_length=20)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=AreaKind.choices, initial=AreaKind.GENERAL, widget=forms.RadioSelect
    )

    field_order = ("name", "code", "kind", "on", "basis")


class RenameForm(WithDay):
    name = forms.CharField(label=pgettext_lazy("of a place", "Name"), max_length=80)

    field_order = ("name", "on", "basis")


class LeadForm(WithDay):
    lead = forms.ChoiceField(label=_("Who leads here"))

    field_order = ("lead", "on", "basis")

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._areas = {area.code: area for area in areas}
        choices = [(area.code, short_name(area.name)) for area in areas]
        cast("forms.ChoiceField", self.fields["lead"]).choices = choices

    def lead_area(self) -> Area:
        return self._areas[self.cleaned_data["lead"]]


class EndForm(WithDay):
    """``others`` are what may take its place; where something would go there (``asks``), somebody has to say which."""

    to = forms.ChoiceField(label=_("Where open cases and names go"), widget=forms.RadioSelect)
    sure = forms.BooleanField(label=_("It ends, with what is told above"))

    field_order = ("to", "on", "basis", "sure")

    def __init__(self, *args: Any, others: Sequence[Area], asks: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._others = {area.code: area for area in others}
        nowhere = ("none", _("Nowhere: the names end, and the cases stay under the place that has ended"))
        choices = [*((code, short_name(area.name)) for code, area in self._others.items()), nowhere]
        cast("forms.ChoiceField", self.fields["to"]).choices = choices
        if not asks:
            del self.fields["to"]

    def takes_its_place(self) -> Area | None:
        return self._others.get(self.cleaned_data.get("to", ""))


class LinkForm(forms.Form):
    """A unit that is to work together with a grid, and at what."""

    unit = forms.ChoiceField(label=_("Which unit"))
    duty = forms.CharField(
        label=_("What it does here"),
        max_length=100,
        required=False,
        help_text=_("For example: shares its car park at night; looks in on three elders."),
    )
    on = DayField(label=_("From which day"))

    def __init__(self, data: Any = None, *, units: Sequence[Unit], today: date) -> None:
        super().__init__(data, initial={"on": today})
        self._units = {str(unit.pk): unit for unit in units}
        named = [(key, f"{unit.name}（{UnitKind(unit.kind).label}）") for key, unit in self._units.items()]
        cast("forms.ChoiceField", self.fields["unit"]).choices = [("", _("Please choose")), *named]

    def chosen(self) -> Unit:
        return self._units[self.cleaned_data["unit"]]


class FactsForm(WithDay):
    contact = forms.CharField(
        label=_("Whom to ask for there"), max_length=40, required=False, help_text=_("As it may be told at work.")
    )
    members = forms.IntegerField(label=_("How many belong to it"), required=False, min_value=0, max_value=MOST_COUNTED)

    field_order = ("contact", "members", "on", "basis")

    def __init__(self, *args: Any, facts: UnitFacts | None, today: date) -> None:
        known = {"contact": facts.contact, "members": facts.members} if facts else {}
        super().__init__(*args, today=today, initial=known)
        self.fields["on"].label = _("Day of the count")
