from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Source(models.TextChoices):
    RESIDENT = "resident", _("resident's report")
    STAFF = "staff", _("entered by staff")
    PATROL = "patrol", _("grid worker's patrol")
    HOTLINE = "hotline", _("hotline order")


class PlacedBy(models.TextChoices):
    """How it was found out where a case lies."""

    POINT = "point", _("by the position given")
    CHOSEN = "chosen", _("by the area chosen")
    TEXT = "text", _("by a place name in the text")
    NOWHERE = "nowhere", _("not known yet")
    STAFF = "staff", _("by the dispatcher")


class State(models.TextChoices):
    REGISTERED = "registered", pgettext_lazy("state", "to be dispatched")
    DISPATCHED = "dispatched", pgettext_lazy("state", "to be signed for")
    HANDLING = "handling", pgettext_lazy("state", "being handled")
    ANSWERING = "answering", pgettext_lazy("state", "to be answered")
    CHECKING = "checking", pgettext_lazy("state", "to be checked")
    RATING = "rating", pgettext_lazy("state", "to be rated")
    CLOSING = "closing", pgettext_lazy("state", "to be closed")
    CLOSED = "closed", pgettext_lazy("state", "closed")


class Action(models.TextChoices):
    """Verbs on buttons."""

    REPORT = "report", pgettext_lazy("action", "Report")
    PLACE = "place", pgettext_lazy("action", "Correct the place")
    DECLINE = "decline", pgettext_lazy("action", "Decline")
    DISPATCH = "dispatch", pgettext_lazy("action", "Dispatch to…")
    SOLVE = "solve", pgettext_lazy("action", "Solved on the spot")
    SIGN_FOR = "sign_for", pgettext_lazy("action", "Sign for")
    RETURN = "return", pgettext_lazy("action", "Return")
    RECALL = "recall", pgettext_lazy("action", "Take back")
    FINISH = "finish", pgettext_lazy("action", "Handled")
    REPLY = "reply", pgettext_lazy("action", "Reply to the reporter")
    CONFIRM = "confirm", pgettext_lazy("action", "Check passed")
    REWORK = "rework", pgettext_lazy("action", "Check failed, do again")
    RATE = "rate", pgettext_lazy("action", "Rate")
    SEND_BACK = "send_back", pgettext_lazy("action", "Not solved, send back")
    CLOSE = "close", pgettext_lazy("action", "Close")


class CloseReason(models.TextChoices):
    SOLVED = "solved", _("solved")
    EXPLAINED = "explained", _("explained to the reporter")
    UNSOLVED = "unsolved", _("could not be solved, reason given")
    DECLINED = "declined", _("declined, other place named")
    UNRATED = "unrated", _("handled, not rated in time")


class ReturnReason(models.TextChoices):
    NOT_OUR_DUTY = "not_our_duty", _("not our duty")
    NOT_OUR_AREA = "not_our_area", _("not in our area")
    NEEDS_OTHERS = "needs_others", _("needs another unit to lead")
    UNCLEAR = "unclear", _("place or matter unclear")


class RowResult(models.TextChoices):
    """What became of a line of an imported spreadsheet."""

    CREATED = "created", _("taken in")
    SAME = "same", _("was there already")
    DIFFERS = "differs", _("was there already, with other contents")
    FAILED = "failed", _("not taken in")


class BatchState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("finished")
    FAILED = "failed", _("could not be read")
