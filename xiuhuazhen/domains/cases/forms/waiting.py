"""Forms of what takes longer: an extension, a pause, shelving; and of what is asked from above."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.days import DayField
from xiuhuazhen.core.norms.queries import norm_in_force
from xiuhuazhen.core.procedures.kinds import InputsForm
from xiuhuazhen.domains.cases.actions import waiting
from xiuhuazhen.domains.cases.actions.handling import Note
from xiuhuazhen.domains.cases.actions.source import NewDate
from xiuhuazhen.domains.cases.actions.supervising import Instruction
from xiuhuazhen.domains.cases.actions.waiting import Extension, Pause, Shelving
from xiuhuazhen.domains.cases.choices import ExtensionReason, PauseReason
from xiuhuazhen.domains.cases.forms.acts import NoteForm, WithText
from xiuhuazhen.domains.cases.forms.reports import EndField
from xiuhuazhen.domains.cases.refusals import up_to

_MOST_DAYS = 366
"""No more can be typed; how much may be asked for is a norm."""


def _farthest(norm_name: str, form: InputsForm) -> str:
    """Up to which day one may ask, where a norm says so."""
    norm = norm_in_force(norm_name, area_path=form.matter.area.path, on=clock.local_date(form.at))
    return up_to(norm, form.at) if norm else ""


class WithReason(WithText):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].label = _("Reason")

    def inputs(self) -> Any:
        return Note(self.words())


class ExtensionForm(WithReason):
    days = forms.IntegerField(label=_("How many work days more"), min_value=1, max_value=_MOST_DAYS)
    reason = forms.ChoiceField(
        label=_("Why it takes longer"),
        help_text=_("The reporter reads this, not what you write below."),
        choices=ExtensionReason.choices,
        widget=forms.RadioSelect,
    )

    field_order = ("days", "reason", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What exactly")
        norm = norm_in_force(waiting.LONGEST_EXTENSION, area_path=self.matter.area.path, on=clock.local_date(self.at))
        if norm:
            said = {"most": norm.value, "basis": norm.basis}
            self.fields["days"].help_text = _("At most %(most)s work days: %(basis)s") % said

    def inputs(self) -> Extension:
        data = self.cleaned_data
        return Extension(data["days"], self.words(), ExtensionReason(data["reason"]))


class PauseForm(WithReason):
    reason = forms.ChoiceField(label=_("What it waits for"), choices=PauseReason.choices, widget=forms.RadioSelect)
    until = DayField(label=_("Until the end of which day"))

    field_order = ("reason", "until", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What exactly")
        self.fields["until"].help_text = _farthest(waiting.LONGEST_PAUSE, self)

    def inputs(self) -> Pause:
        data = self.cleaned_data
        return Pause(data["until"], PauseReason(data["reason"]), self.words())


class ShelvingForm(WithReason):
    until = DayField(label=_("When it is looked at again"))

    field_order = ("until", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Why it cannot be done at present")
        self.fields["until"].help_text = _farthest(waiting.LONGEST_SHELVING, self)

    def inputs(self) -> Shelving:
        return Shelving(self.cleaned_data["until"], self.words())


class InstructionForm(NoteForm):
    """A leader's instruction, typed, or as a photo of the paper."""

    asked = ("text",)
    until = DayField(label=_("Report due by the end of which day"))

    field_order = ("text", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("The instruction")
        self.fields["text"].help_text = _("Or only a photo of the paper.")

    def inputs(self) -> Instruction:
        data = self.cleaned_data
        return Instruction(data["until"], self.words(), data["files"])


class NewDateForm(WithReason):
    due = EndField(label=_("The date of the source"))

    field_order = ("due", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What the source says")

    def inputs(self) -> NewDate:
        return NewDate(self.cleaned_data["due"], self.words())
