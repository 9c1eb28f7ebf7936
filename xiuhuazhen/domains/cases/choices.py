from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True)
class EmergencyNumber:
    number: str
    name: str | Promise


EMERGENCY = (
    EmergencyNumber("110", pgettext_lazy("emergency", "police")),
    EmergencyNumber("119", pgettext_lazy("emergency", "fire")),
    EmergencyNumber("120", pgettext_lazy("emergency", "ambulance")),
)
"""National numbers: who is in danger is sent there before anything is taken in (Beijing's regulation on handling
complaints, article 11)."""


class Source(models.TextChoices):
    RESIDENT = "resident", _("resident's report")
    STAFF = "staff", _("entered by staff")
    PATROL = "patrol", _("grid worker's patrol")
    HOTLINE = "hotline", _("hotline order")
    INSTRUCTION = "instruction", _("leader's instruction")


class PlacedBy(models.TextChoices):
    """How it was found out where a case lies."""

    POINT = "point", _("by the position given")
    CHOSEN = "chosen", _("by the area chosen")
    TEXT = "text", _("by a place name in the text")
    NOWHERE = "nowhere", _("not known yet")
    STAFF = "staff", _("by the dispatcher")


class RouteHours(models.TextChoices):
    """When a line of the dispatch table holds."""

    ALWAYS = "always", _("always")
    OFFICE = "office", _("during office hours")
    OUTSIDE = "outside", _("outside office hours")


class Confidence(models.TextChoices):
    """How sure it is that a case lies where it was placed; by which rule, says :mod:`.rules.certainty`."""

    CERTAIN = "certain", _("certain")
    LIKELY = "likely", _("likely, worth a look")
    UNSURE = "unsure", _("several places are possible")
    UNKNOWN = "unknown", _("nothing says where")


class RequestKind(models.TextChoices):
    """What somebody wants (Beijing's regulation on handling complaints, article 2)."""

    CONSULT = "consult", pgettext_lazy("request", "consultation")
    HELP = "help", pgettext_lazy("request", "help")
    COMPLAINT = "complaint", pgettext_lazy("request", "complaint")
    TIP = "tip", pgettext_lazy("request", "report of a wrong")
    SUGGESTION = "suggestion", pgettext_lazy("request", "suggestion")


class State(models.TextChoices):
    REGISTERED = "registered", pgettext_lazy("state", "to be accepted")
    ACCEPTED = "accepted", pgettext_lazy("state", "to be dispatched")
    DISPATCHED = "dispatched", pgettext_lazy("state", "to be signed for")
    HANDLING = "handling", pgettext_lazy("state", "being handled")
    REVIEWING = "reviewing", pgettext_lazy("state", "to be issued")
    PAUSED = "paused", pgettext_lazy("state", "paused")
    SHELVED = "shelved", pgettext_lazy("state", "shelved")
    ANSWERING = "answering", pgettext_lazy("state", "to be answered")
    CHECKING = "checking", pgettext_lazy("state", "to be checked")
    REPORTING_BACK = "reporting_back", pgettext_lazy("state", "to be reported back")
    AT_SOURCE = "at_source", pgettext_lazy("state", "with its source")
    RATING = "rating", pgettext_lazy("state", "to be rated")
    DECIDING = "deciding", pgettext_lazy("state", "to be decided")
    CLOSING = "closing", pgettext_lazy("state", "to be closed")
    CLOSED = "closed", pgettext_lazy("state", "closed")
    ARCHIVED = "archived", pgettext_lazy("state", "archived")


