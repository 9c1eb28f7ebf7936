"""What staff copy back to where a case came from: a sentence or two on how it stands, without anybody's data."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.rules.clocks import read
from xiuhuazhen.core.procedures.rules.tables import ORDER
from xiuhuazhen.domains.cases import access, rules, words
from xiuhuazhen.domains.cases.choices import CloseReason, State

_WITH_UNIT = (State.DISPATCHED, State.HANDLING, State.REVIEWING, State.ANSWERING)

_CHECKED = gettext_lazy("The work is done; somebody else looks whether it is done well")
_SEEN_TO = gettext_lazy("It was seen to; whoever reported it may say how well")
_STANDING = {**words.TOLD_LABELS, State.CHECKING.value: _CHECKED, State.RATING.value: _SEEN_TO}
"""As the reporter reads it, except where they would be asked something: a reply to a group cannot ask that."""


def reply_for(matter: Matter, by: Actor, link: str) -> str:
    """The reply as the case stands now, for those who enter cases there; empty for others.

    ``link`` leads to the progress page. It asks for the query code, so only a reporter who was given one gets it.
    """
    if not by.may(access.REPORT, area_path=matter.area.path):
        return ""
    query = _("To look it up: %(link)s") % {"link": link} if matter.code_key else ""
    return "".join([_standing(matter), query])


def _standing(matter: Matter) -> str:
    said = {"number": matter.number, "unit": matter.holder.name if matter.holder else ""}
    if not matter.is_open:
        reason = CloseReason(matter.close_reason).label if matter.close_reason else State(matter.state).label
        return _("Number %(number)s is closed: %(reason)s.") % {**said, "reason": reason}
    if matter.state not in _WITH_UNIT:
        told = str(_STANDING[matter.state]) % {**said, "day": _day(matter.due)}
        return _("Received, number %(number)s. %(told)s.") % {**said, "told": told}
    answer = _answer_by(matter)
    if answer is None:
        return _("Received, number %(number)s, %(unit)s is working on it.") % said
    return _("Received, number %(number)s, %(unit)s is working on it, answer by %(day)s.") % {
        **said,
        "day": _day(answer),
    }


def _answer_by(matter: Matter) -> datetime | None:
    """The earlier of the time for handling and the date that an outside order came with."""
    return min((each.due for each in read(matter.clocks) if each.limit in (rules.HANDLE, ORDER)), default=None)


def _day(at: datetime | None) -> str:
    if at is None:
        return ""
    day = clock.day_of_end(at)
    return _("%(month)s/%(day)s") % {"month": day.month, "day": day.day}
