from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.procedures import kinds


class MattersFilter(forms.Form):
    """The filters of the list of matters. ``order`` and ``cursor`` belong to the address, not to the form."""

    q = forms.CharField(label=_("Number or title"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False)
    area = forms.ChoiceField(label=_("Place"), required=False)
    due = forms.ChoiceField(
        label=_("Due"),
        required=False,
        choices=(("", _("any time")), ("late", _("late")), ("today", _("today")), ("week", _("within seven days"))),
    )
    order = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)

    def __init__(self, *args: Any, areas: list[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = {("open", _("all open"))} | {
            (state.name, str(kind.state_labels[state.name]))
            for kind in kinds.all_kinds()
            for state in kind.procedure.states
        }
        order = [state.name for kind in kinds.all_kinds() for state in kind.procedure.states]
        listed = sorted(states, key=lambda pair: order.index(pair[0]) if pair[0] in order else -1)
        cast("forms.ChoiceField", self.fields["state"]).choices = [("", _("any state")), *listed]
        named = [(area.code, short_name(area.name)) for area in areas]
        cast("forms.ChoiceField", self.fields["area"]).choices = [("", _("everywhere")), *named]
