"""Forms about the reporter's own data, and of those who decide whether it is erased."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.procedures.kinds import InputsForm
from xiuhuazhen.domains.cases.actions.handling import Note
from xiuhuazhen.domains.cases.actions.own_data import Correction, Keeping
from xiuhuazhen.domains.cases.choices import KeepGround
from xiuhuazhen.domains.cases.forms.acts import WithText
from xiuhuazhen.domains.cases.forms.fields import WordsField
from xiuhuazhen.domains.cases.forms.reports import CodeForm
from xiuhuazhen.domains.cases.taking_in import CONTACT_NAME_MAX


class _OwnForm(CodeForm):
    """Asks for the query code once more: the page may stand open on somebody else's telephone."""


class CopyForm(_OwnForm):
    pass


class CorrectionForm(_OwnForm):
    name = forms.CharField(
        label=_("Name"), help_text=_("Leave empty what is right."), required=False, max_length=CONTACT_NAME_MAX
    )
    phone = forms.CharField(
        label=_("Telephone"),
        required=False,
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    no_phone = forms.BooleanField(
        label=_("Do not hold my telephone any more"),
        help_text=_("Then nobody can call you, and no text message tells you how far it is."),
        required=False,
    )

    field_order = ("name", "phone", "no_phone", "code")

    def correction(self) -> Correction:
        data = self.cleaned_data
        return Correction(data["name"], data["phone"], data["no_phone"])


class ErasureForm(_OwnForm):
    text = WordsField(label=_("Why"), required=False, widget=forms.Textarea(attrs={"rows": 2}))

    field_order = ("text", "code")

    def note(self) -> Note:
        return Note(str(self.cleaned_data["text"]))


class GrantErasureForm(InputsForm):
    sure = forms.BooleanField(
        label=_("I have made sure that nothing asks to keep it"),
        help_text=_("No law or regulation, no dispute, no examination under way. It cannot be brought back."),
    )

    def inputs(self) -> None:
        """Nothing is kept beside the decision."""


class RefuseErasureForm(WithText):
    reason = forms.ChoiceField(label=_("Ground for keeping it"), choices=KeepGround.choices, widget=forms.RadioSelect)

    field_order = ("reason", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].label = _("What exactly, and for how long")
        self.fields["text"].help_text = _("The reporter reads this. Name the regulation where there is one.")

    def inputs(self) -> Keeping:
        return Keeping(KeepGround(self.cleaned_data["reason"]), self.words())
