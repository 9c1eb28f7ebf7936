"""Cases brought as far as a test needs them, by the people of ``tests.support.street`` who may do it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.support.street import AT, DAY, Street
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import PUBLIC, Actor
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures.access import resident
from xiuhuazhen.core.procedures.actions.waking import TICKER
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases.actions import (
    checking,
    ending,
    handling,
    on_the_spot,
    own_data,
    source,
    supervising,
    waiting,
)
from xiuhuazhen.domains.cases.actions.checking import Check, Closing, Rating
from xiuhuazhen.domains.cases.actions.handling import Colleague, Contact, Dispatch, Note, Place, Refusal
from xiuhuazhen.domains.cases.actions.own_data import Correction, Keeping
from xiuhuazhen.domains.cases.actions.reporting import report_case
from xiuhuazhen.domains.cases.actions.source import NewDate, Returned, SourceResult
from xiuhuazhen.domains.cases.actions.supervising import Instruction
from xiuhuazhen.domains.cases.actions.waiting import Extension, Pause, Shelving
from xiuhuazhen.domains.cases.choices import (
    CheckedBy,
    CloseReason,
    ExtensionReason,
    KeepGround,
    Means,
    Outcome,
    PauseReason,
    ReturnReason,
    Source,
)
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.reports import Report
from xiuhuazhen.domains.cases.taking_in import Reported

IN_GRID = (1_018_150_000, 366_020_000)
"""A point in the near street's first grid of 富民路, in 1e-7 degrees."""

TEXT = "银杏小区3号楼门口路灯不亮"
PHONE = "13800001234"
NAME = "王小明"


def report(**given: Any) -> Report:
    """A resident's report from the near street; any field can be given otherwise."""
    usual = {"id": new_id(), "text": TEXT, "source": Source.RESIDENT, "point": IN_GRID}
    return Report(**{**usual, **given})


def reported(*, by: Actor = PUBLIC, at: datetime = AT, **given: Any) -> Reported:
    return report_case(report=report(**given), by=by, at=at)


def _by_itself(action: Callable[..., Step]) -> Callable[..., Step]:
    """What the product does takes no inputs."""

    def act_without_inputs(*, inputs: Any, **given: Any) -> Step:
        return action(**given)

    return act_without_inputs


ACTIONS: dict[str, Callable[..., Step]] = {
    "accept": ending.accept_case,
    "answer": ending.answer_case,
    "archive": _by_itself(ending.archive_case),
    "ask_erasure": own_data.ask_erasure,
    "ask_extension": waiting.ask_extension,
    "ask_pause": waiting.ask_pause,
    "ask_shelving": waiting.ask_shelving,
    "close": checking.close_case,
    "close_shelved": waiting.close_shelved,
    "confirm": checking.confirm_case,
    "contact": handling.contact_reporter,
    "correct": own_data.correct_contact,
    "decline": ending.decline_case,
    "dispatch": handling.dispatch_case,
    "finish": handling.finish_case,
    "grant_erasure": own_data.grant_erasure,
    "grant_extension": waiting.grant_extension,
    "grant_pause": waiting.grant_pause,
    "grant_shelving": waiting.grant_shelving,
    "hand_over": handling.hand_over_case,
    "instruct": supervising.instruct_case,
    "issue": handling.issue_case,
    "lapse": _by_itself(ending.lapse_case),
    "order": checking.order_again,
    "place": handling.place_case,
    "rate": checking.rate_case,
    "reach": handling.reach_reporter,
    "reassign": handling.reassign_case,
    "recall": handling.recall_case,
    "record_withdrawal": ending.record_withdrawal,
    "redate": source.note_new_date,
    "redo": handling.redo_case,
    "refuse": waiting.refuse_request,
    "refuse_erasure": own_data.refuse_erasure,
    "reopen": ending.reopen_case,
    "reply": handling.reply_to_reporter,
    "report_back": source.report_back,
    "report_progress": supervising.report_progress,
    "resume": waiting.resume_case,
    "return": handling.return_case,
    "review": waiting.leave_shelved,
    "rework": checking.rework_case,
    "send_back": checking.send_back_case,
    "settle": checking.settle_case,
    "sign_for": handling.sign_for_case,
    "solve": on_the_spot.solve_on_the_spot,
    "source_closed": source.note_source_closed,
    "source_returned": source.note_source_returned,
    "take_up": waiting.take_up_case,
    "time_up": _by_itself(waiting.end_pause),
    "urge": supervising.urge_case,
    "void": ending.void_case,
    "withdraw": ending.withdraw_case,
}

WHO = {
    **dict.fromkeys(("accept", "answer", "decline", "dispatch", "place", "recall", "reopen", "void"), "dispatcher"),
    **dict.fromkeys(("close", "record_withdrawal", "redate", "report_back", "reach", "urge"), "dispatcher"),
    **dict.fromkeys(("source_closed", "source_returned", "grant_extension", "grant_pause", "refuse"), "dispatcher"),
    **dict.fromkeys(("grant_erasure", "refuse_erasure"), "dispatcher"),
    **dict.fromkeys(("return", "sign_for", "contact", "finish", "reply", "resume", "reassign"), "handler"),
    **dict.fromkeys(("ask_extension", "ask_pause", "ask_shelving", "report_progress"), "handler"),
    **dict.fromkeys(("grant_shelving", "review", "take_up", "close_shelved", "settle", "order", "instruct"), "leader"),
    **dict.fromkeys(("confirm", "rework"), "secretary"),
    **dict.fromkeys(("issue", "redo"), "head"),
    **dict.fromkeys(("archive", "lapse", "time_up"), "clock"),
    "hand_over": "administrator",
    "solve": "grid-worker",
}
"""Who does each action in the ordinary course; rating, sending back and withdrawing are the resident's."""


