"""What people read about a case: for those who work on it, and in everyday words for the reporter."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.procedures.kinds import Label, Tap
from xiuhuazhen.core.procedures.rules.tables import NOBODY_ABOVE
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import (
    BatchKind,
    CheckedBy,
    CloseReason,
    ExtensionReason,
    KeepGround,
    Means,
    Outcome,
    PauseReason,
    ReturnReason,
    RowResult,
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
    "resettle": pgettext_lazy("step", "Its place has ended, it lies in what took its place"),
    "correct": pgettext_lazy("step", "The reporter put their name or telephone right"),
    "ask_erasure": pgettext_lazy("step", "The reporter asks that what is held of them be erased"),
    "grant_erasure": pgettext_lazy("step", "Contents erased, as the reporter asked"),
    "refuse_erasure": pgettext_lazy("step", "Not erased: %(reason)s"),
    "reassign": pgettext_lazy("step", "Given to %(person)s"),
    "hand_over": pgettext_lazy("step", "Handed over to %(person)s"),
}

TOLD_OWN_DATA = {
    "correct": _("You have put your name or telephone right"),
    "ask_erasure": _("You have asked that what is held of you be erased"),
    "grant_erasure": _("What was held of you is erased"),
    "refuse_erasure": _("It is not erased: %(reason)s"),
}
"""The same of a case and of a complaint."""

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
    "confirm": _("Somebody else has checked (%(way)s): it is done"),
    "rework": _("Somebody else has checked: it is not done yet, they go again"),
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
    "lapse": _("The matter is closed, you did not say whether it is done"),
    "reopen": _("The matter is open again"),
    "grant_extension": _("It takes %(amount)s longer: %(reason)s"),
    "grant_pause": _("It has to wait until %(until)s: %(reason)s"),
    "grant_shelving": _("It cannot be done now; it is looked at again on %(until)s"),
    "resume": _("The work goes on"),
    "time_up": _("The work goes on"),
    "review": _("It still cannot be done; it is looked at again on %(until)s"),
    "take_up": _("The work goes on"),
    "close_shelved": _("The leader has found that it cannot be done"),
    **TOLD_OWN_DATA,
}

TOLD_CONTENTS = frozenset(
    {
        *("report", "answer", "decline", "void", "solve", "reply", "rate", "send_back", "withdraw", "settle", "reopen"),
        *("close_shelved", "ask_erasure", "refuse_erasure"),
    }
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
    "checking": _("Somebody else will look whether it is done. If you know it: is it?"),
    "reporting_back": _("The result goes to the hotline"),
    "at_source": _("The hotline will ask you"),
    "rating": _("You have an answer. Please look: is it all right?"),
    "deciding": _("The leader of the street will decide"),
    "closing": _("The duty desk will close it"),
    "closed": _("The matter is closed"),
    "archived": _("The matter is closed"),
}

NOT_DONE: Mapping[str, Label] = {
    CloseReason.DECLINED: pgettext_lazy("ended", "Declined"),
    CloseReason.VOID: pgettext_lazy("ended", "Declared void"),
    CloseReason.WITHDRAWN: pgettext_lazy("ended", "Withdrawn"),
    CloseReason.IMPOSSIBLE: pgettext_lazy("ended", "Cannot be done for now"),
    CloseReason.UNSOLVED: pgettext_lazy("ended", "Not solved"),
}
"""What a resident reads in the place of "closed" where nothing was done."""

RATINGS = {"yes": _("It is done"), "no": _("It is not done")}

RUNGS = {
    "reminded": _("reminded"),
    "head": _("goes to the head of the unit"),
    "leader": _("goes to the leader of the street"),
    "above": _("goes to the supervising unit above"),
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
    **dict(KeepGround.choices),
    **RATINGS,
    **RUNGS,
}

ERASURE_ASKED = _("The reporter asks that what is held of them be erased; somebody decides")

ASKED = {
    "extension": _("An extension is asked for; the desk decides"),
    "pause": _("A pause is asked for; the desk decides"),
    "shelving": _("It is asked to shelve this; the leader decides"),
    rules.CALL: _("The desk has to contact the reporter, who asked for confidentiality"),
    "supervision": _("A report on the instruction is owed"),
    rules.ERASURE: ERASURE_ASKED,
}

ERASURE_MARK = pgettext_lazy("mark", "erasing to decide")

MARKS = {
    "extension": pgettext_lazy("mark", "extension to decide"),
    "pause": pgettext_lazy("mark", "pause to decide"),
    "shelving": pgettext_lazy("mark", "shelving to decide"),
    rules.CALL: pgettext_lazy("mark", "reporter to be contacted"),
    "supervision": pgettext_lazy("mark", "report owed"),
    rules.ERASURE: ERASURE_MARK,
    "reminded": pgettext_lazy("mark", "late, reported up"),
    "head": pgettext_lazy("mark", "late, reported up"),
    "leader": pgettext_lazy("mark", "late, reported up"),
    "above": pgettext_lazy("mark", "late, reported up"),
}

GUARDS = {
    rules.CHECKED_BY_THE_HANDLER: _("You handled this matter yourself. Somebody else has to check it."),
    rules.SENT_BACK_BEFORE: _("It was sent back once already. You can still say that it is not done."),
    rules.RATING_TIME_LEFT: _("The reporter may still rate it. It can be closed once their time has passed."),
    rules.DECISION_TIME_LEFT: _("The leader may still decide. It can be taken back once their time has passed."),
    rules.NOT_AN_ORDER: _("No outside source sent this, so none sets a date for it."),
    rules.NOT_CONFIDENTIAL: _("The reporter asked for no confidentiality. The unit that has the matter contacts them."),
    rules.CONFIDENTIAL: _("The reporter asked for confidentiality. The duty desk contacts them for you."),
    rules.NOT_CONTACTED: _(
        "The reporter left a telephone. Contact them first and note it with one tap; that nobody answered counts too."
    ),
    rules.NOT_A_CONSULTATION: _(
        "This is not a consultation. Dispatch it; where it is not for this place, decline it and say where to go."
    ),
    rules.ASKED_BY_ONESELF: _("You asked for this yourself. Somebody else of the desk, or the leader, decides."),
    rules.EXTENDED_BEFORE: _("It was extended once already. Ask for a pause, or have it shelved."),
}

ERASURE_HINTS = {
    "grant_erasure": _("All texts, the contact, photos and the position are erased at once, and for good."),
    "refuse_erasure": _("The reporter reads the ground and your reason, and may ask again or complain."),
}

HINTS = {
    **ERASURE_HINTS,
    "accept": _("The reporter reads that it is accepted. You can also dispatch it at once."),
    "answer": _(
        "For consultations only: where nothing else was said, it is noted as one. The reporter reads your answer and "
        "may say that it is not settled; an order goes back to its source."
    ),
    "dispatch": _("The unit sees it at once and signs for it."),
    "decline": _("The reporter reads your sentence and the matter is closed; an order goes back to its source first."),
    "void": _("For what was sent by mistake, twice or as a test. The reporter reads your sentence."),
    "return": _("It goes back to the duty desk, which finds another unit."),
    "contact": _("One tap is enough. Only then can it be handed on as handled; once they are reached the time ends."),
    "reach": _("Whoever works on it reads this note: leave out who the reporter is."),
    "finish": _("Then you answer the reporter, and somebody else checks."),
    "issue": _("The result goes out in the name of the unit."),
    "recall": _("The unit no longer has it; you can dispatch it anew."),
    "solve": _("The reporter reads this sentence, and may say that it is not done."),
    "confirm": _("Only if you have looked, or asked the reporter."),
    "rework": _("It goes back to the unit that handled it."),
    "report_back": _("Enter the result at the source as well; its own call-back and rating are noted here later."),
    "close": _("Afterwards the matter can only be reopened."),
    "reopen": _("It goes to the duty desk again, with all that happened before. The reporter reads what you write."),
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


MEANINGS = {
    BatchKind.ORDERS: {
        "number": pgettext_lazy("column", "order number"),
        "round": pgettext_lazy("column", "round"),
        "again": pgettext_lazy("column", "how often it is to be done again"),
        "is_again": pgettext_lazy("column", "whether it is to be done again"),
        "urged": pgettext_lazy("column", "how often its source urged it"),
        "is_urged": pgettext_lazy("column", "whether its source urges it"),
        "text": pgettext_lazy("column", "what the matter is"),
        "title": pgettext_lazy("column", "title"),
        "received": pgettext_lazy("column", "when the source received it"),
        "received_hour": pgettext_lazy("column", "time of that day, in a column of its own"),
        "contact": pgettext_lazy("column", "name and telephone in one"),
        "name": pgettext_lazy("column", "name of the reporter"),
        "phone": pgettext_lazy("column", "telephone of the reporter"),
        "address": pgettext_lazy("column", "address"),
        "lng": pgettext_lazy("column", "longitude"),
        "lat": pgettext_lazy("column", "latitude"),
        "confidential": pgettext_lazy("column", "whether it is confidential"),
        "reply": pgettext_lazy("column", "whether a reply is wanted"),
        "due": pgettext_lazy("column", "until when it is to be done"),
        "due_hour": pgettext_lazy("column", "time of that last day, in a column of its own"),
        "urgency": pgettext_lazy("column", "how urgent it is"),
        "request": pgettext_lazy("column", "what the reporter wants"),
        "category": pgettext_lazy("column", "category at the source"),
        "instruction": pgettext_lazy("column", "what the source wants the unit to do"),
        "status": pgettext_lazy("column", "how it stands at the source"),
    },
    BatchKind.RESULTS: {
        "number": pgettext_lazy("column", "order number"),
        "status": pgettext_lazy("column", "whether the source closed it"),
        "solved": pgettext_lazy("column", "what the call-back found"),
        "rating": pgettext_lazy("column", "rating at the source"),
        "called": pgettext_lazy("column", "when the source called back"),
        "opinion": pgettext_lazy("column", "what the reporter said"),
        "rework": pgettext_lazy("column", "whether it is to be done again"),
        "why": pgettext_lazy("column", "why it is to be done again"),
    },
}
"""What a column of a source's spreadsheet can be said to mean."""

