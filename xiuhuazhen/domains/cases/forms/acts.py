"""Forms of the actions on a case; each turns into its action's typed inputs."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.queries import names_of_people
from xiuhuazhen.core.people.roster import on_duty
from xiuhuazhen.core.procedures.choices import Urgency
from xiuhuazhen.core.procedures.kinds import InputsForm
from xiuhuazhen.core.procedures.whom import colleagues
from xiuhuazhen.domains.cases.access import may_be_phoned
from xiuhuazhen.domains.cases.actions.checking import Check, Closing, Rating
from xiuhuazhen.domains.cases.actions.handling import Colleague, Contact, Dispatch, Note, Refusal
from xiuhuazhen.domains.cases.actions.source import Returned, SourceResult
from xiuhuazhen.domains.cases.choices import CheckedBy, CloseReason, Means, Outcome, RequestKind, ReturnReason
from xiuhuazhen.domains.cases.dispatch_table import Proposal, proposals, spot_of
from xiuhuazhen.domains.cases.forms.fields import WithPhotos, WordsField
from xiuhuazhen.domains.cases.forms.reports import EndField
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.queries import (
    category_choices,
    end_here,
    last_words,
    open_reasons,
    report_text,
    suggested_category,
    units_to_dispatch_to,
)
from xiuhuazhen.domains.cases.rules import clean_text

_WHERE_MAX = 100
_PROPOSED = 3
"""So many units of the dispatch table are named."""


class WithText(InputsForm):
    text = WordsField(label=_("Note"), required=False)

    def words(self) -> str:
        return str(self.cleaned_data["text"])


class NoteForm(WithText, WithPhotos):
    def inputs(self) -> Any:
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


class ContactForm(WithText):
    """One tap for each: how, and whether the reporter was reached."""

    means = forms.ChoiceField(label=_("How"), choices=Means.choices, widget=forms.RadioSelect, initial=Means.CALL)
    outcome = forms.ChoiceField(
        label=_("Reached?"), choices=Outcome.choices, widget=forms.RadioSelect, initial=Outcome.REACHED
    )

    field_order = ("means", "outcome", "text")

    def inputs(self) -> Contact:
        return Contact(Means(self.cleaned_data["means"]), Outcome(self.cleaned_data["outcome"]), self.words())


class CheckForm(NoteForm):
    """What the check rests on: somebody looked, or asked."""

    way = forms.ChoiceField(label=_("How do you know?"), choices=CheckedBy.choices, widget=forms.RadioSelect)

    field_order = ("way", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_be_phoned(self.matter, self.by):
            way = cast("forms.ChoiceField", self.fields["way"])
            way.choices = [pair for pair in CheckedBy.choices if pair[0] != CheckedBy.PHONED]
            way.help_text = _("There is no telephone number of the reporter for you: please go there and look.")

    def inputs(self) -> Check:
        return Check(CheckedBy(self.cleaned_data["way"]), self.words(), self.cleaned_data["files"])


class ColleagueForm(WithText):
    """Somebody of the unit that has the matter who can handle it. Whoever has it is not offered, nor oneself unless a
    colleague has it; what was sent twice still finds who has it since."""

    person = forms.ChoiceField(label=_("To whom"))

    field_order = ("person", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = cast("forms.ChoiceField", self.fields["person"])
        left_out = set() if self.is_bound else {self.matter.assignee_id or self.by.person_id}
        ids = [each for each in colleagues(self.matter, on=clock.local_date(self.at)) if each not in left_out]
        names = names_of_people(ids)
        person.choices = [("", _("Please choose")), *((str(each), names[each]) for each in ids)]

    def inputs(self) -> Colleague:
        return Colleague(UUID(self.cleaned_data["person"]), self.words())


class ReasonForm(NoteForm):
    """A sentence that says why."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].label = _("Reason")


class ReadReasonForm(ReasonForm):
    """A sentence that says why, to the reporter as well."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _("The reporter reads this on the progress page.")


class AnswerForm(NoteForm):
    """A sentence that the reporter reads."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].label = _("Answer to the reporter")
        self.fields["text"].help_text = _("The reporter reads this on the progress page.")


class ReplyForm(AnswerForm):
    """The answer, begun with what the handler wrote, so that nobody types it twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].initial = last_words(self.matter, "finish")


class ReportBackForm(AnswerForm):
    """What the source is told, begun with the answer that the reporter got, or with why it ended here."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("Result for the source")
        self.fields["text"].help_text = _("Copy it into the source's own system as well.")
        self.fields["text"].initial = self._result()

    def _result(self) -> str:
        last = end_here(self.matter, self.matter.version)
        if last is None or "ended" not in last.facts:
            return last_words(self.matter, "reply")
        return f"{CloseReason(last.facts['ended']).label}：{last_words(self.matter, last.action)}"


class DeclineForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].help_text = _("Say why, and where the reporter can go instead. They read this sentence.")