class Action(models.TextChoices):
    """Verbs on buttons."""

    REPORT = "report", pgettext_lazy("action", "Report")
    PLACE = "place", pgettext_lazy("action", "Correct the place")
    ACCEPT = "accept", pgettext_lazy("action", "Accept")
    ANSWER = "answer", pgettext_lazy("action", "Answer at once")
    DECLINE = "decline", pgettext_lazy("action", "Decline")
    VOID = "void", pgettext_lazy("action", "Declare void")
    DISPATCH = "dispatch", pgettext_lazy("action", "Dispatch to…")
    SOLVE = "solve", pgettext_lazy("action", "Solved on the spot")
    SIGN_FOR = "sign_for", pgettext_lazy("action", "Sign for")
    RETURN = "return", pgettext_lazy("action", "Return")
    RECALL = "recall", pgettext_lazy("action", "Take back")
    CONTACT = "contact", pgettext_lazy("action", "Contact the reporter")
    REACH = "reach", pgettext_lazy("action", "Contact the reporter for the unit")
    FINISH = "finish", pgettext_lazy("action", "Handled")
    ISSUE = "issue", pgettext_lazy("action", "Issue")
    REDO = "redo", pgettext_lazy("action", "Not good enough, do again")
    REPLY = "reply", pgettext_lazy("action", "Reply to the reporter")
    CONFIRM = "confirm", pgettext_lazy("action", "Check passed")
    REWORK = "rework", pgettext_lazy("action", "Check failed, do again")
    REPORT_BACK = "report_back", pgettext_lazy("action", "Report back to the source")
    SOURCE_CLOSED = "source_closed", pgettext_lazy("action", "The source closed it")
    SOURCE_RETURNED = "source_returned", pgettext_lazy("action", "The source sent it back")
    RATE = "rate", pgettext_lazy("action", "Rate")
    SEND_BACK = "send_back", pgettext_lazy("action", "Not solved, send back")
    WITHDRAW = "withdraw", pgettext_lazy("action", "Withdraw")
    RECORD_WITHDRAWAL = "record_withdrawal", pgettext_lazy("action", "The reporter withdraws it")
    SETTLE = "settle", pgettext_lazy("action", "Explain and settle")
    ORDER = "order", pgettext_lazy("action", "Order it done again")
    CLOSE = "close", pgettext_lazy("action", "Close")
    REOPEN = "reopen", pgettext_lazy("action", "Reopen")
    ASK_EXTENSION = "ask_extension", pgettext_lazy("action", "Ask for an extension")
    GRANT_EXTENSION = "grant_extension", pgettext_lazy("action", "Grant the extension")
    ASK_PAUSE = "ask_pause", pgettext_lazy("action", "Ask for a pause")
    GRANT_PAUSE = "grant_pause", pgettext_lazy("action", "Grant the pause")
    ASK_SHELVING = "ask_shelving", pgettext_lazy("action", "Ask to shelve it")
    GRANT_SHELVING = "grant_shelving", pgettext_lazy("action", "Shelve it")
    REFUSE = "refuse", pgettext_lazy("action", "Refuse")
    RESUME = "resume", pgettext_lazy("action", "Go on")
    REVIEW = "review", pgettext_lazy("action", "Leave it shelved")
    TAKE_UP = "take_up", pgettext_lazy("action", "Take it up again")
    CLOSE_SHELVED = "close_shelved", pgettext_lazy("action", "It cannot be done, end it")
    REDATE = "redate", pgettext_lazy("action", "Date of the source")
    URGE = "urge", pgettext_lazy("action", "Urge")
    INSTRUCT = "instruct", pgettext_lazy("action", "Instruct and supervise")
    REPORT_PROGRESS = "report_progress", pgettext_lazy("action", "Report on the instruction")
    GRANT_ERASURE = "grant_erasure", pgettext_lazy("action", "Erase what is held of the reporter")
    REFUSE_ERASURE = "refuse_erasure", pgettext_lazy("action", "Do not erase it")
    REASSIGN = "reassign", pgettext_lazy("action", "Give to a colleague")
    HAND_OVER = "hand_over", pgettext_lazy("action", "Hand over")


