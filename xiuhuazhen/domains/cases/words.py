"""What people read about a case: for those who work on it, and in everyday words for the reporter."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.procedures.kinds import Tap
from xiuhuazhen.core.procedures.rules.tables import NOBODY_ABOVE
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import (
    CheckedBy,
    CloseReason,
    ExtensionReason,
    Means,
    Outcome,
    PauseReason,
    ReturnReason,
)

DONE = {
    "report": pgettext_lazy("step", "Reported"),
    "place": pgettext_lazy("step", "Place corrected"),
    "accept": pgettext_lazy("step", "Accepted"),
    "answer": pgettext_lazy("step", "Answered at once"),
    "decline": pgettext_lazy("step", "Declined"),
    "void": pgettext_lazy("step", "Declared void"),
    "dispatch": pgettext_lazy("step", "Dispatched to %(unit)s"),
    "solve": pgettext_lazy("step", "Solved on the spot"),
    "sign_for": pgettext_lazy("step", "Signed for"),
    "return": pgettext_lazy("step", "Returned: %(reason)s"),
    "recall": pgettext_lazy("step", "Taken back by the desk"),
    "contact": pgettext_lazy("step", "Contact with the reporter: %(means)s, %(outcome)s"),
    "reach": pgettext_lazy("step", "The desk contacted the reporter: %(means)s, %(outcome)s"),
    "finish": pgettext_lazy("step", "Handled"),
    "issue": pgettext_lazy("step", "Looked through and issued"),
    "redo": pgettext_lazy("step", "Not issued, to be done again"),
    "reply": pgettext_lazy("step", "Answered the reporter"),
    "confirm": pgettext_lazy("step", "Checked, %(way)s: done"),
    "rework": pgettext_lazy("step", "Checked: not done, to be done again"),
    "report_back": pgettext_lazy("step", "Reported back to the source"),
    "source_closed": pgettext_lazy("step", "Closed by the source: %(reason)s"),
    "source_returned": pgettext_lazy("step", "Sent back by the source"),
    "rate": pgettext_lazy("step", "The reporter says: %(reason)s"),
    "send_back": pgettext_lazy("step", "The reporter sent it back"),
    "withdraw": pgettext_lazy("step", "Withdrawn by the reporter"),
    "record_withdrawal": pgettext_lazy("step", "Withdrawn by the reporter, noted by the desk"),
    "settle": pgettext_lazy("step", "The leader explained and settled it"),
    "order": pgettext_lazy("step", "The leader ordered it done again"),
    "close": pgettext_lazy("step", "Closed: %(reason)s"),
    "lapse": pgettext_lazy("step", "Closed: %(reason)s"),
    "reopen": pgettext_lazy("step", "Reopened"),
    "archive": pgettext_lazy("step", "Archived"),
    "ask_extension": pgettext_lazy("step", "Asked for an extension of %(amount)s: %(reason)s"),
    "grant_extension": pgettext_lazy("step", "Extension granted, %(amount)s: %(reason)s"),
    "ask_pause": pgettext_lazy("step", "Asked for a pause until %(until)s: %(reason)s"),
    "grant_pause": pgettext_lazy("step", "Paused until %(until)s: %(reason)s"),
    "ask_shelving": pgettext_lazy("step", "Asked to shelve it until %(until)s"),
    "grant_shelving": pgettext_lazy("step", "Shelved, to be looked at again on %(until)s"),
    "refuse": pgettext_lazy("step", "Not granted"),
    "resume": pgettext_lazy("step", "The work goes on"),
    "time_up": pgettext_lazy("step", "The pause is over"),
    "review": pgettext_lazy("step", "Still shelved, to be looked at again on %(until)s"),
    "take_up": pgettext_lazy("step", "Taken up again"),
    "close_shelved": pgettext_lazy("step", "Found impossible, to be closed"),
    "redate": pgettext_lazy("step", "The source set the date: %(until)s"),
    "urge": pgettext_lazy("step", "Urged"),
    "instruct": pgettext_lazy("step", "Instruction, report due on %(until)s"),
    "report_progress": pgettext_lazy("step", "Reported on the instruction"),
    "escalate": pgettext_lazy("step", "Late: %(reason)s (%(unit)s)"),
    "recount": pgettext_lazy("step", "Time limits counted again on the changed calendar"),
    "unassign": pgettext_lazy("step", "Given back to the unit, since whoever had it has left the post"),
    "reassign": pgettext_lazy("step", "Given to %(person)s"),
    "hand_over": pgettext_lazy("step", "Handed over to %(person)s"),
}

TOLD = {
    "report": _("We have received your report"),
    "accept": _("Your report is accepted"),
    "answer": _("Our answer"),
    "decline": _("This is not for us to do"),
    "void": _("This report does not count"),
    "dispatch": _("Passed on to %(unit)s"),
    "solve": _("Somebody has been there and says it is done"),
    "sign_for": _("They have taken it on"),
    "contact": _("They tried to reach you: %(means)s, %(outcome)s"),
    "reach": _("The duty desk tried to reach you: %(means)s, %(outcome)s"),
    "reply": _("Their answer"),
    "confirm": _("Somebody else has looked: it is done"),
    "rework": _("Somebody else has looked: it is not done yet, they go again"),
    "report_back": _("The result was sent to the hotline"),
    "source_closed": _("The hotline has closed it"),
    "source_returned": _("The hotline has sent it back, they go again"),
    "rate": _("You said: %(reason)s"),
    "send_back": _("You have sent it back"),
    "withdraw": _("You have withdrawn it"),
    "record_withdrawal": _("You have withdrawn it"),
    "settle": _("The leader's answer"),
    "order": _("The leader has ordered it done again"),
    "close": _("The matter is closed"),
    "lapse": _("The matter is closed, you did not say whether it is mended"),
    "reopen": _("The matter is open again"),
    "grant_extension": _("It takes %(amount)s longer: %(reason)s"),
    "grant_pause": _("It has to wait until %(until)s: %(reason)s"),
    "grant_shelving": _("It cannot be done now; it is looked at again on %(until)s"),
    "resume": _("The work goes on"),
    "time_up": _("The work goes on"),
    "review": _("It still cannot be done; it is looked at again on %(until)s"),
    "take_up": _("The work goes on"),
}

TOLD_CONTENTS = frozenset(
    {"report", "answer", "decline", "void", "solve", "reply", "rate", "send_back", "withdraw", "settle", "reopen"}
)
"""Whose text and photos the reporter sees; notes and results of other steps stay inside."""

TOLD_LABELS = {
    "registered": _("The duty desk will look at it"),
    "accepted": _("The duty desk will pass it on"),
    "dispatched": _("%(unit)s will take it on"),
    "handling": _("%(unit)s is working on it, until %(day)s"),
    "reviewing": _("%(unit)s is working on it, until %(day)s"),
    "paused": _("It waits until %(day)s, then %(unit)s goes on"),
    "shelved": _("It cannot be done now; it is looked at again on %(day)s"),
    "answering": _("%(unit)s will answer you by %(day)s"),
    "checking": _("Somebody else will look whether it is done. If you know it: is it mended?"),
    "reporting_back": _("The result goes to the hotline"),
    "at_source": _("The hotline will ask you"),
    "rating": _("They say it is mended. Please look: is it?"),
    "deciding": _("The leader of the street will decide"),
    "closing": _("The duty desk will close it"),
    "closed": _("The matter is closed"),
    "archived": _("The matter is closed"),
}

RATINGS = {"yes": _("Mended"), "no": _("Not mended")}

RUNGS = {
    "reminded": _("reminded"),
    "head": _("goes to the head of the unit"),
    "leader": _("goes to the leader of the street"),
    NOBODY_ABOVE: _("there is nobody further up to whom it could go"),
}

REASONS = {
    **dict(ReturnReason.choices),
    **dict(CloseReason.choices),
    **dict(Means.choices),
    **dict(Outcome.choices),
    **dict(CheckedBy.choices),
    **dict(PauseReason.choices),
    **dict(ExtensionReason.choices),
    **RATINGS,
    **RUNGS,
}

ASKED = {
    "extension": _("An extension is asked for; the desk decides"),
    "pause": _("A pause is asked for; the desk decides"),
    "shelving": _("It is asked to shelve this; the leader decides"),
    rules.CALL: _("The desk has to contact the reporter, who asked for confidentiality"),
    "supervision": _("A report on the instruction is owed"),
}

MARKS = {
    "extension": pgettext_lazy("mark", "extension to decide"),
    "pause": pgettext_lazy("mark", "pause to decide"),
    "shelving": pgettext_lazy("mark", "shelving to decide"),
    rules.CALL: pgettext_lazy("mark", "reporter to be contacted"),
    "supervision": pgettext_lazy("mark", "report owed"),
    "reminded": pgettext_lazy("mark", "late, reported up"),
    "head": pgettext_lazy("mark", "late, reported up"),
    "leader": pgettext_lazy("mark", "late, reported up"),
}

GUARDS = {
    rules.CHECKED_BY_THE_HANDLER: _("You handled this matter yourself. Somebody else has to check it."),
    rules.SENT_BACK_BEFORE: _("It was sent back once already. You can still say that it is not mended."),
    rules.RATING_TIME_LEFT: _("The reporter may still rate it. It can be closed once their time has passed."),
    rules.DECISION_TIME_LEFT: _("The leader may still decide. It can be taken back once their time has passed."),
    rules.NOT_AN_ORDER: _("No outside source sent this, so none sets a date for it."),
    rules.NOT_CONFIDENTIAL: _("The reporter asked for no confidentiality. The unit that has the matter contacts them."),
    rules.EXTENDED_BEFORE: _("It was extended once already. Ask for a pause, or have it shelved."),
}

HINTS = {
    "accept": _("The reporter reads that it is accepted. You can also dispatch it at once."),
    "answer": _("The reporter reads your answer and the matter is closed; an order goes back to its source first."),
    "dispatch": _("The unit sees it at once and signs for it."),
    "decline": _("The reporter reads your sentence and the matter is closed; an order goes back to its source first."),
    "void": _("For what was sent by mistake, twice or as a test. The reporter reads your sentence."),
    "return": _("It goes back to the duty desk, which finds another unit."),
    "contact": _("One tap is enough. The time for the first contact ends once they are reached."),
    "reach": _("Whoever works on it reads this note: leave out who the reporter is."),
    "finish": _("Then you answer the reporter, and somebody else checks."),
    "issue": _("The result goes out in the name of the unit."),
    "recall": _("The unit no longer has it; you can dispatch it anew."),
    "solve": _("The reporter reads this sentence."),
    "confirm": _("Only if you have looked, or asked the reporter."),
    "rework": _("It goes back to the unit that handled it."),
    "report_back": _("Enter the result at the source as well; its own call-back and rating are noted here later."),
    "close": _("Afterwards the matter can only be reopened."),
    "reopen": _("It goes to the duty desk again, with all that happened before."),
    "ask_extension": _("The time goes on while the desk decides."),
    "ask_pause": _("The time goes on while the desk decides."),
    "ask_shelving": _("For what nobody can do at present. The leader decides, and it comes back on the day you name."),
    "order": _("It goes back to the unit that handled it."),
    "settle": _("The reporter reads your answer, and the desk closes the matter."),
    "instruct": _("The unit reports on it by the day you name."),
    "reassign": _("They find it on their worklist at once."),
}

SUBMITS = {"dispatch": pgettext_lazy("action", "Dispatch")}

CONTACT_TAPS = (
    Tap(pgettext_lazy("tap", "Called, reached"), {"means": Means.CALL, "outcome": Outcome.REACHED}),
    Tap(pgettext_lazy("tap", "Called, not reached"), {"means": Means.CALL, "outcome": Outcome.NOT_REACHED}),
    Tap(pgettext_lazy("tap", "Wrote to them"), {"means": Means.MESSAGE, "outcome": Outcome.REACHED}),
    Tap(pgettext_lazy("tap", "Went there, met them"), {"means": Means.VISIT, "outcome": Outcome.REACHED}),
    Tap(pgettext_lazy("tap", "Went there, nobody in"), {"means": Means.VISIT, "outcome": Outcome.NOT_REACHED}),
)
