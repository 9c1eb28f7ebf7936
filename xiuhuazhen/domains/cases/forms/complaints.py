"""Forms of a complaint: the resident's, and those of the supervising unit."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.actions.complaining import WORKER_MAX, NewComplaint
from xiuhuazhen.domains.cases.forms.acts import AnswerForm, NoteForm
from xiuhuazhen.domains.cases.forms.fields import WithPhotos
from xiuhuazhen.domains.cases.hearing import unit_choices

_NOT_KNOWN = "not-known"


class ComplaintForm(WithPhotos):
    """About whom, what happened, and how to be told; without sign-in."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.ChoiceField(label=_("Which unit"))
    worker = forms.CharField(
        label=_("Who is meant"),
        help_text=_("Name, or what you know of them. Leave it empty when it is about the unit."),
        required=False,
        max_length=WORKER_MAX,
    )
    text = forms.CharField(
        label=_("What happened?"),
        max_length=rules.TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please say in a few words what happened.")},
    )
    contact_name = forms.CharField(label=_("Your name"), required=False, max_length=40)
    contact_phone = forms.CharField(
        label=_("Telephone"), required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    notice_version = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Sequence[Unit], unsure: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        not_known = [(_NOT_KNOWN, _("I am not sure which unit"))] if unsure else []
        unit = cast("forms.ChoiceField", self.fields["unit"])
        unit.choices = [("", _("Please choose")), *not_known, *unit_choices(units)]

    def complaint(self) -> NewComplaint:
        data = self.cleaned_data
        return NewComplaint(
            id=data["id"],
            unit_id=None if data["unit"] == _NOT_KNOWN else UUID(data["unit"]),
            text=data["text"],
            worker=data["worker"],
            contact_name=data["contact_name"],
            contact_phone=data["contact_phone"],
            uploads=data["files"],
            notice_version=data["notice_version"],
        )


class ComplaintAnswerForm(AnswerForm):
    """A sentence that the complainant reads."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Answer to the complainant")
        self.fields["text"].help_text = ""


class FindingsForm(NoteForm):
    """What was found out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].label = _("What was found out")