class ComplaintState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("complaint", "received")
    EXAMINING = "examining", pgettext_lazy("complaint", "being examined")
    ANSWERING = "answering", pgettext_lazy("complaint", "to be answered")
    CLOSED = "closed", pgettext_lazy("complaint", "closed")
    WITHDRAWN = "withdrawn", pgettext_lazy("complaint", "withdrawn")


class ComplaintAction(models.TextChoices):
    """Verbs on buttons."""

    EXAMINE = "examine", pgettext_lazy("complaint action", "Examine it")
    DECLINE = "decline", pgettext_lazy("complaint action", "Not for us, say where to go")
    TAKE_OVER = "take_over", pgettext_lazy("complaint action", "Take it over")
    CONCLUDE = "conclude", pgettext_lazy("complaint action", "Examined")
    ANSWER = "answer", pgettext_lazy("complaint action", "Answer and close")
    WITHDRAW = "withdraw", pgettext_lazy("complaint action", "Withdraw")


class CloseReason(models.TextChoices):
    """How a case ended. Each is counted by itself, never summed with another."""

    SOLVED = "solved", _("solved")
    SOLVED_ON_THE_SPOT = "on_the_spot", _("solved on the spot")
    ANSWERED = "answered", _("consultation answered")
    EXPLAINED = "explained", _("explained to the reporter")
    UNSOLVED = "unsolved", _("could not be solved, reason given")
    IMPOSSIBLE = "impossible", _("objectively impossible for now")
    DECLINED = "declined", _("declined, other place named")
    UNRATED = "unrated", _("handled, not rated in time")
    WITHDRAWN = "withdrawn", _("withdrawn by the reporter")
    VOID = "void", _("void")


class Means(models.TextChoices):
    """How somebody tried to reach the reporter."""

    CALL = "call", pgettext_lazy("contact", "called")
    MESSAGE = "message", pgettext_lazy("contact", "wrote")
    VISIT = "visit", pgettext_lazy("contact", "went there")


class Outcome(models.TextChoices):
    REACHED = "reached", pgettext_lazy("contact", "reached")
    NOT_REACHED = "not_reached", pgettext_lazy("contact", "not reached")


class SourceRating(models.TextChoices):
    """The mark that a caller gave at the source, as far as it is one of the usual words; it stays the source's."""

    VERY_SATISFIED = "very_satisfied", pgettext_lazy("source rating", "very satisfied")
    SATISFIED = "satisfied", pgettext_lazy("source rating", "satisfied")
    FAIRLY_SATISFIED = "fairly_satisfied", pgettext_lazy("source rating", "fairly satisfied")
    NEUTRAL = "neutral", pgettext_lazy("source rating", "so-so")
    DISSATISFIED = "dissatisfied", pgettext_lazy("source rating", "dissatisfied")
    VERY_DISSATISFIED = "very_dissatisfied", pgettext_lazy("source rating", "very dissatisfied")
    NOT_RATED = "not_rated", pgettext_lazy("source rating", "not rated")


class CheckedBy(models.TextChoices):
    """How it was found out whether the work is done."""

    LOOKED = "looked", pgettext_lazy("check", "went there and looked")
    PHONED = "phoned", pgettext_lazy("check", "asked the reporter by telephone")


class PauseReason(models.TextChoices):
    WAITS_FOR_REPORTER = "reporter", pgettext_lazy("pause", "the reporter has to give something first")
    WAITS_FOR_AUTHORITY = "authority", pgettext_lazy("pause", "another authority has to decide first")
    APPRAISAL = "appraisal", pgettext_lazy("pause", "inspection, appraisal or a legal period")
    WEATHER = "weather", pgettext_lazy("pause", "weather or season")
    PURCHASE = "purchase", pgettext_lazy("pause", "material or money has to come first")


