"""What a complaint offers to the generic doors, and what people read about it."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.masking import mask_name, mask_numbers, mask_phone
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.rules.tables import NOBODY_ABOVE, Waits
from xiuhuazhen.domains.cases import access, rules, words
from xiuhuazhen.domains.cases.actions import complaining, own_data
from xiuhuazhen.domains.cases.choices import Action, ComplaintAction, ComplaintState, KeepGround
from xiuhuazhen.domains.cases.forms import acts, complaints
from xiuhuazhen.domains.cases.forms.own_data import GrantErasureForm, RefuseErasureForm
from xiuhuazhen.domains.cases.hearing import about_own_units, people_of_the_unit, works_for_the_unit
from xiuhuazhen.domains.cases.models import Complaint
from xiuhuazhen.domains.cases.queries import contact_in, contact_now, text_shown
from xiuhuazhen.domains.cases.telling import ERASURE_ASKED, ERASURE_REFUSED, LATE, REPORTER

_NOT_KNOWN = _("a unit that the complainant does not know")


def facts(matter: Matter, steps: Sequence[Step], by: Actor, on: date) -> list[kinds.Fact]:  # noqa: ARG001 - nothing here is dated
    """The lines of the matter page, the contact masked."""
    complaint = Complaint.objects.select_related("unit").get(pk=matter.pk)
    personal = contact_in(steps)
    lines = [
        kinds.Fact(_("About"), complaint.unit.name if complaint.unit else str(_NOT_KNOWN)),
        kinds.Fact(_("Who is meant"), mask_numbers(personal.get("worker", ""))),
        kinds.Fact(_("Holder"), matter.holder.name if matter.holder else ""),
        _contact(matter, personal, by),
        _code(matter, by),
    ]
    return [line for line in lines if line.value]


def _hears(matter: Matter, by: Actor) -> bool:
    return by.may(access.COMPLAINT_CONTACT, area_path=matter.area.path, unit_id=matter.holder_id)


def _code(matter: Matter, by: Actor) -> kinds.Fact:
    """For a complainant who lost it."""
    said = str(_("the complainant has it")) if _hears(matter, by) else ""
    return kinds.Fact(_("Query code"), said, reverse("cases:code", args=[matter.number]))


def _contact(matter: Matter, personal: dict[str, str], by: Actor) -> kinds.Fact:
    name, phone = mask_name(personal.get("name", "")), personal.get("phone", "")
    written = mask_numbers(personal.get("in_text", ""))
    masked = " ".join(part for part in (name, mask_phone(phone) if phone else "", written) if part)
    url = reverse("cases:contact", args=[matter.number]) if masked and _hears(matter, by) else ""
    return kinds.Fact(_("Complainant"), masked, url)


TELLS: Mapping[str, Sequence[kinds.Telling]] = {
    "complain": (kinds.Telling(Waits.PRESENT, _("A new complaint waits to be examined: %(number)s.")),),
    "examine": (kinds.Telling(Waits.RESIDENT, _("Your complaint is being examined: %(number)s.")),),
    "decline": (kinds.Telling(Waits.RESIDENT, _("There is an answer to your complaint, %(number)s.")),),
    "answer": (kinds.Telling(Waits.RESIDENT, _("There is an answer to your complaint, %(number)s.")),),
    "take_over": (
        kinds.Telling(
            Waits.HOLDER, _("A unit further up took %(number)s over from yours."), rules.COMPLAINT_HANDLE, former=True
        ),
    ),
    "ask_erasure": (kinds.Telling(Waits.HOLDER, ERASURE_ASKED, rules.COMPLAINT_HANDLE),),
    "refuse_erasure": (ERASURE_REFUSED,),
    "unassign": (kinds.Telling(Waits.PRESENT, _("%(number)s needs somebody else of your unit.")),),
}


def _complainant(matter: Matter) -> str:
    """As a recipient of messages: whoever left a telephone number."""
    opening = Step.objects.select_related("content").get(matter=matter, number=1)
    return f"{REPORTER}:{matter.pk}" if contact_now(opening).get("phone") else ""


DONE = {
    "complain": pgettext_lazy("complaint step", "Complaint about %(unit)s%(reason)s"),
    "examine": pgettext_lazy("complaint step", "Taken on to be examined"),
    "decline": pgettext_lazy("complaint step", "Declined"),
    "take_over": pgettext_lazy("complaint step", "Taken over from %(unit)s"),
    "conclude": pgettext_lazy("complaint step", "Examined"),
    "answer": pgettext_lazy("complaint step", "Answered the complainant"),
    "withdraw": pgettext_lazy("complaint step", "Withdrawn by the complainant"),
    "correct": pgettext_lazy("complaint step", "The complainant put their name or telephone right"),
    "ask_erasure": pgettext_lazy("complaint step", "The complainant asks that what is held of them be erased"),
    "grant_erasure": pgettext_lazy("complaint step", "Contents erased, as the complainant asked"),
    "refuse_erasure": pgettext_lazy("step", "Not erased: %(reason)s"),
    "escalate": pgettext_lazy("step", "Late: %(reason)s (%(unit)s)"),
    "recount": pgettext_lazy("step", "Time limits counted again on the changed calendar"),
    "unassign": pgettext_lazy("step", "Given back to the unit, since whoever had it has left the post"),
}

TOLD = {
    "complain": _("Your complaint is received; those complained about do not see it"),
    "examine": _("It is being examined"),
    "decline": _("This is not for us to examine"),
    "answer": _("Our answer"),
    "withdraw": _("You have withdrawn it"),
    **words.TOLD_OWN_DATA,
}

TOLD_LABELS = {
    "received": _("%(unit)s will examine it"),
    "examining": _("%(unit)s is examining it"),
    "answering": _("%(unit)s will answer you"),
    "closed": _("The matter is closed"),
    "withdrawn": _("You have withdrawn it"),
}
"""Without a day: what tells one is counted at the hand-over of the place's desk, which knows of no complaint."""

