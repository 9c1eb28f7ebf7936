from collections.abc import Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.days import DayField
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.actions.supervising import Instruction
from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.domains.cases.forms.fields import WordsField, indented_choices
from xiuhuazhen.domains.cases.forms.reports import PlaceFields
from xiuhuazhen.domains.cases.queries import category_choices
from xiuhuazhen.domains.cases.reports import Report


class InstructedForm(PlaceFields):
    """A leader's instruction about something new: the instruction, typed or as a photo of the paper, what it is about
    where the paper does not say it, and the day by which a report on it is owed."""

    words = WordsField(
        label=_("The instruction"),
        help_text=_("Who instructs what. Or only a photo of the paper."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until = DayField(label=_("Report due by the end of which day"))
    category = forms.ChoiceField(label=_("Category"), required=False)

    asked = ("words",)
    field_order: Sequence[str] = ("text", "words", "until", "category", "area", "address")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = False
        self.fields["text"].help_text = _("Can stay empty where the instruction itself says it.")
        category = cast("forms.ChoiceField", self.fields["category"])
        category.choices = [("", _("The dispatcher chooses")), *category_choices(on)]

    def area_choices(self, within: Sequence[Area]) -> list[tuple[str, str]]:
        return indented_choices(within)

    def clean(self) -> dict[str, Any] | None:
        if (
            not any(self.cleaned_data.get(name) for name in ("words", "files", "photos"))
            and "words" in self.cleaned_data
        ):
            self.add_error("words", _("Type the instruction, or add a photo of it."))
        return super().clean()

    def report(self, reporter_id: UUID | None) -> Report:
        data = self.cleaned_data
        text = data["text"] or data["words"][: rules.TEXT_MAX] or str(_("Instruction of the leader, see the photo"))
        given = {**self.given(), "uploads": (), "text": text}
        return Report(**given, source=Source.INSTRUCTION, category=data["category"], reporter_id=reporter_id)

    def instruction(self) -> Instruction:
        """With the photos: they are of the paper."""
        data = self.cleaned_data
        return Instruction(data["until"], data["words"], data["files"])
