from datetime import time, timedelta

from django.core.checks import CheckMessage, Error, register
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.audit.record import register as register_audit
from xiuhuazhen.core.jobs import registry
from xiuhuazhen.core.kit.retention import DataClass, declare
from xiuhuazhen.core.messages import topics
from xiuhuazhen.core.norms import changes, names
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.procedures import jobs, kinds, telling
from xiuhuazhen.core.procedures.access import CLOCK, RESIDENT
from xiuhuazhen.core.procedures.actions.bulk import BULK
from xiuhuazhen.core.procedures.actions.erasing import ERASED
from xiuhuazhen.core.procedures.actions.exporting import EXPORT
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
    declare(
        "procedures.Matter",
        DataClass.PERSONAL,
        held=pgettext_lazy("held", "matters: number, state, holder, title, point"),
        keep=pgettext_lazy("kept", "permanent; title and point as long as contents"),
        eraser=jobs.ERASE,
    )
    declare(
        "procedures.Step",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "steps of matters"),
        keep=pgettext_lazy("kept", "permanent: the chain proves what happened"),
    )
    declare(
        "procedures.StepContent",
        DataClass.SENSITIVE,
        held=pgettext_lazy("held", "texts and contacts of steps"),
        keep=pgettext_lazy("kept", "as the norm of its matter's kind says, from closing"),
        eraser=jobs.ERASE,
    )
    declare(
        "procedures.SearchDocument",
        DataClass.SENSITIVE,
        held=pgettext_lazy("held", "words by which matters are found"),
        keep=pgettext_lazy("kept", "as long as the contents"),
        eraser=jobs.ERASE,
    )
    declare(
        "procedures.SavedFilter",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "saved filters"),
        keep=pgettext_lazy("kept", "until its person removes it"),
    )
    declare(
        "procedures.Export",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "lists asked for as a spreadsheet"),
        keep=pgettext_lazy("kept", "permanent, dated; its spreadsheet leaves after 30 days"),
    )
    declare(
        "procedures.Bulk",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "actions on many matters"),
        keep=pgettext_lazy(
            "kept", "permanent, dated; the steps say what was done, and a note for all is here only until it is"
        ),
    )
    declare(
        "procedures.BulkRow",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "matters of such an action"),
        keep=pgettext_lazy("kept", "as long as its bulk"),
    )
    declare(
        "procedures.NumberCounter",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "counters of numbers"),
        keep=pgettext_lazy("kept", "permanent: numbers are never given out twice"),
    )
    declare(
        "procedures.WorklistRow",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "worklists"),
        keep=pgettext_lazy("kept", "while the matter waits"),
    )
    permissions.register(RESIDENT, _("Only the reporter, with the query code, can do this."), roles=())
    permissions.register(CLOCK, _("The product does this by itself when the time has come."), roles=())
    permissions.register("procedures.reassign", _("Only the unit that has the matter can do this."), roles=_COLLEAGUES)
    handing_over = _("Only the administrator can do this.")
    permissions.register("procedures.hand_over", handing_over, roles=_ADMINISTRATOR, guarded=True)
    watching = _("Only the leaders, the administrator and the duty desk of this area see what is stuck.")
    permissions.register(STUCK, watching, roles=_WATCHING)
    registry.register(
        "procedures.wake",
        jobs.wake,
        label=_("time limits that have passed"),
        called_off=registry.nothing_else,
        queue="prompt",
    )
    registry.register(jobs.RECOUNT, jobs.recount, label=_("counting time limits again"))
    registry.register(jobs.ERASE, jobs.erase, label=_("Erase what closed matters hold of people"))
    registry.schedule(jobs.ERASE, at_time=time(3, 0), job_name=jobs.ERASE)
    register_audit(ERASED, _("The contents of a closed matter were erased"))
    registry.register(
        "procedures.release", jobs.release, label=_("matters of people who left"), called_off=registry.nothing_else
    )
    registry.register(
        jobs.INDEX, jobs.index, label=_("writing what matters are found by"), called_off=registry.nothing_else
    )
    _offer_lists()
    registry.schedule(
        "procedures.wake", every=timedelta(seconds=2), job_name="procedures.wake", when=jobs.something_to_wake
    )
    registry.schedule("procedures.release", every=timedelta(hours=1), job_name="procedures.release")
    registry.schedule(jobs.INDEX, every=timedelta(days=1), job_name=jobs.INDEX)
    registry.register(
        "procedures.point_anew",
        jobs.point_anew,
        label=_("matters on which nobody could act"),
        called_off=registry.nothing_else,
    )
    registry.schedule("procedures.point_anew", every=timedelta(hours=1), job_name="procedures.point_anew")
    changes.register(jobs.RECOUNT)
    topics.register(telling.TOPIC, telling.expand, conceal=telling.concealed_from)
    register(check_kinds)