class ReworkForm(ReasonForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What is still wrong")


class ReturnedForm(ReworkForm):
    """The source sends it back, with a date of its own or without."""

    due = EndField(label=_("The new date of the source"), required=False)

    field_order = ("text", "due")

    def inputs(self) -> Returned:
        return Returned(self.words(), self.cleaned_data["files"], self.cleaned_data["due"])


class DispatchForm(WithText):
    """Category and unit, proposed from the words of the report and the dispatch table; a person confirms. Another
    category has other units: the page asks for the field anew (``web/desk.js``)."""

    begins_with = ("category",)

    category = forms.ChoiceField(label=_("Category"), widget=forms.Select(attrs={"data-refreshes": "unit"}))
    unit = forms.ChoiceField(
        label=_("Unit"),
        error_messages={
            "invalid_choice": _("This unit does not serve the place of the case. Choose one from the list.")
        },
    )
    request = forms.ChoiceField(
        label=_("What the reporter wants"), required=False, choices=[("", _("not said")), *RequestKind.choices]
    )

    urgency = forms.ChoiceField(
        label=_("How urgent"),
        required=False,
        choices=[
            ("", _("by the category; what is urgent stays so")),
            (Urgency.URGENT, _("urgent")),
            (Urgency.ORDINARY, _("not urgent")),
        ],
    )

    where = WordsField(
        label=_("Where to go"),
        required=False,
        max_length=_WHERE_MAX,
        widget=forms.TextInput,
        help_text=_(
            "Whoever works on it reads this, but neither address nor position. Do not tell where the reporter lives."
        ),
    )

    field_order = ("category", "unit", "where", "urgency", "request", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on = clock.local_date(self.at)
        case = Case.objects.get(pk=self.matter.pk)
        if not case.confidential:
            del self.fields["where"]
        category, unit = (
            cast("forms.ChoiceField", self.fields["category"]),
            cast("forms.ChoiceField", self.fields["unit"]),
        )
        category.choices = [("", _("Please choose")), *category_choices(on)]
        category.initial = self.initial.get("category") or self.matter.category or self._proposed_category()
        units = [(str(row.pk), row.name) for row in units_to_dispatch_to(self.matter, on=on)]
        unit.choices = [("", _("Please choose")), *units]
        self.fields["request"].initial = case.request
        proposed = proposals(category.initial, spot=spot_of(self.matter), at=self.at)
        if proposed:
            unit.initial = str(proposed[0].unit.pk)
            unit.help_text = _("Proposed by the dispatch table: %(names)s.") % {"names": self._said(proposed)}
        elif category.initial:
            named = dict(category.choices).get(category.initial, "")
            no_line = _("The dispatch table has no line for “%(category)s” here. Choose a unit.")
            unit.help_text = no_line % {"category": named}

    def _said(self, proposed: Sequence[Proposal]) -> str:
        """The best few with their reasons; for the first also who is on duty there now."""
        said = [f"{each.unit.name}（{each.why}）" for each in proposed[:_PROPOSED]]
        there = "、".join(each.name for each in on_duty(proposed[0].unit.pk, at=self.at))
        if there:
            said[0] += str(_(", on duty: %(names)s")) % {"names": there}
        return "；".join(said)

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
        data = self.cleaned_data
        request = RequestKind(data["request"]) if data["request"] else None
        urgency = Urgency(data["urgency"]) if data["urgency"] else None
        where = data.get("where", "")
        return Dispatch(UUID(data["unit"]), data["category"], self.words(), request, urgency, where)


class ReturnForm(WithText):
    reason = forms.ChoiceField(label=_("Why"), choices=ReturnReason.choices, widget=forms.RadioSelect)
    relied_on = forms.CharField(
        label=_("Which line of the duty list you rely on"),
        max_length=100,
        help_text=_("Its number or title, for example “3-2-07 lighting”."),
    )

    field_order = ("reason", "relied_on", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].label = _("Reason")

    def inputs(self) -> Refusal:
        data = self.cleaned_data
        return Refusal(ReturnReason(data["reason"]), self.words(), clean_text(data["relied_on"]))


class RatingForm(InputsForm):
    """The resident's word."""

    verdict = forms.ChoiceField(
        label=_("Is it done?"),
        choices=(("yes", _("It is done")), ("no", _("It is not done"))),
        widget=forms.RadioSelect,
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
        possible = open_reasons(self.matter, self.matter.state)
        reason.choices = [(name, CloseReason(name).label) for name in possible]
        reason.initial = next(iter(possible), "")

    def inputs(self) -> Any:
        return Closing(CloseReason(self.cleaned_data["reason"]), self.words())


class SourceResultForm(CloseForm):
    """How the source closed the order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("What the source says")

    def inputs(self) -> SourceResult:
        return SourceResult(CloseReason(self.cleaned_data["reason"]), self.words())
