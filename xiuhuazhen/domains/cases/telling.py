"""Who is told of what happens to a case, in words without personal data; the link leads to the rest."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.messages.recipients import Address
from xiuhuazhen.core.procedures.kinds import Telling
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.rules.tables import Waits
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.queries import contact_of

REPORTER = "cases.reporter"
"""Name of the resolver of recipients; the reference is the matter's id."""

_NEWS = Telling(Waits.RESIDENT, _("There is news on what you reported, %(number)s."))
_RATE = Telling(Waits.RESIDENT, _("They say it is done: %(number)s. Please tell us whether it is."))
_LONGER = Telling(Waits.RESIDENT, _("What you reported, %(number)s, takes longer; the page says why."))
_STILL = Telling(Waits.RESIDENT, _("What you reported, %(number)s, has to wait; the page says why."))
_OVER = Telling(Waits.RESIDENT, _("What you reported, %(number)s, is closed."))
_ANEW = Telling(Waits.RESIDENT, _("What you reported, %(number)s, is open again."))
_AGAIN = Telling(Waits.HOLDER, _("%(number)s came back and has to be done again."), "cases.handle")
_DECIDED = Telling(Waits.HOLDER, _("What you asked for %(number)s has been decided."), "cases.handle")
_YOURS = Telling(Waits.HOLDER, _("%(number)s is yours now."), "cases.handle")
_APPROVE = Telling(Waits.DESK, _("A unit asks for more time or a pause: %(number)s."), "cases.approve")

LATE = _("%(number)s is late. Please see to it.")

TELLS: Mapping[str, Sequence[Telling]] = {
    "report": (
        Telling(Waits.DESK, _("Urgent: %(number)s. Please deal with it at once."), "cases.dispatch", only_urgent=True),
    ),
    "dispatch": (Telling(Waits.HOLDER, _("Your unit was given %(number)s. Please sign for it."), "cases.handle"),),
    "return": (Telling(Waits.DESK, _("%(number)s was returned to the desk."), "cases.dispatch"),),
    "answer": (_NEWS,),
    "decline": (_NEWS,),
    "void": (_NEWS,),
    "solve": (_NEWS,),
    "reply": (_NEWS,),
    "confirm": (_RATE,),
    "grant_shelving": (_DECIDED, _NEWS),
    "settle": (_NEWS,),
    "close": (_NEWS,),
    "lapse": (_OVER,),
    "reopen": (_ANEW,),
    "rework": (_AGAIN,),
    "redo": (_AGAIN,),
    "send_back": (_AGAIN,),
    "order": (_AGAIN,),
    "source_returned": (_AGAIN,),
    "ask_extension": (_APPROVE,),
    "ask_pause": (_APPROVE,),
    "ask_shelving": (Telling(Waits.LEADER, _("It is asked to shelve %(number)s."), "cases.shelve"),),
    "grant_extension": (_DECIDED, _LONGER),
    "grant_pause": (_DECIDED, _STILL),
    "refuse": (_DECIDED,),
    "time_up": (Telling(Waits.HOLDER, _("The pause of %(number)s is over."), "cases.handle"),),
    "urge": (Telling(Waits.PRESENT, _("You are urged: %(number)s."), urgent=True),),
    "instruct": (Telling(Waits.HOLDER, _("The leader gave an instruction on %(number)s."), "cases.handle"),),
    "report_progress": (Telling(Waits.LEADER, _("A report on your instruction: %(number)s."), "cases.lead"),),
    "reassign": (_YOURS,),
    "hand_over": (_YOURS,),
    "unassign": (Telling(Waits.HOLDER, _("%(number)s needs somebody else of your unit."), "cases.handle"),),
}


def reporter_of(matter: Matter) -> str:
    """The reporter as a recipient: whoever left a telephone with a report of their own."""
    if not matter.code_key or not Case.objects.filter(pk=matter.pk, has_contact=True).exists():
        return ""
    return f"{REPORTER}:{matter.pk}"


def address_of(reference: str) -> Address:
    """How to reach the reporter of the matter with this id; nothing once their contact was erased."""
    openings = Step.objects.select_related("content").filter(number=1)
    opening = openings.filter(matter_id=parse_id(reference) or UUID(int=0)).first()
    return Address(phone=contact_of(opening).get("phone", "")) if opening else Address()