WOULD = {
    BatchKind.ORDERS: {
        RowResult.CREATED: pgettext_lazy("would", "comes in as new"),
        RowResult.REOPENED: pgettext_lazy("would", "opens the matter again"),
        RowResult.UPDATED: pgettext_lazy("would", "is noted on the matter"),
        RowResult.SAME: pgettext_lazy("would", "is there already"),
        RowResult.DIFFERS: pgettext_lazy("would", "is there with other contents"),
        RowResult.LEFT_OUT: pgettext_lazy("would", "is left out"),
        RowResult.FAILED: pgettext_lazy("would", "has to be corrected"),
    },
    BatchKind.RESULTS: {
        RowResult.CREATED: pgettext_lazy("would", "is noted on the matter"),
        RowResult.SAME: pgettext_lazy("would", "was noted before"),
        RowResult.DIFFERS: pgettext_lazy("would", "was noted before, in another round"),
        RowResult.FAILED: pgettext_lazy("would", "has to be corrected"),
    },
}
"""What would become of a line of an imported spreadsheet."""

ANSWER_MEANINGS = {
    "number": pgettext_lazy("column", "order number"),
    "round": pgettext_lazy("column", "round"),
    "again": pgettext_lazy("column", "how often it is to be done again"),
    "title": pgettext_lazy("column", "title"),
    "unit": pgettext_lazy("column", "unit that had it"),
    "who": pgettext_lazy("column", "who answered"),
    "when": pgettext_lazy("column", "when it was answered"),
    "how": pgettext_lazy("column", "how the reporter was reached"),
    "solved": pgettext_lazy("column", "solved or not"),
    "reason": pgettext_lazy("column", "how it ended"),
    "text": pgettext_lazy("column", "result"),
    "ended": pgettext_lazy("column", "when the work ended"),
    "pictures": pgettext_lazy("column", "names of the files enclosed"),
}
"""What can stand in a column of a result file."""