class ExtensionReason(models.TextChoices):
    """Why it takes longer; the reporter is told it (Beijing's regulation on handling complaints, article 15). What a
    pause can be for as well has the same name."""

    MORE_WORK = "more_work", pgettext_lazy("extension", "it is more work than was to be seen")
    OTHERS = "others", pgettext_lazy("extension", "other units have to take part")
    APPRAISAL = "appraisal", pgettext_lazy("pause", "inspection, appraisal or a legal period")
    WEATHER = "weather", pgettext_lazy("pause", "weather or season")
    PURCHASE = "purchase", pgettext_lazy("pause", "material or money has to come first")


class ReturnReason(models.TextChoices):
    NOT_OUR_DUTY = "not_our_duty", _("not our duty")
    NOT_OUR_AREA = "not_our_area", _("not in our area")
    NEEDS_OTHERS = "needs_others", _("needs another unit to lead")
    UNCLEAR = "unclear", _("place or matter unclear")


class KeepGround(models.TextChoices):
    """Why contents are kept although their reporter asks that they be erased (PIPL, articles 44, 47 and 50: a refusal
    has a ground in law and is given with its reasons)."""

    OPEN = "still_open", pgettext_lazy("keep", "it is still being worked on")
    DUTY = "duty_to_keep", pgettext_lazy("keep", "a law or regulation asks to keep it for a time that is not over")
    DISPUTE = "dispute", pgettext_lazy("keep", "a dispute or an examination is under way that needs it")


class Recognised(models.TextChoices):
    """How whoever lost the query code was known for the reporter."""

    COUNTER = "counter", pgettext_lazy("recognised", "at the counter, by their identity card")
    CALLED_BACK = "called_back", pgettext_lazy("recognised", "called back on the number they left")


class Relation(models.TextChoices):
    """What a follower is to the reporter."""

    CHILD = "child", pgettext_lazy("relation", "son or daughter")
    SPOUSE = "spouse", pgettext_lazy("relation", "husband or wife")
    PARENT = "parent", pgettext_lazy("relation", "father or mother")
    OTHER = "other", pgettext_lazy("relation", "another relative or carer")


class Consent(models.TextChoices):
    """How the reporter agreed that somebody follows their matter."""

    COUNTER = "counter", pgettext_lazy("consent", "said so at the counter")
    WRITTEN = "written", pgettext_lazy("consent", "in writing")
    CALL = "call", pgettext_lazy("consent", "said so when called")


class RowResult(models.TextChoices):
    """What became of a line of an imported spreadsheet."""

    CREATED = "created", _("taken in")
    REOPENED = "reopened", _("given out again by its source: opened again")
    UPDATED = "updated", _("given out again by its source: noted on the matter")
    SAME = "same", _("was there already")
    DIFFERS = "differs", _("was there already, with other contents")
    LEFT_OUT = "left_out", _("left out: its source is through with it")
    WANTED = "wanted", _("ended at its source: comes in all the same")
    FAILED = "failed", _("not taken in")


class BatchKind(models.TextChoices):
    """What an imported spreadsheet holds."""

    ORDERS = "orders", _("orders to take in")
    RESULTS = "results", _("how orders ended at their source")


class BatchState(models.TextChoices):
    """How far an imported spreadsheet is."""

    WAITING = "waiting", _("waiting")
    COLUMNS = "columns", pgettext_lazy("import", "to say what the columns mean")
    CHECKING = "checking", pgettext_lazy("import", "being looked over")
    READY = "ready", pgettext_lazy("import", "looked over, nothing came in yet")
    RUNNING = "running", _("running")
    STOPPING = "stopping", pgettext_lazy("import", "stops after the present lines")
    STOPPED = "stopped", pgettext_lazy("import", "stopped")
    DONE = "done", _("finished")
    FAILED = "failed", _("could not be read")
    DISCARDED = "discarded", pgettext_lazy("import", "discarded")


class FileState(models.TextChoices):
    """How far a result file is."""

    WAITING = "waiting", _("waiting")
    DONE = "done", _("finished")
    FAILED = "failed", pgettext_lazy("result file", "could not be made")
