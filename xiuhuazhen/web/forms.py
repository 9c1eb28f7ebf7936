from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.messages.actions import Choices
from xiuhuazhen.core.messages.choices import PERSONAL, Channel, RobotKind
from xiuhuazhen.core.messages.models import Preference

_WAYS = [(channel.value, channel.label) for channel in PERSONAL]


class ChoicesForm(forms.Form):
    """How one wants to be told. The stored address is not shown: an empty field keeps it."""

    ordinary = forms.MultipleChoiceField(
        label=_("Ordinary messages"), choices=_WAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    daily = forms.BooleanField(
        label=_("Ordinary messages together, once a day"), required=False, help_text=_("Urgent ones come at once.")
    )
    urgent = forms.MultipleChoiceField(
        label=_("Urgent messages"), choices=_WAYS, required=False, widget=forms.CheckboxSelectMultiple
    )
    email = forms.CharField(
        label=_("E-mail address"),
        max_length=120,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    forget = forms.BooleanField(label=_("Remove the stored address"), required=False)
    phone = forms.CharField(
        label=_("Telephone for text messages"),
        max_length=30,
        required=False,
        help_text=_("Yours alone: colleagues do not see it."),
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    forget_phone = forms.BooleanField(label=_("Remove the stored telephone"), required=False)

    def __init__(self, data: Any = None, *, chosen: Preference, has_phone: bool) -> None:
        stored = {"ordinary": chosen.ordinary, "urgent": chosen.urgent, "daily": chosen.daily}
        super().__init__(data, initial=stored)
        if chosen.email:
            self.fields["email"].help_text = _("An address is stored. Leave this empty to keep it.")
        else:
            del self.fields["forget"]
        if has_phone:
            self.fields["phone"].help_text = _("A number is stored. Leave this empty to keep it.")
        else:
            del self.fields["forget_phone"]

    def choices(self) -> Choices:
        return Choices(
            ordinary=tuple(Channel(each) for each in self.cleaned_data["ordinary"]),
            urgent=tuple(Channel(each) for each in self.cleaned_data["urgent"]),
            daily=self.cleaned_data["daily"],
            email=self._typed("email", "forget"),
            phone=self._typed("phone", "forget_phone"),
        )

    def _typed(self, name: str, forgetting: str) -> str | None:
        return str(self.cleaned_data[name]).strip() or ("" if self.cleaned_data.get(forgetting) else None)


class RobotForm(forms.Form):
    kind = forms.ChoiceField(label=_("Whose group chat"), choices=RobotKind.choices, widget=forms.RadioSelect)
    webhook = forms.CharField(
        label=_("Address of the robot"),
        max_length=500,
        required=False,
        help_text=_("Copied from the settings of the group chat. Leave it empty to disconnect the group."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None, *, connected: str) -> None:
        super().__init__(data, initial={"kind": connected or RobotKind.WECOM})

    def robot(self) -> dict[str, Any]:
        return {"kind": RobotKind(self.cleaned_data["kind"]), "webhook": self.cleaned_data["webhook"].strip()}