def usual_inputs(street: Street, action: str, *, at: datetime = AT) -> Any:
    """What the action is given in the ordinary course."""
    later = clock.local_date(at) + 4 * DAY
    return {
        "dispatch": Dispatch(street.units["lamps"].pk, "0101"),
        "place": Place(street.areas["community"].path),
        "return": Refusal(ReturnReason.NOT_OUR_DUTY, "不归我们管", "3-2-07"),
        "rate": Rating(solved=True),
        "close": Closing(CloseReason.SOLVED),
        "correct": Correction("王大明"),
        "refuse_erasure": Keeping(KeepGround.DUTY, "按档案规定须保存"),
        "confirm": Check(CheckedBy.LOOKED, "已去看过"),
        "contact": Contact(Means.CALL, Outcome.REACHED),
        "reach": Contact(Means.CALL, Outcome.REACHED),
        "decline": Note("属于铁路部门，请拨12306"),
        "ask_extension": Extension(3, "等配件", ExtensionReason.PURCHASE),
        "ask_pause": Pause(later, PauseReason.PURCHASE, "等配件到货"),
        "ask_shelving": Shelving(later, "产权单位已注销"),
        "review": Shelving(later, "仍无法办理"),
        "instruct": Instruction(later, "请尽快办结并报告"),
        "redate": NewDate(at + 3 * DAY, "热线同意延期"),
        "source_closed": SourceResult(CloseReason.SOLVED),
        "source_returned": Returned("灯还是不亮"),
        "reassign": Colleague(street.accounts["colleague"].person.pk),
        "hand_over": Colleague(street.accounts["colleague"].person.pk),
    }.get(action, Note(f"已办：{action}"))


def asked_by(street: Street, action: str) -> dict[str, str]:
    """What the action's form asks beside a note, in the ordinary course; days to come also for a real clock."""
    later = (clock.local_date(AT) + 4000 * DAY).isoformat()
    colleague = str(street.accounts["colleague"].person.pk)
    return {
        "dispatch": {"unit": str(street.units["lamps"].pk), "category": "0101"},
        "place": {"area": street.areas["community"].code},
        "return": {"reason": "not_our_duty", "relied_on": "3-2-07"},
        "close": {"reason": "solved"},
        "grant_erasure": {"sure": "on"},
        "refuse_erasure": {"reason": "duty_to_keep"},
        "confirm": {"way": "looked"},
        "contact": {"means": "call", "outcome": "reached"},
        "reach": {"means": "call", "outcome": "reached"},
        "rate": {"verdict": "yes"},
        "ask_extension": {"days": "3", "reason": "purchase"},
        "ask_pause": {"reason": "weather", "until": later},
        "ask_shelving": {"until": later},
        "review": {"until": later},
        "instruct": {"until": later},
        "redate": {"due": f"{later}T17:00"},
        "source_closed": {"reason": "solved"},
        "reassign": {"person": colleague},
        "hand_over": {"person": colleague},
    }.get(action, {})


def act(
    street: Street,
    matter: Matter,
    action: str,
    inputs: Any = None,
    *,
    by: Actor | None = None,
    at: datetime = AT,
    command_id: UUID | None = None,
    version: int | None = None,
) -> Step:
    """Do one action on the matter as it is now, by whoever does it in the ordinary course."""
    present = Matter.objects.select_related("area", "holder", "street", "community").get(pk=matter.pk)
    return ACTIONS[action](
        matter=present,
        inputs=inputs or usual_inputs(street, action, at=at),
        by=by or somebody_for(street, present, action),
        at=at,
        command_id=command_id or new_id(),
        version=present.version if version is None else version,
    )


def somebody_for(street: Street, matter: Matter, action: str) -> Actor:
    """Who does the action in the ordinary course."""
    if action not in WHO:
        return resident(matter)
    return TICKER if WHO[action] == "clock" else street.actor(WHO[action])


WAY = {
    "registered": (),
    "accepted": ("accept",),
    "dispatched": ("dispatch",),
    "handling": ("dispatch", "sign_for"),
    "answering": ("dispatch", "sign_for", "finish"),
    "checking": ("dispatch", "sign_for", "finish", "reply"),
    "rating": ("dispatch", "sign_for", "finish", "reply", "confirm"),
    "closing": ("dispatch", "sign_for", "finish", "reply", "confirm", "rate"),
    "closed": ("dispatch", "sign_for", "finish", "reply", "confirm", "rate", "close"),
    "paused": ("dispatch", "sign_for", "ask_pause", "grant_pause"),
    "shelved": ("dispatch", "sign_for", "ask_shelving", "grant_shelving"),
}
"""The steps that lead to each state."""


def case_in(street: Street, state: str, **given: Any) -> Matter:
    """A resident's case brought to this state in the ordinary course."""
    return brought(street, reported(**given).matter, *WAY[state])


def brought(street: Street, matter: Matter, *actions: str) -> Matter:
    """The matter after these actions. A unit that has to do so calls the reporter before it is done, in vain."""
    calls = Case.objects.filter(pk=matter.pk, has_contact=True, confidential=False).exists()
    for action in actions:
        if action == "finish" and calls:
            act(street, matter, "contact", Contact(Means.CALL, Outcome.NOT_REACHED))
        act(street, matter, action)
    return Matter.objects.select_related("area", "holder", "street", "community").get(pk=matter.pk)
