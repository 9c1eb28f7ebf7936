from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.days import DayField
from xiuhuazhen.core.messages.choices import Channel
from xiuhuazhen.core.messages.wordings import NUMBER, PLACEHOLDERS
from xiuhuazhen.web.staffing.choosing import area_pairs


class WordingForm(forms.Form):
    """The words, for which area and channel, from which day on."""

    text = forms.CharField(
        label=_("Wording"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    channel = forms.ChoiceField(label=_("For which channel"), required=False)
    area = forms.ChoiceField(label=_("For which place"))
    valid_from = DayField(label=_("From which day on"))

    field_order = ("text", "channel", "area", "valid_from")

    def __init__(
        self, *args: Any, areas: Sequence[Area], channels: Sequence[Channel], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        said = _("Leave it empty for the shipped wording. %(number)s stands for the matter's number and must be there.")
        self.fields["text"].help_text = said % {"number": f"{{{PLACEHOLDERS[NUMBER]}}}"}
        self._areas = {area.code: area for area in areas}
        cast("forms.ChoiceField", self.fields["area"]).choices = area_pairs(areas)
        all_channels = [("", _("all channels")), *((each.value, each.label) for each in channels)]
        cast("forms.ChoiceField", self.fields["channel"]).choices = all_channels
        self.fields["valid_from"].initial = today

    def chosen(self) -> dict[str, Any]:
        data = self.cleaned_data
        given = {name: data[name] for name in ("text", "channel", "valid_from")}
        return {**given, "area": self._areas[data["area"]]}
