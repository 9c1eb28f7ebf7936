"""Forms of the actions on a case; each turns into its action's typed inputs."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.areas.index import locate
from xiuhuazhen.core.areas.queries import subtree
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.masking import mask_numbers
from xiuhuazhen.core.procedures.kinds import InputsForm
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.actions.checking import Closing, Rating
from xiuhuazhen.domains.cases.actions.handling import Dispatch, Note, Place, Refusal
from xiuhuazhen.domains.cases.choices import CloseReason, ReturnReason
from xiuhuazhen.domains.cases.forms.fields import WithPhotos, WordsField, indented
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.queries import (
    category_choices,
    report_text,
    suggested_category,
    suggested_units,
    units_to_dispatch_to,
)


class WithText(InputsForm):
    text = WordsField(label=_("Note"), required=False)

    def words(self) -> str:
        return str(self.cleaned_data["text"])


class NoteForm(WithText, WithPhotos):
    def inputs(self) -> Note:
        return Note(self.words(), self.cleaned_data["files"])


class SignForForm(WithText):
    def inputs(self) -> Note:
        return Note(self.words())


class ResultForm(NoteForm):
    """What was done. Photos stay optional."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].label = _("What was done")


class ReplyForm(NoteForm):
    """The answer, begun with what the handler wrote, so that nobody types it twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].label = _("Answer to the reporter")
        self.fields["text"].help_text = _("The reporter reads this on the progress page.")
        last = self.matter.steps.select_related("content").filter(action="finish").last()
        if last and hasattr(last, "content"):
            self.fields["text"].initial = mask_numbers(last.content.text)


class ReasonForm(NoteForm):
    """A sentence that says why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].label = _("Reason")


class DeclineForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _("Say why, and where the reporter can go instead. They read this sentence.")


class ReworkForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What is still wrong")


class DispatchForm(WithText):
    """Category and unit, proposed from the words of the report and the dispatch table; a person confirms."""

    category = forms.ChoiceField(label=_("Category"))
    unit = forms.ChoiceField(label=_("Unit"))

    field_order = ("category", "unit", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on = clock.local_date(self.at)
        category, unit = (
            cast("forms.ChoiceField", self.fields["category"]),
            cast("forms.ChoiceField", self.fields["unit"]),
        )
        category.choices = [("", _("Please choose")), *category_choices(on)]
        category.initial = self.matter.category or self._proposed_category()
        units = [(str(row.pk), row.name) for row in units_to_dispatch_to(self.matter, on=on)]
        unit.choices = [("", _("Please choose")), *units]
        routes = suggested_units(category.initial, area_path=self.matter.area.path, on=on)
        if routes:
            unit.initial = str(routes[0].pk)
            unit.help_text = _("Proposed by the dispatch table: %(names)s.") % {
                "names": "、".join(route.name for route in routes[:3])
            }

    def _proposed_category(self) -> str:
        found = suggested_category(report_text(self.matter), on=clock.local_date(self.at))
        if not found:
            return ""
        category, words = found
        self.fields["category"].help_text = _("Proposed because the report says: %(words)s.") % {
            "words": "、".join(words)
        }
        return category.code

    def inputs(self) -> Dispatch:
        return Dispatch(UUID(self.cleaned_data["unit"]), self.cleaned_data["category"], self.words())


class PlaceForm(WithText):
    area = forms.ChoiceField(label=_("Area"))

    field_order = ("area", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = cast("forms.ChoiceField", self.fields["area"])
        street = self.matter.street or self.matter.area
        self._areas = {row.code: row for row in subtree(street)}
        area.choices = [(code, indented(row, street)) for code, row in self._areas.items()]
        area.initial = self.matter.area.code
        area.help_text = self._near_border()

    def _near_border(self) -> str:
        if self.matter.lng_e7 is None or self.matter.lat_e7 is None:
            return ""
        near = [short_name(candidate.name) for candidate in locate(self.matter.lng_e7, self.matter.lat_e7)]
        return str(_("The position lies near a border: %(names)s.") % {"names": "、".join(near)}) if near[1:] else ""

    def inputs(self) -> Place:
        return Place(self._areas[self.cleaned_data["area"]].path, self.words())


class ReturnForm(WithText):
    reason = forms.ChoiceField(label=_("Why"), choices=ReturnReason.choices, widget=forms.RadioSelect)

    field_order = ("reason", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].label = _("Reason, and which line of the duty list you rely on")

    def inputs(self) -> Refusal:
        return Refusal(ReturnReason(self.cleaned_data["reason"]), self.words())


class RatingForm(InputsForm):
    """The resident's word. ``version`` is the matter's as they saw it."""

    verdict = forms.ChoiceField(
        label=_("Is it mended?"), choices=(("yes", _("Mended")), ("no", _("Not mended"))), widget=forms.RadioSelect
    )
    comment = WordsField(label=_("What you want to add"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def inputs(self) -> Rating:
        return Rating(self.cleaned_data["verdict"] == "yes", self.cleaned_data["comment"])


class CloseForm(WithText):
    reason = forms.ChoiceField(label=_("How it ended"), widget=forms.RadioSelect)

    field_order = ("reason", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = cast("forms.ChoiceField", self.fields["reason"])
        solved = Case.objects.values_list("solved", flat=True).get(pk=self.matter.pk)
        possible = rules.close_reasons(self.matter.state, solved=solved)
        reason.choices = [(name, CloseReason(name).label) for name in possible]
        reason.initial = next(iter(possible), "")

    def inputs(self) -> Closing:
        return Closing(CloseReason(self.cleaned_data["reason"]), self.words())
