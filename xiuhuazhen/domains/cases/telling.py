"""Who is told of what happens to a case, in words without personal data; the link leads to the rest."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.messages.recipients import Address
from xiuhuazhen.core.messages.topics import Notice
from xiuhuazhen.core.messages.wordings import NUMBER, MessageKind
from xiuhuazhen.core.procedures.kinds import TO, Telling
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.rules.tables import Waits
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.queries import contact_now

REPORTER = "cases.reporter"
"""Name of the resolver of recipients; the reference is the matter's id."""

_NEWS = Telling(Waits.RESIDENT, _("There is news on what you reported, %(number)s."))
_RATE = Telling(Waits.RESIDENT, _("You have an answer: %(number)s. Please tell us whether it is all right."))
_LONGER = Telling(Waits.RESIDENT, _("What you reported, %(number)s, takes longer; the page says why."))
_STILL = Telling(Waits.RESIDENT, _("What you reported, %(number)s, has to wait; the page says why."))
_OVER = Telling(Waits.RESIDENT, _("What you reported, %(number)s, is closed."))
_ANEW = Telling(Waits.RESIDENT, _("What you reported, %(number)s, is open again."))
_AGAIN = Telling(Waits.HOLDER, _("%(number)s came back and has to be done again."), "cases.handle")
_MORE_TIME = Telling(Waits.HOLDER, _("More time was granted for %(number)s."), "cases.handle")
_PAUSED = Telling(Waits.HOLDER, _("The pause that you asked for was granted: %(number)s."), "cases.handle")
_SHELVED = Telling(Waits.HOLDER, _("%(number)s was shelved, as you asked."), "cases.handle")
_REFUSED = Telling(
    Waits.HOLDER, _("What you asked for was refused: %(number)s. The reason is on its page."), "cases.handle"
)
_YOURS = Telling(Waits.HOLDER, _("%(number)s is yours now."), "cases.handle")
_WITHDRAWN = Telling(
    Waits.HOLDER, _("The reporter withdrew %(number)s; there is nothing more to do."), "cases.handle", former=True
)
_TAKEN_BACK = Telling(
    Waits.HOLDER, _("The duty desk took %(number)s back from your unit."), "cases.handle", former=True
)
_ISSUE = Telling(
    Waits.HOLDER, _("%(number)s is handled and waits for you to issue it."), "cases.issue", into="reviewing"
)
_DECIDE = Telling(
    Waits.LEADER, _("The reporter of %(number)s is still not content. Please decide."), "cases.decide", into="deciding"
)
_APPROVE = Telling(Waits.DESK, _("A unit asks for more time or a pause: %(number)s."), "cases.approve")

ERASURE_ASKED = _("A reporter asks that what is held of them be erased: %(number)s.")
ERASURE_REFUSED = Telling(Waits.RESIDENT, _("There is an answer to your request about your data, %(number)s."))

CODE_GIVEN = "cases.code_given"
"""Topic: the query code of a matter was given to somebody who said that they are its reporter."""

CODE_GIVEN_KIND = MessageKind(
    title=pgettext_lazy("message kind", "The query code was given out again"),
    to=TO[Waits.RESIDENT],
    shipped=_("The query code of %(number)s was given out. If not to you, tell the duty desk."),
    outside=True,
    path="cases:progress",
)

LATE = _("%(number)s is late. Please see to it.")

_URGENT = Telling(Waits.DESK, _("Urgent: %(number)s. Please deal with it at once."), "cases.dispatch", only_urgent=True)

TELLS: Mapping[str, Sequence[Telling]] = {
    "report": (_URGENT,),
    "place": (replace(_URGENT, elsewhere=True),),
    "dispatch": (Telling(Waits.HOLDER, _("Your unit was given %(number)s. Please sign for it."), "cases.handle"),),
    "return": (Telling(Waits.DESK, _("%(number)s was returned to the desk."), "cases.dispatch"),),
    "finish": (_ISSUE,),
    "rate": (_DECIDE,),
    "answer": (_NEWS,),
    "decline": (_NEWS,),
    "void": (_NEWS,),
    "solve": (_NEWS,),
    "reply": (_NEWS,),
    "confirm": (_RATE,),
    "grant_shelving": (_SHELVED, _NEWS),
    "close_shelved": (_NEWS,),
    "settle": (_NEWS,),
    "close": (_NEWS,),
    "lapse": (_OVER,),
    "withdraw": (_WITHDRAWN,),
    "record_withdrawal": (_OVER, _WITHDRAWN),
    "recall": (_TAKEN_BACK,),
    "reopen": (_ANEW,),
    "rework": (_AGAIN,),
    "redo": (_AGAIN,),
    "send_back": (_AGAIN,),
    "order": (_AGAIN,),
    "source_returned": (_AGAIN,),
    "ask_extension": (_APPROVE,),
    "ask_pause": (_APPROVE,),
    "ask_shelving": (Telling(Waits.LEADER, _("It is asked to shelve %(number)s."), "cases.shelve"),),
    "grant_extension": (_MORE_TIME, _LONGER),
    "grant_pause": (_PAUSED, _STILL),
    "refuse": (_REFUSED,),
    "time_up": (Telling(Waits.HOLDER, _("The pause of %(number)s is over."), "cases.handle"),),
    "urge": (Telling(Waits.PRESENT, _("You are urged: %(number)s."), urgent=True),),
    "instruct": (Telling(Waits.HOLDER, _("The leader gave an instruction on %(number)s."), "cases.handle"),),
    "report_progress": (Telling(Waits.LEADER, _("A report on your instruction: %(number)s."), "cases.lead"),),
    "reassign": (_YOURS,),
    "hand_over": (_YOURS,),
    "ask_erasure": (Telling(Waits.DESK, ERASURE_ASKED, rules.ERASE),),
    "refuse_erasure": (ERASURE_REFUSED,),
    "unassign": (Telling(Waits.HOLDER, _("%(number)s needs somebody else of your unit."), "cases.handle"),),
}


def reporter_of(matter: Matter) -> str:
    """The reporter as a recipient: whoever left a telephone here. The caller of a hotline is told and asked by it."""
    left = Case.objects.filter(pk=matter.pk, has_contact=True).exclude(source=Source.HOTLINE)
    return f"{REPORTER}:{matter.pk}" if left.exists() else ""


def code_given(payload: dict[str, Any], at: datetime) -> Iterator[Notice]:  # noqa: ARG001 - told whenever it is made
    """So that a reporter who did not ask for it knows."""
    matter = Matter.objects.get(pk=payload["matter"])
    yield Notice(
        recipient=f"{REPORTER}:{matter.pk}",
        subject=CODE_GIVEN_KIND.said({NUMBER: matter.number}),
        text="",
        path=reverse("cases:progress", args=[matter.number]),
        urgent=False,
        key=f"{CODE_GIVEN}:{matter.pk}:{payload.get('command') or payload['at']}",  # rows from before have no command
        area_id=matter.area_id,
        wording=CODE_GIVEN,
        given={NUMBER: matter.number},
    )


def address_of(reference: str) -> Address:
    """How to reach the reporter of the matter with this id; nothing once their contact was erased."""
    openings = Step.objects.select_related("content").filter(number=1)
    opening = openings.filter(matter_id=parse_id(reference) or UUID(int=0)).first()
    return Address(phone=contact_now(opening).get("phone", "")) if opening else Address()
