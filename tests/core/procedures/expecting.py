"""What a step on a case leads to, or that it is refused, by the model alone."""

from tests.core.procedures.days import day_of
from tests.core.procedures.model import (
    ALLOWED,
    ENDED_HERE,
    FURTHER,
    GIVEN_OUT,
    MODEL,
    OF_THE_UNIT,
    RAISES,
    SETTLES,
    TO_THE_UNIT,
    WITH_DESK,
    WORKED,
)
from tests.support.street import AT, BASIS, SINCE
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.errors import Conflict, Forbidden, InvalidInput
from xiuhuazhen.core.norms.actions import NormText, set_norm


def limit_further(street):
    """Set the limits that the model knows beside those of every test's street."""
    for name, (amount, unit) in FURTHER.items():
        norm = NormText(f"cases.limit.{name}", amount, unit, BASIS, "D")
        set_norm(norm=norm, area=street.areas["street"], valid_from=SINCE, by=SYSTEM, at=AT)


class Expecting:
    """For the machine that keeps ``state``, ``history``, ``asked`` and what else is known of the case."""

    def did(self, action, since=""):
        """Whether the action was done, after the last ``since``."""
        done = [name for name, _who in self.history]
        after = done[len(done) - 1 - done[::-1].index(since) :] if since in done else done
        return action in after

    def expected(self, who, action):
        """The state that follows, or the refusal."""
        if action not in MODEL[self.state]:
            return Conflict
        if who not in self.may(action):
            return Forbidden
        if self.stands_in_the_way(who, action):
            return Conflict
        if action == "urge" and (who, day_of(self.day)) in self.urged:
            return Conflict
        if action == "correct" and self.did("correct"):
            return InvalidInput  # it was put right so before
        if action == "hand_over" and not self.given_to_unit:
            return InvalidInput
        return self.leads_to(who, action)

    def may(self, action):
        """Who may do it as things are: only those of the unit that has it, and the grid worker in their own grid."""
        if action == "report_progress" and not self.given_to_unit:
            return {"dispatcher"}
        if action in OF_THE_UNIT:
            return ALLOWED[action] & set(self.team) if self.given_to_unit else set()
        return ALLOWED[action] - ({"grid-worker"} if self.elsewhere else set())

    def leads_to(self, who, action):
        after = MODEL[self.state][action] or self.state
        if action == "confirm" and not self.coded:
            return "reporting_back" if self.given == "order" else "closing"
        if self.given == "order" and (action in ENDED_HERE or (action == "reply" and self.consults)):
            return "reporting_back"
        if action == "reply" and self.consults:
            return "rating" if self.coded else "closing"
        if action == "rate" and self.ends_by_yes:
            return "closed"
        if action == "finish" and self.unit == "water" and who != "head":
            return "reviewing"
        if after == "asked":
            return "rating" if self.coded else "closed"
        return ("handling" if self.given_to_unit else "registered") if after == "again" else after

    def has_to_call(self):
        return self.given == "called" and not self.called()

    def called(self):
        """Whether somebody has tried to reach the reporter since it was given out; here they are always reached."""
        done = [name for name, _who in self.history if name in {"contact", "reach", *GIVEN_OUT}]
        return bool(done) and done[-1] not in GIVEN_OUT

    def contact_owed(self, action):
        """Whether the step into the handler's hands makes somebody owe the first contact."""
        return action in GIVEN_OUT or (action in TO_THE_UNIT and not self.called())

    def stands_in_the_way(self, who, action):
        if action in SETTLES and not SETTLES[action] & self.asked:
            return True
        if action in {"correct", "ask_erasure"} and self.did("grant_erasure"):
            return True
        if action in RAISES and action not in {"instruct", "ask_erasure"} and RAISES[action] in self.asked:
            return True
        return (
            (action in {"confirm", "rework"} and any(did in WORKED and by == who for did, by in self.history))
            or (action == "send_back" and self.did("send_back", since="reopen"))
            or (action == "ask_extension" and self.did("grant_extension", since="dispatch"))
            or (action == "close" and self.state == "rating" and not self.late)
            or (action == "recall" and self.state == "deciding" and not self.late)
            or (action == "redate" and self.given != "order")
            or (action == "contact" and self.given == "confidential")
            or (action == "reach" and self.state not in WITH_DESK and self.given != "confidential")
            or (action == "finish" and self.has_to_call())
        )
