"""What people read about a case: for those who work on it, and in everyday words for the reporter."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import CloseReason, ReturnReason

DONE = {
    "report": pgettext_lazy("step", "Reported"),
    "place": pgettext_lazy("step", "Place corrected"),
    "decline": pgettext_lazy("step", "Declined"),
    "dispatch": pgettext_lazy("step", "Dispatched to %(unit)s"),
    "solve": pgettext_lazy("step", "Solved on the spot"),
    "sign_for": pgettext_lazy("step", "Signed for"),
    "return": pgettext_lazy("step", "Returned: %(reason)s"),
    "recall": pgettext_lazy("step", "Taken back by the desk"),
    "finish": pgettext_lazy("step", "Handled"),
    "reply": pgettext_lazy("step", "Answered the reporter"),
    "confirm": pgettext_lazy("step", "Checked: done"),
    "rework": pgettext_lazy("step", "Checked: not done, to be done again"),
    "rate": pgettext_lazy("step", "The reporter says: %(reason)s"),
    "send_back": pgettext_lazy("step", "The reporter sent it back"),
    "close": pgettext_lazy("step", "Closed: %(reason)s"),
}

TOLD = {
    "report": _("We have received your report"),
    "decline": _("This is not for us to do"),
    "dispatch": _("Passed on to %(unit)s"),
    "solve": _("Somebody has been there and says it is done"),
    "sign_for": _("They have taken it on"),
    "reply": _("Their answer"),
    "confirm": _("Somebody else has looked: it is done"),
    "rework": _("Somebody else has looked: it is not done yet, they go again"),
    "rate": _("You said: %(reason)s"),
    "send_back": _("You have sent it back"),
    "close": _("The matter is closed"),
}

TOLD_CONTENTS = frozenset({"report", "decline", "solve", "reply", "rate", "send_back"})
"""Whose text and photos the reporter sees; notes and results of other steps stay inside."""

TOLD_LABELS = {
    "registered": _("The duty desk will pass it on"),
    "dispatched": _("%(unit)s will take it on"),
    "handling": _("%(unit)s is working on it, until %(day)s"),
    "answering": _("%(unit)s will answer you by %(day)s"),
    "checking": _("Somebody else will look whether it is done"),
    "rating": _("They say it is mended. Please look: is it?"),
    "closing": _("The duty desk will close it"),
    "closed": _("The matter is closed"),
}

RATINGS = {"yes": _("Mended"), "no": _("Not mended")}

REASONS = {**dict(ReturnReason.choices), **dict(CloseReason.choices), **RATINGS}

GUARDS = {
    rules.CHECKED_BY_THE_HANDLER: _("You handled this matter yourself. Somebody else has to check it."),
    rules.SENT_BACK_BEFORE: _("It was sent back once already. You can still say that it is not mended."),
    rules.RATING_TIME_LEFT: _("The reporter may still rate it. It can be closed once their time has passed."),
}

HINTS = {
    "dispatch": _("The unit sees it at once and signs for it."),
    "decline": _("The matter is closed, and the reporter reads your sentence."),
    "return": _("It goes back to the duty desk, which finds another unit."),
    "finish": _("Then you answer the reporter, and somebody else checks."),
    "recall": _("The unit no longer has it; you can dispatch it anew."),
    "solve": _("The reporter reads this sentence."),
    "confirm": _("Only if you have looked, or asked the reporter."),
    "rework": _("It goes back to the unit that handled it."),
    "close": _("Afterwards nothing more can be done on this matter."),
}

SUBMITS = {"dispatch": pgettext_lazy("action", "Dispatch")}
