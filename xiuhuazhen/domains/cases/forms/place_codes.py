"""Choosing places for which codes are printed."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Alias, Area
from xiuhuazhen.core.areas.queries import subtree
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit.masking import numbers_in
from xiuhuazhen.core.kit.paging import query_string
from xiuhuazhen.core.norms.queries import path_ids
from xiuhuazhen.domains.cases.actions.place_codes import Spot
from xiuhuazhen.domains.cases.models import PlaceCode

_MOST_AT_ONCE = 60


class CodesFilter(forms.Form):
    """Which codes are shown and printed: those of an area and of what lies in it, those whose name holds some words."""

    within = forms.ChoiceField(label=_("Area"), required=False)
    q = forms.CharField(label=_("Name holds"), required=False, max_length=60)

    def __init__(self, data: Any, *, codes: QuerySet[PlaceCode]) -> None:
        super().__init__(data)
        self._codes = codes
        paths = codes.order_by().values_list("area__path", flat=True).distinct()
        above = {each for path in paths for each in path_ids(path)}
        areas = Area.objects.filter(pk__in=above, level__gte=Level.COMMUNITY).order_by("code")
        self._paths = {row.code: row.path for row in areas}
        named = [(row.code, short_name(row.name)) for row in areas]
        cast("forms.ChoiceField", self.fields["within"]).choices = [("", _("All")), *named]

    def found(self) -> QuerySet[PlaceCode]:
        if not self.is_valid():
            return self._codes.none()
        path, q = self._paths.get(self.cleaned_data["within"], ""), self.cleaned_data["q"]
        return self._codes.filter(area__path__startswith=path, label__icontains=q)

    def address(self, **more: str) -> str:
        """The part of an address that asks for the same."""
        given = [(name, self.cleaned_data.get(name, "")) for name in self.fields] if self.is_valid() else []
        return query_string([*given, *more.items()])


class CodesForm(forms.Form):
    """Grids, and names that people use; or any spot of a grid under a name of its own."""

    places = forms.MultipleChoiceField(label=_("Which places"), required=False, widget=forms.CheckboxSelectMultiple)
    area = forms.ChoiceField(label=_("Another spot in"), required=False)
    label = forms.CharField(
        label=_("What it is called there"),
        required=False,
        max_length=60,
        help_text=_("For example: gate 2, east side."),
    )

    def __init__(self, data: Any = None, *, within: Sequence[Area]) -> None:
        super().__init__(data)
        areas = [row for top in within for row in subtree(top).filter(level__gte=Level.COMMUNITY)]
        aliases = Alias.objects.filter(area__in=areas, valid_to__isnull=True).select_related("area").order_by("text")
        self._spots = {f"area:{row.code}": Spot(row.pk, short_name(row.name)) for row in areas}
        self._spots |= {f"alias:{row.pk}": Spot(row.area_id, row.text, row.point) for row in aliases}
        self._areas = {row.code: row for row in areas}
        codes = {row.pk: row.code for row in areas}
        in_order = sorted(self._spots.items(), key=lambda each: (codes[each[1].area_id], each[0].startswith("alias:")))
        cast("forms.MultipleChoiceField", self.fields["places"]).choices = [(key, spot.label) for key, spot in in_order]
        named = [(row.code, short_name(row.name)) for row in areas]
        cast("forms.ChoiceField", self.fields["area"]).choices = [("", "—"), *named]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        area, label, places = (data.get(name) for name in ("area", "label", "places"))
        if not places and not (area and label):
            raise forms.ValidationError(_("Choose at least one place, or name a spot."))
        if len(places or ()) > _MOST_AT_ONCE:
            raise forms.ValidationError(_("At most 60 at once."))
        if label and numbers_in(label):
            self.add_error("label", _("No number of a person stands on a code."))
        return data

    def spots(self) -> list[Spot]:
        data = self.cleaned_data
        chosen = [self._spots[key] for key in data["places"]]
        if data["area"] and data["label"]:
            chosen.append(Spot(self._areas[data["area"]].pk, data["label"]))
        return chosen