def _offer_lists() -> None:
    register_audit("procedures.filter.saved", _("A filter was saved"))
    register_audit("procedures.filter.renamed", _("A saved filter was renamed"))
    register_audit("procedures.filter.removed", _("A saved filter was removed"))
    register_audit("procedures.export.asked", _("A list of matters was asked for as a spreadsheet"))
    register_audit("procedures.export.fetched", _("A spreadsheet of matters was fetched"))
    register_audit("procedures.bulk.asked", _("An action on many matters was asked for"))
    register_audit("procedures.bulk.stopped", _("An action on many matters was stopped"))
    registry.register(
        EXPORT,
        jobs.export,
        label=_("matters as a spreadsheet"),
        lease=timedelta(minutes=5),
        called_off=jobs.export_given_up,
        given_up=jobs.export_given_up,
    )
    registry.register(
        BULK,
        jobs.bulk,
        label=_("an action on many matters"),
        called_off=jobs.bulk_given_up,
        given_up=jobs.bulk_given_up,
    )


def check_kinds(**_kwargs: object) -> list[CheckMessage]:
    """A kind that names a permission, norm, state or action that nobody declared stops start-up."""
    return [Error(problem, id="xhz.E002") for kind in kinds.all_kinds() for problem in _problems(kind)]


def _problems(kind: kinds.Kind) -> list[str]:
    procedure = kind.procedure
    unknown = sorted((_permissions(procedure) | _told(kind)) - permissions.all_names())
    found = [f"{procedure.kind}: unknown permission {name}" for name in unknown]
    norms = _norms(procedure) | ({kind.keeps} - {""})
    found += [f"{procedure.kind}: unknown norm {name}" for name in sorted(norms - set(names.all_names()))]
    found += [f"{procedure.kind}: no label for {s.name}" for s in procedure.states if s.name not in kind.state_labels]
    found += [f"{procedure.kind}: no words for {r.name}" for r in procedure.requests if r.name not in kind.asked]
    by_itself = {state.on_time for state in procedure.states if state.on_time}
    found += [f"{procedure.kind}: nobody does {action}" for action in sorted(by_itself - set(kind.on_time))]
    actions = {transition.action for transition in procedure.transitions}
    return found + [f"{procedure.kind}: no words for {action}" for action in actions - set(kind.done)]


def _permissions(procedure: Procedure) -> set[str]:
    wanted = {transition.permission for transition in procedure.transitions}
    wanted |= {request.permission for request in procedure.requests}
    wanted |= {transition.unheld for transition in procedure.transitions if transition.unheld}
    others = [(request.overdue, request.unheld) for request in procedure.requests]
    wanted |= {other[1] for pair in others for other in pair if other}
    wanted |= {rung.permission for rung in procedure.ladder if rung.permission} | set(procedure.stands_in.values())
    return wanted | {state.permission for state in procedure.states if state.permission}


def _told(kind: kinds.Kind) -> set[str]:
    return {each.permission for tellings in kind.tells.values() for each in tellings if each.permission}


def _norms(procedure: Procedure) -> set[str]:
    limits = {limit for state in procedure.states for limit in state.limits} - {ORDER, UNTIL}
    limits |= {request.limit for request in procedure.requests if request.limit}
    return limits | {rung.after for rung in procedure.ladder if rung.after}