_HINTS = {
    **words.ERASURE_HINTS,
    "decline": _("The complaint is closed, and the complainant reads your sentence."),
    "take_over": _("Your unit has it from now on, and you do. The unit that had it sees it no more."),
    "conclude": _("What you write here stays with you. Then you answer the complainant."),
    "answer": _("The complaint is closed, and the complainant reads your answer."),
}


def _offer(action: ComplaintAction | Action, form: type[kinds.InputsForm], perform: kinds.Perform) -> kinds.ActionOffer:
    return kinds.ActionOffer(action.label, form, perform, _HINTS.get(action.value, ""))


KIND = kinds.Kind(
    procedure=rules.COMPLAINTS,
    label=_("complaint"),
    view="",
    handle=rules.COMPLAINT_HANDLE,
    state_labels=dict(ComplaintState.choices),
    told_labels=TOLD_LABELS,
    offers={
        "examine": _offer(ComplaintAction.EXAMINE, acts.SignForForm, complaining.examine_complaint),
        "decline": _offer(ComplaintAction.DECLINE, complaints.ComplaintAnswerForm, complaining.decline_complaint),
        "take_over": _offer(ComplaintAction.TAKE_OVER, acts.NoteForm, complaining.take_over_complaint),
        "conclude": _offer(ComplaintAction.CONCLUDE, complaints.FindingsForm, complaining.conclude_complaint),
        "answer": _offer(ComplaintAction.ANSWER, complaints.ComplaintAnswerForm, complaining.answer_complaint),
        "withdraw": _offer(ComplaintAction.WITHDRAW, acts.NoteForm, complaining.withdraw_complaint),
        "grant_erasure": _offer(Action.GRANT_ERASURE, GrantErasureForm, own_data.grant_erasure),
        "refuse_erasure": _offer(Action.REFUSE_ERASURE, RefuseErasureForm, own_data.refuse_erasure),
    },
    done=DONE,
    told=TOLD,
    told_contents=frozenset({"complain", "decline", "answer", "withdraw", "ask_erasure", "refuse_erasure"}),
    reasons={
        **{rung: words.RUNGS[rung] for rung in ("reminded", "above", NOBODY_ABOVE)},
        complaining.UNIT_NOT_KNOWN: _NOT_KNOWN,
        **dict(KeepGround.choices),
    },
    asked={rules.ERASURE: words.ERASURE_ASKED},
    marks={name: words.MARKS[name] for name in (rules.ERASURE, "above")},
    guard_sentences={},
    facts=facts,
    text=text_shown,
    tells=TELLS,
    late=LATE,
    reporter=_complainant,
    told_at="cases:progress",
    hidden_from=about_own_units,
    concerns=people_of_the_unit,
    keeps=rules.KEEP,
    concerned_in=works_for_the_unit,
)
