"""What stands in the way of a step on a case beside its state: a guard gives a code that says why not, or nothing."""

from collections.abc import Collection

from xiuhuazhen.core.procedures.rules.tables import Guard, Situation

CHECKED_BY_THE_HANDLER = "checked-by-the-handler"
SENT_BACK_BEFORE = "sent-back-before"
RATING_TIME_LEFT = "rating-time-left"
DECISION_TIME_LEFT = "decision-time-left"
EXTENDED_BEFORE = "extended-before"
NOT_AN_ORDER = "not-an-order"
NOT_CONFIDENTIAL = "not-confidential"
CONFIDENTIAL = "confidential"
ASKED_BY_ONESELF = "asked-by-oneself"
NOT_CONTACTED = "not-contacted"
NOT_A_CONSULTATION = "not-a-consultation"

GIVEN_OUT = ("dispatch", "send_back", "order", "source_returned")
"""With each of these the work is given out anew, and the reporter is to be contacted anew."""

_HOTLINE, _CONSULT = "hotline", "consult"
HANDLED = frozenset({"sign_for", "contact", "finish", "issue", "reply", "solve"})


def not_by_the_handler(situation: Situation) -> str:
    """Whoever signed for, handled, issued, answered or solved it does not check it."""
    handlers = {done.actor_key for done in situation.history if done.action in HANDLED}
    return CHECKED_BY_THE_HANDLER if situation.actor_key in handlers else ""


def only_once(situation: Situation) -> str:
    """A resident may send a case back once in each round."""
    return SENT_BACK_BEFORE if _since_reopened(situation, "send_back") else ""


def only_after_the_limit(situation: Situation) -> str:
    """While the resident may still rate, nobody closes over their head."""
    return RATING_TIME_LEFT if situation.limited and not situation.late else ""


def only_after_the_leaders_time(situation: Situation) -> str:
    """While the leader may still decide, the desk takes nothing back; where there is no leader, it may in the end."""
    return DECISION_TIME_LEFT if situation.limited and not situation.late else ""


def extended_once(situation: Situation) -> str:
    """One extension, as long as the same unit has the case."""
    return EXTENDED_BEFORE if _since(situation, "grant_extension", start=("dispatch",)) else ""


def only_an_order(situation: Situation) -> str:
    """Only what came from outside, or with a date, gets one from there."""
    return "" if situation.ordered or situation.began.get("source") == _HOTLINE else NOT_AN_ORDER


def only_if_confidential(situation: Situation) -> str:
    """While a unit has it, the desk reaches only a reporter whom the unit may not know."""
    return "" if situation.began.get("confidential") else NOT_CONFIDENTIAL


def only_if_the_unit_may_know(situation: Situation) -> str:
    """Whom the unit may not know it cannot have reached: the desk does that for it."""
    return CONFIDENTIAL if situation.began.get("confidential") else ""


def only_after_a_try(situation: Situation) -> str:
    """Whoever left a telephone is contacted before the unit says that it is done; that nobody answered counts too."""
    if not _reachable(situation) or situation.began.get("confidential"):
        return ""
    return "" if _since(situation, "contact", "reach", start=GIVEN_OUT) else NOT_CONTACTED


def only_a_consultation(situation: Situation) -> str:
    """What is answered at once ends without work and without a check: only a question does, or what nobody has yet
    said to be anything else."""
    wanted = [done.facts["request"] for done in situation.history if done.facts.get("request")]
    return NOT_A_CONSULTATION if wanted and wanted[-1] != _CONSULT else ""


def not_by_who_asked(ask: str) -> Guard:
    """Whoever asked for it (the last ``ask``) does not grant it themselves, whatever else they may do."""

    def guard(situation: Situation) -> str:
        asked = next((done for done in reversed(situation.history) if done.action == ask), None)
        return ASKED_BY_ONESELF if asked and asked.actor_key == situation.actor_key else ""

    return guard


def _reachable(situation: Situation) -> bool:
    """Whether the reporter has left a telephone, as they last put it right or a later round of their source gave it."""
    anew = [done for done in situation.history if done.action == "correct" or done.facts.get("reachable")]
    return bool((anew[-1].facts if anew else situation.began).get("reachable"))


def _since_reopened(situation: Situation, action: str) -> bool:
    return _since(situation, action, start=("reopen",))


def _since(situation: Situation, *actions: str, start: Collection[str]) -> bool:
    """Whether one of the actions was done after the last ``start``."""
    for done in reversed(situation.history):
        if done.action in start:
            return False
        if done.action in actions:
            return True
    return False
