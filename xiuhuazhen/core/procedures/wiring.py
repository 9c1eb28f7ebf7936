from django.core.checks import CheckMessage, Error, register
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.kit.retention import DataClass, declare
from xiuhuazhen.core.norms import names
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.access import RESIDENT


def wire() -> None:
    declare("procedures.Matter", DataClass.INTERNAL, keep="permanent, without text or personal data")
    declare("procedures.Step", DataClass.INTERNAL, keep="permanent: the chain proves what happened")
    declare("procedures.StepContent", DataClass.SENSITIVE, keep="as its matter's kind says")
    declare("procedures.NumberCounter", DataClass.INTERNAL, keep="permanent: numbers are never given out twice")
    declare("procedures.WorklistRow", DataClass.INTERNAL, keep="while the matter waits")
    permissions.register(RESIDENT, _("Only the reporter, with the query code, can do this."), roles=())
    register(check_kinds)


def check_kinds(**_kwargs: object) -> list[CheckMessage]:
    """A kind that names a permission, norm, state or action that nobody declared stops start-up."""
    return [Error(problem, id="xhz.E002") for kind in kinds.all_kinds() for problem in _problems(kind)]


def _problems(kind: kinds.Kind) -> list[str]:
    procedure = kind.procedure
    wanted = {t.permission for t in procedure.transitions} | {s.permission for s in procedure.states if s.permission}
    found = [f"{procedure.kind}: unknown permission {name}" for name in wanted - permissions.all_names()]
    limits = {state.limit for state in procedure.states if state.limit}
    found += [f"{procedure.kind}: unknown norm {name}" for name in limits - set(names.all_names())]
    found += [f"{procedure.kind}: no label for {s.name}" for s in procedure.states if s.name not in kind.state_labels]
    actions = {transition.action for transition in procedure.transitions}
    return found + [f"{procedure.kind}: no words for {action}" for action in actions - set(kind.done)]
