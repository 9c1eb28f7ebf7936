"""The form fields for a point, as the map of a page fills them in."""

from django import forms

from xiuhuazhen.core.areas.choices import Crs
from xiuhuazhen.core.areas.rules.coordinates import point_e7


class PointFields(forms.Form):
    """Degrees, and the coordinate system they are given in."""

    lng = forms.DecimalField(required=False, widget=forms.HiddenInput, min_value=-180, max_value=180)
    lat = forms.DecimalField(required=False, widget=forms.HiddenInput, min_value=-90, max_value=90)
    crs = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=Crs.choices)

    def point(self) -> tuple[int, int] | None:
        """(lng, lat) in 1e-7 degrees of WGS-84, if both were given."""
        lng, lat = self.cleaned_data.get("lng"), self.cleaned_data.get("lat")
        if lng is None or lat is None:
            return None
        return point_e7(float(lng), float(lat), Crs(self.cleaned_data.get("crs") or Crs.WGS84))
