from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.audit.record import register as register_audit
from xiuhuazhen.core.files.access import register_owner
from xiuhuazhen.core.jobs import registry as jobs
from xiuhuazhen.core.kit.retention import DataClass, declare
from xiuhuazhen.core.norms import names as norms
from xiuhuazhen.core.norms.choices import Unit
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.thread import OWNER
from xiuhuazhen.domains.cases import access, facts, rules, words
from xiuhuazhen.domains.cases.actions import checking, handling
from xiuhuazhen.domains.cases.choices import Action, State
from xiuhuazhen.domains.cases.forms import acts
from xiuhuazhen.domains.cases.jobs import import_called_off, import_orders
from xiuhuazhen.domains.cases.queries import text_shown

_DESK = (RoleName.DISPATCHER,)
_COMMUNITY = (RoleName.COMMUNITY_SECRETARY, RoleName.COMMUNITY_STAFF)
_TIMES = (Unit.HOUR_24X7, Unit.WORK_HOUR, Unit.WORK_DAY, Unit.DAY)


def wire() -> None:
    _declare_retention()
    _offer_permissions()
    _offer_norms()
    register_audit("cases.contact.opened", _("A reporter's contact was opened"))
    register_audit("cases.import.started", _("A spreadsheet of orders was handed in"))
    register_audit("cases.category.set", _("A line of the duty catalogue was set"))
    register_audit("cases.route.set", _("A line of the dispatch table was set"))
    register_audit("cases.notice.published", _("A privacy notice was published"))
    label = _("Bring in a spreadsheet of orders")
    jobs.register("cases.import_orders", import_orders, label=label, called_off=import_called_off)
    register_owner(OWNER, access.may_see_step)
    kinds.register(KIND)


def _declare_retention() -> None:
    declare("cases.Category", DataClass.PUBLIC, keep="permanent: matters name it")
    declare("cases.RoutingRule", DataClass.INTERNAL, keep="permanent, dated")
    declare("cases.PrivacyNotice", DataClass.PUBLIC, keep="permanent: reports name the version shown")
    declare("cases.Case", DataClass.INTERNAL, keep="as long as its matter")
    declare("cases.ImportBatch", DataClass.INTERNAL, keep="permanent; its file leaves after 30 days")
    declare("cases.ImportRow", DataClass.INTERNAL, keep="as long as its batch")


def _offer_permissions() -> None:
    everybody = (*_DESK, *_COMMUNITY, RoleName.STREET_LEADER, RoleName.GRID_WORKER, RoleName.INSPECTOR)
    offered = {
        "cases.view": (_("You may not see the cases of this area."), everybody),
        "cases.report": (_("You may not enter cases here."), (*_DESK, *_COMMUNITY)),
        "cases.patrol": (_("Only the grid worker of this place can do this."), (RoleName.GRID_WORKER, *_COMMUNITY)),
        "cases.dispatch": (_("Only the duty desk of this street can do this."), _DESK),
        "cases.handle": (
            _("Only the unit that has the matter can do this."),
            (*_COMMUNITY, RoleName.UNIT_HANDLER),
        ),
        "cases.check": (
            _("You may not check matters of this area."),
            (*_COMMUNITY, *_DESK, RoleName.GRID_WORKER, RoleName.INSPECTOR),
        ),
        "cases.close": (_("Only the duty desk of this street can close it."), _DESK),
        access.CONTACT: (
            _("You may not open the reporter's contact."),
            (*_DESK, RoleName.COMMUNITY_SECRETARY, RoleName.UNIT_HANDLER),
        ),
        access.IMPORT: (_("You may not import orders here."), _DESK),
    }
    for name, (sentence, roles) in offered.items():
        permissions.register(name, sentence, roles=roles)


def _offer_norms() -> None:
    titles = {
        "cases.limit.dispatch": _("limit for dispatching a case"),
        "cases.limit.sign_for": _("limit for signing for a case"),
        "cases.limit.handle": _("limit for handling a case"),
        "cases.limit.reply": _("limit for answering the reporter"),
        "cases.limit.check": _("limit for checking a case"),
        "cases.limit.rate": _("time in which the reporter may rate"),
        "cases.limit.close": _("limit for closing a case"),
    }
    for name, title in titles.items():
        norms.register(name, title, units=_TIMES)


def _offer(action: Action, form: type[kinds.InputsForm], perform: kinds.Perform) -> kinds.ActionOffer:
    return kinds.ActionOffer(
        action.label, form, perform, words.HINTS.get(action.value, ""), words.SUBMITS.get(action.value, "")
    )


KIND = kinds.Kind(
    procedure=rules.PROCEDURE,
    label=_("case"),
    view="cases.view",
    handle="cases.handle",
    state_labels=dict(State.choices),
    told_labels=words.TOLD_LABELS,
    offers={
        "place": _offer(Action.PLACE, acts.PlaceForm, handling.place_case),
        "dispatch": _offer(Action.DISPATCH, acts.DispatchForm, handling.dispatch_case),
        "decline": _offer(Action.DECLINE, acts.DeclineForm, handling.decline_case),
        "solve": _offer(Action.SOLVE, acts.ResultForm, handling.solve_on_the_spot),
        "sign_for": _offer(Action.SIGN_FOR, acts.SignForForm, handling.sign_for_case),
        "return": _offer(Action.RETURN, acts.ReturnForm, handling.return_case),
        "recall": _offer(Action.RECALL, acts.ReasonForm, handling.recall_case),
        "finish": _offer(Action.FINISH, acts.ResultForm, handling.finish_case),
        "reply": _offer(Action.REPLY, acts.ReplyForm, handling.reply_to_reporter),
        "confirm": _offer(Action.CONFIRM, acts.NoteForm, checking.confirm_case),
        "rework": _offer(Action.REWORK, acts.ReworkForm, checking.rework_case),
        "rate": _offer(Action.RATE, acts.RatingForm, checking.rate_case),
        "send_back": _offer(Action.SEND_BACK, acts.ReworkForm, checking.send_back_case),
        "close": _offer(Action.CLOSE, acts.CloseForm, checking.close_case),
    },
    done=words.DONE,
    told=words.TOLD,
    told_contents=words.TOLD_CONTENTS,
    reasons=words.REASONS,
    guard_sentences=words.GUARDS,
    facts=facts.facts,
    text=text_shown,
)
