from datetime import timedelta

from django.core.checks import CheckMessage, Error, register
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.jobs import registry
from xiuhuazhen.core.kit.retention import DataClass, declare
from xiuhuazhen.core.messages import topics
from xiuhuazhen.core.norms import changes, names
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.procedures import jobs, kinds, telling
from xiuhuazhen.core.procedures.access import CLOCK, RESIDENT
from xiuhuazhen.core.procedures.rules.tables import ORDER, UNTIL, Procedure
from xiuhuazhen.core.procedures.stuck import STUCK

_ADMINISTRATOR = (RoleName.ADMINISTRATOR,)
_WATCHING = (RoleName.STREET_LEADER, RoleName.DISPATCHER, RoleName.ADMINISTRATOR)
_COLLEAGUES = (
    RoleName.UNIT_HEAD,
    RoleName.UNIT_HANDLER,
    RoleName.COMMUNITY_SECRETARY,
    RoleName.COMMUNITY_STAFF,
)


def wire() -> None:
    declare("procedures.Matter", DataClass.INTERNAL, keep="permanent, without text or personal data")
    declare("procedures.Step", DataClass.INTERNAL, keep="permanent: the chain proves what happened")
    declare("procedures.StepContent", DataClass.SENSITIVE, keep="as its matter's kind says")
    declare("procedures.NumberCounter", DataClass.INTERNAL, keep="permanent: numbers are never given out twice")
    declare("procedures.WorklistRow", DataClass.INTERNAL, keep="while the matter waits")
    permissions.register(RESIDENT, _("Only the reporter, with the query code, can do this."), roles=())
    permissions.register(CLOCK, _("The product does this by itself when the time has come."), roles=())
    permissions.register("procedures.reassign", _("Only the unit that has the matter can do this."), roles=_COLLEAGUES)
    permissions.register("procedures.hand_over", _("Only the administrator can do this."), roles=_ADMINISTRATOR)
    watching = _("Only the leaders, the administrator and the duty desk of this area see what is stuck.")
    permissions.register(STUCK, watching, roles=_WATCHING)
    registry.register(
        "procedures.wake",
        jobs.wake,
        label=_("time limits that have passed"),
        called_off=registry.nothing_else,
        prompt=True,
    )
    registry.register(jobs.RECOUNT, jobs.recount, label=_("counting time limits again"))
    registry.register(
        "procedures.release", jobs.release, label=_("matters of people who left"), called_off=registry.nothing_else
    )
    registry.schedule(
        "procedures.wake", every=timedelta(seconds=2), job_name="procedures.wake", when=jobs.something_to_wake
    )
    registry.schedule("procedures.release", every=timedelta(hours=1), job_name="procedures.release")
    registry.register(
        "procedures.point_anew",
        jobs.point_anew,
        label=_("matters on which nobody could act"),
        called_off=registry.nothing_else,
    )
    registry.schedule("procedures.point_anew", every=timedelta(hours=1), job_name="procedures.point_anew")
    changes.register(jobs.RECOUNT)
    topics.register(telling.TOPIC, telling.expand)
    register(check_kinds)


def check_kinds(**_kwargs: object) -> list[CheckMessage]:
    """A kind that names a permission, norm, state or action that nobody declared stops start-up."""
    return [Error(problem, id="xhz.E002") for kind in kinds.all_kinds() for problem in _problems(kind)]


def _problems(kind: kinds.Kind) -> list[str]:
    procedure = kind.procedure
    unknown = sorted((_permissions(procedure) | _told(kind)) - permissions.all_names())
    found = [f"{procedure.kind}: unknown permission {name}" for name in unknown]
    found += [f"{procedure.kind}: unknown norm {name}" for name in sorted(_norms(procedure) - set(names.all_names()))]
    found += [f"{procedure.kind}: no label for {s.name}" for s in procedure.states if s.name not in kind.state_labels]
    found += [f"{procedure.kind}: no words for {r.name}" for r in procedure.requests if r.name not in kind.asked]
    by_itself = {state.on_time for state in procedure.states if state.on_time}
    found += [f"{procedure.kind}: nobody does {action}" for action in sorted(by_itself - set(kind.on_time))]
    actions = {transition.action for transition in procedure.transitions}
    return found + [f"{procedure.kind}: no words for {action}" for action in actions - set(kind.done)]


def _permissions(procedure: Procedure) -> set[str]:
    wanted = {transition.permission for transition in procedure.transitions}
    wanted |= {request.permission for request in procedure.requests}
    wanted |= {request.overdue[1] for request in procedure.requests if request.overdue}
    wanted |= {rung.permission for rung in procedure.ladder if rung.permission} | set(procedure.stands_in.values())
    return wanted | {state.permission for state in procedure.states if state.permission}


def _told(kind: kinds.Kind) -> set[str]:
    return {each.permission for tellings in kind.tells.values() for each in tellings if each.permission}


def _norms(procedure: Procedure) -> set[str]:
    limits = {limit for state in procedure.states for limit in state.limits} - {ORDER, UNTIL}
    limits |= {request.limit for request in procedure.requests if request.limit}
    return limits | {rung.after for rung in procedure.ladder if rung.after}
