"""Cases brought as far as a test needs them, by the people of ``tests.support.street`` who may do it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from tests.support.street import AT, Street
from xiuhuazhen.core.kit.actors import PUBLIC, Actor
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures.access import resident
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases.actions import checking, handling
from xiuhuazhen.domains.cases.actions.checking import Closing, Rating
from xiuhuazhen.domains.cases.actions.handling import Dispatch, Note, Place, Refusal
from xiuhuazhen.domains.cases.actions.reporting import Reported, report_case
from xiuhuazhen.domains.cases.choices import CloseReason, ReturnReason, Source
from xiuhuazhen.domains.cases.reports import Report

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


ACTIONS: dict[str, Callable[..., Step]] = {
    "dispatch": handling.dispatch_case,
    "place": handling.place_case,
    "decline": handling.decline_case,
    "solve": handling.solve_on_the_spot,
    "sign_for": handling.sign_for_case,
    "return": handling.return_case,
    "recall": handling.recall_case,
    "finish": handling.finish_case,
    "reply": handling.reply_to_reporter,
    "confirm": checking.confirm_case,
    "rework": checking.rework_case,
    "rate": checking.rate_case,
    "send_back": checking.send_back_case,
    "close": checking.close_case,
}

WHO = {
    "dispatch": "dispatcher",
    "place": "dispatcher",
    "decline": "dispatcher",
    "solve": "grid-worker",
    "sign_for": "handler",
    "return": "handler",
    "recall": "dispatcher",
    "finish": "handler",
    "reply": "handler",
    "confirm": "secretary",
    "rework": "secretary",
    "close": "dispatcher",
}
"""Who does each action in the ordinary course; rating and sending back are the resident's."""


def usual_inputs(street: Street, action: str) -> Any:
    """What the action is given in the ordinary course."""
    return {
        "dispatch": Dispatch(street.units["lamps"].pk, "0101"),
        "place": Place(street.areas["grid"].path),
        "return": Refusal(ReturnReason.NOT_OUR_DUTY, "清单第3项"),
        "rate": Rating(solved=True),
        "close": Closing(CloseReason.SOLVED),
        "decline": Note("属于铁路部门，请拨12306"),
    }.get(action, Note(f"已办：{action}"))


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
    who = by or (street.actor(WHO[action]) if action in WHO else resident(present))
    return ACTIONS[action](
        matter=present,
        inputs=inputs or usual_inputs(street, action),
        by=who,
        at=at,
        command_id=command_id or new_id(),
        version=present.version if version is None else version,
    )


WAY = {
    "registered": (),
    "dispatched": ("dispatch",),
    "handling": ("dispatch", "sign_for"),
    "answering": ("dispatch", "sign_for", "finish"),
    "checking": ("dispatch", "sign_for", "finish", "reply"),
    "rating": ("dispatch", "sign_for", "finish", "reply", "confirm"),
    "closing": ("dispatch", "sign_for", "finish", "reply", "confirm", "rate"),
    "closed": ("dispatch", "sign_for", "finish", "reply", "confirm", "rate", "close"),
}
"""The steps that lead to each state."""


def case_in(street: Street, state: str, **given: Any) -> Matter:
    """A resident's case brought to this state in the ordinary course."""
    matter = reported(**given).matter
    for action in WAY[state]:
        act(street, matter, action)
    return Matter.objects.select_related("area", "holder", "street", "community").get(pk=matter.pk)
