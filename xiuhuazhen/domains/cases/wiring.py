from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.areas import troubles
from xiuhuazhen.core.audit.record import register as register_audit
from xiuhuazhen.core.files.access import register_owner
from xiuhuazhen.core.jobs import registry as jobs
from xiuhuazhen.core.kit.retention import DataClass, declare
from xiuhuazhen.core.messages import topics, wordings
from xiuhuazhen.core.messages.recipients import register_resolver
from xiuhuazhen.core.norms import names as norms
from xiuhuazhen.core.norms.choices import Unit
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.evidence import OWNER
from xiuhuazhen.domains.cases import (
    access,
    complaints,
    deciding,
    erasing,
    facts,
    repeated,
    replies,
    rules,
    telling,
    words,
)
from xiuhuazhen.domains.cases.actions import (
    catalogue,
    checking,
    ended_orders,
    ending,
    handling,
    importing,
    on_the_spot,
    own_data,
    place_codes,
    result_files,
    source,
    supervising,
    waiting,
)
from xiuhuazhen.domains.cases.choices import Action, Source, State
from xiuhuazhen.domains.cases.forms import acts
from xiuhuazhen.domains.cases.forms import waiting as waiting_forms
from xiuhuazhen.domains.cases.forms.many import dispatch_fields
from xiuhuazhen.domains.cases.forms.own_data import GrantErasureForm, RefuseErasureForm
from xiuhuazhen.domains.cases.forms.place import PlaceForm
from xiuhuazhen.domains.cases.jobs import (
    erase_told_of_lines,
    import_called_off,
    import_given_up,
    import_sheet,
    result_file,
    result_file_given_up,
)
from xiuhuazhen.domains.cases.keeping import what_goes
from xiuhuazhen.domains.cases.named_sources import of_source, source_names
from xiuhuazhen.domains.cases.own_data import CONTACT_OPENED
from xiuhuazhen.domains.cases.queries import category_names, other_numbers, searched, text_shown, trouble_words

_DESK = (RoleName.DISPATCHER,)
_COMMUNITY = (RoleName.COMMUNITY_SECRETARY, RoleName.COMMUNITY_STAFF)
_UNIT = (RoleName.UNIT_HANDLER, RoleName.UNIT_HEAD)
_SUPERVISOR = (RoleName.SUPERVISOR,)
_LEADER = (RoleName.STREET_LEADER,)
RESULT_LEASE = timedelta(minutes=10)
"""A result file is written in one go, without a checkpoint."""

_TIMES = (Unit.HOUR_24X7, Unit.WORK_HOUR, Unit.WORK_DAY, Unit.DAY, Unit.MONTH)


def wire() -> None:
    _declare_retention()
    _offer_permissions()
    _offer_norms()
    troubles.register(trouble_words)
    register_audit(own_data.COPIED, _("A reporter took a copy of what is held of them"))
    register_audit(CONTACT_OPENED, _("A reporter's contact was opened"))
    register_audit("cases.code.given", _("A query code was given again"))
    register_audit("cases.follower.added", _("Somebody was let follow a matter"))
    register_audit("cases.follower.ended", _("Somebody follows a matter no more"))
    register_audit("cases.import.started", _("A spreadsheet of orders was handed in"))
    register_audit(place_codes.MADE, _("A code for a place was made"))
    register_audit(place_codes.WITHDRAWN, _("A code for a place was withdrawn"))
    register_audit("cases.import.columns", _("It was said what the columns of a spreadsheet mean"))
    register_audit("cases.import.confirmed", _("A spreadsheet was brought in after it was looked over"))
    register_audit("cases.import.stopped", _("The bringing in of a spreadsheet was stopped"))
    register_audit("cases.import.discarded", _("A spreadsheet was put away before anything of it came in"))
    register_audit("cases.import.resumed", _("The bringing in of a spreadsheet went on"))
    register_audit(ended_orders.WANTED, _("Orders that their source had ended were brought in all the same"))
    register_audit("cases.import.mend_opened", _("The lines to mend of a spreadsheet were taken along"))
    register_audit("cases.result_file.asked", _("A file of results for a source was asked for"))
    register_audit("cases.result_file.opened", _("A file of results for a source was taken along"))
    register_audit("cases.source.result_columns", _("The columns of a source's result file were set"))
    register_audit(catalogue.ADDED, _("A line of the duty catalogue was added"))
    register_audit(catalogue.CORRECTED, _("A line of the duty catalogue was corrected"))
    register_audit(catalogue.ENDED, _("A line of the duty catalogue was ended"))
    register_audit("cases.category.set", _("A line of the duty catalogue was set"))
    register_audit("cases.route.set", _("A line of the dispatch table was set"))
    register_audit("cases.route.ended", _("A line of the dispatch table was ended"))
    register_audit("cases.notice.published", _("A privacy notice was published"))
    told: dict[str, Any] = {"called_off": import_called_off, "given_up": import_given_up}
    jobs.register(importing.JOB, import_sheet, label=_("Bring in a spreadsheet of a hotline"), **told)
    jobs.register(
        result_files.JOB,
        result_file,
        label=_("Write results for a hotline"),
        lease=RESULT_LEASE,
        given_up=result_file_given_up,
    )
    jobs.register(importing.ERASE_TOLD, erase_told_of_lines, label=_("what was told of old imports' lines erased"))
    jobs.schedule(importing.ERASE_TOLD, at_time=time(3, 30), job_name=importing.ERASE_TOLD)
    register_owner(OWNER, access.may_see_file, access.opening_of_file)
    register_resolver(telling.REPORTER, telling.address_of)
    topics.register(telling.CODE_GIVEN, telling.code_given)
    wordings.register(telling.CODE_GIVEN, telling.CODE_GIVEN_KIND)
    kinds.register(KIND)
    kinds.register(complaints.KIND)


def _declare_retention() -> None:
    declare(
        "cases.Category",
        DataClass.PUBLIC,
        held=pgettext_lazy("held", "classes and categories of cases"),
        keep=pgettext_lazy("kept", "permanent: matters name it"),
    )
    declare(
        "cases.RoutingRule",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "lines of the dispatch table"),
        keep=pgettext_lazy("kept", "permanent, dated"),
    )
    declare(
        "cases.PrivacyNotice",
        DataClass.PUBLIC,
        held=pgettext_lazy("held", "versions of the privacy notice"),
        keep=pgettext_lazy("kept", "permanent: reports name the version shown"),
    )
    declare(
        "cases.Case",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "cases: source, request, how they were placed"),
        keep=pgettext_lazy("kept", "as long as its matter; how it was placed as long as its contents"),
    )
    declare(
        "cases.PlaceCode",
        DataClass.PUBLIC,
        held=pgettext_lazy("held", "codes put up at places"),
        keep=pgettext_lazy("kept", "permanent: codes hang on walls for years"),
    )
    declare(
        "cases.Complaint",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "complaints: about which unit"),
        keep=pgettext_lazy("kept", "as long as its matter"),
    )
    declare(
        "cases.Follower",
        DataClass.PERSONAL,
        held=pgettext_lazy("held", "who follows a matter"),
        keep=pgettext_lazy("kept", "as long as its matter's contents"),
    )
    declare(
        "cases.SourceTemplate",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "how sources' spreadsheets look"),
        keep=pgettext_lazy("kept", "permanent: the next spreadsheets are read by it"),
    )
    declare(
        "cases.ResultFile",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "result files made for sources"),
        keep=pgettext_lazy("kept", "permanent; its files leave after 30 days"),
    )
    declare(
        "cases.ImportBatch",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "spreadsheets of orders that came in"),
        keep=pgettext_lazy("kept", "permanent; its files leave after 30 days"),
    )
    declare(
        "cases.ImportRow",
        DataClass.INTERNAL,
        held=pgettext_lazy("held", "what became of each line of them"),
        keep=pgettext_lazy("kept", "as long as its batch; what was told of it 30 days"),
        eraser=importing.ERASE_TOLD,
    )


def _offer_permissions() -> None:
    everybody = (*_DESK, *_COMMUNITY, *_LEADER, RoleName.GRID_WORKER, RoleName.INSPECTOR)
    offered = {
        "cases.view": (_("You may not see the cases of this area."), everybody),
        "cases.report": (_("You may not enter cases here."), (*_DESK, *_COMMUNITY)),
        "cases.patrol": (_("Only the grid worker of this place can do this."), (RoleName.GRID_WORKER, *_COMMUNITY)),
        "cases.dispatch": (_("Only the duty desk of this street can do this."), _DESK),
        "cases.handle": (_("Only the unit that has the matter can do this."), (*_COMMUNITY, *_UNIT)),
        "cases.issue": (
            _("Only whoever signs for the unit that has the matter can do this."),
            (RoleName.COMMUNITY_SECRETARY, RoleName.UNIT_HEAD),
        ),
        "cases.check": (
            _("You may not check matters of this area."),
            (*_COMMUNITY, *_DESK, RoleName.GRID_WORKER, RoleName.INSPECTOR),
        ),
        "cases.close": (_("Only the duty desk of this street can close it."), _DESK),
        "cases.report_back": (_("Only the duty desk of this street can do this."), _DESK),
        rules.REACH: (_("Only the duty desk of this street can contact the reporter here."), _DESK),
        "cases.approve": (_("Only the duty desk or the leader of this street can decide this."), (*_DESK, *_LEADER)),
        "cases.shelve": (_("Only the leader of this street can decide this."), _LEADER),
        "cases.decide": (_("Only the leader of this street can decide this."), _LEADER),
        "cases.lead": (_("Only the leader of this street sees to this."), _LEADER),
        rules.ERASE: (
            _("Only the duty desk or the leader of this street can decide whether data is erased."),
            (*_DESK, *_LEADER),
        ),
        "cases.urge": (_("Only the duty desk or the leader of this street can urge."), (*_DESK, *_LEADER)),
        access.INSTRUCT: (
            _("Only the leader of this street, or the duty desk for them, can do this."),
            (*_LEADER, *_DESK),
        ),
        access.CONTACT: (
            _("You may not open the reporter's contact."),
            (*_DESK, RoleName.COMMUNITY_SECRETARY, *_UNIT),
        ),
        access.CODE: (
            _("Only the duty desk and the community of the place can give the query code again."),
            (*_DESK, RoleName.COMMUNITY_SECRETARY),
        ),
        access.CONFIDENTIAL: (
            _("The reporter asked for confidentiality. Only the duty desk of this street knows who it is."),
            _DESK,
        ),
        rules.COMPLAINT_HANDLE: (_("Only the supervising unit that has the complaint can do this."), _SUPERVISOR),
        access.COMPLAINT_CONTACT: (_("Only the supervising unit that has the complaint can do this."), _SUPERVISOR),
        access.ROUTE: (
            _("Only the administrator and the duty desk of this area may change the dispatch table."),
            (RoleName.ADMINISTRATOR, *_DESK),
        ),
        access.PLACE_CODES: (
            _("Only the duty desk and the community put up codes at places."),
            (*_DESK, RoleName.COMMUNITY_SECRETARY, RoleName.ADMINISTRATOR),
        ),
        access.IMPORT: (_("You may not import orders here."), _DESK),
    }
    programs = {
        "cases.view": _("see cases"),
        "cases.report": _("enter cases"),
        "cases.dispatch": _("accept, place and dispatch cases"),
        "cases.handle": _("sign for and handle cases for the unit"),
        "cases.check": _("check cases"),
        "cases.close": _("close cases"),
        "cases.report_back": _("send results back to the source"),
    }
    guarded = {access.CONTACT, access.CONFIDENTIAL, access.COMPLAINT_CONTACT}
    for name, (sentence, roles) in offered.items():
        title = programs.get(name, "")
        permissions.register(name, sentence, roles=roles, title=title, guarded=name in guarded)


def _offer_norms() -> None:
    titles = {
        "cases.limit.accept": _("limit for accepting a case"),
        "cases.limit.dispatch": _("limit for dispatching a case"),
        "cases.limit.sign_for": _("limit for signing for a case"),
        "cases.limit.contact": _("limit for the first contact with the reporter"),
        "cases.limit.handle": _("limit for handling a case, from its dispatch"),
        "cases.limit.issue": _("limit for issuing a unit's result"),
        "cases.limit.reply": _("limit for answering the reporter"),
        "cases.limit.check": _("limit for checking a case"),
        "cases.limit.report_back": _("limit for reporting back to the source"),
        "cases.limit.source": _("time in which the source calls back and closes"),
        "cases.limit.rate": _("time in which the reporter may rate"),
        "cases.limit.decide": _("limit for the leader's decision"),
        "cases.limit.approve": _("limit for deciding on an extension, a pause or shelving"),
        "cases.limit.close": _("limit for closing a case"),
        rules.ERASURE_LIMIT: _("limit for deciding on a request to erase personal data"),
        "cases.limit.archive": _("time after which a closed case goes to the archive"),
        "complaints.limit.examine": _("limit for beginning to examine a complaint"),
        "complaints.limit.handle": _("limit for examining a complaint"),
        "complaints.limit.answer": _("limit for answering a complaint"),
        "cases.escalate.head": _("how long after the due time a late case goes to the head of the unit"),
        "cases.escalate.leader": _("how long after the due time a late case goes to the leader of the street"),
        "complaints.escalate.above": _("how long after the due time a late complaint goes to the supervisors above"),
    }
    for name, title in titles.items():
        norms.register(name, title, units=_TIMES, least=1, counts=True)
    kept = _("how long the contents of a closed case are kept")
    norms.register(rules.KEEP, kept, units=(Unit.MONTH,), least=1, warns=what_goes)
    window = _("days within which the same trouble at one place counts as repeated")
    norms.register(repeated.WINDOW, window, units=(Unit.DAY,), least=1)
    radius = _("how near to each other such places lie, in metres")
    norms.register(repeated.RADIUS, radius, units=(Unit.METRE,), least=1)
    norms.register(waiting.LONGEST_EXTENSION, _("longest extension, in work days"), units=(Unit.WORK_DAY,))
    norms.register(waiting.LONGEST_PAUSE, _("longest pause, in days"), units=(Unit.DAY,))
    shelved = _("in how many days at most what is shelved is looked at again")
    norms.register(waiting.LONGEST_SHELVING, shelved, units=(Unit.DAY,), least=1)
    norms.register(handling.MOST_RETURNS, _("how often one unit may return the same case"), units=(Unit.COUNT,))
    sample = _("how many of a hundred cases solved on the spot are checked")
    norms.register(on_the_spot.SAMPLE, sample, units=(Unit.COUNT,), most=100)


def _offer(action: Action, form: type[kinds.InputsForm], perform: kinds.Perform) -> kinds.ActionOffer:
    hint, submit = words.HINTS.get(action.value, ""), words.SUBMITS.get(action.value, "")
    return kinds.ActionOffer(action.label, form, perform, hint, submit, shows=deciding.SHOWS.get(action.value))


def _one_tap(offer: kinds.ActionOffer) -> kinds.ActionOffer:
    return replace(offer, taps=facts.contact_taps)


KIND = kinds.Kind(
    procedure=rules.PROCEDURE,
    label=_("case"),
    view="cases.view",
    handle="cases.handle",
    state_labels=dict(State.choices),
    told_labels=words.TOLD_LABELS,
    offers={
        "place": _offer(Action.PLACE, PlaceForm, handling.place_case),
        "accept": _offer(Action.ACCEPT, acts.NoteForm, ending.accept_case),
        "answer": _offer(Action.ANSWER, acts.AnswerForm, ending.answer_case),
        "dispatch": _offer(Action.DISPATCH, acts.DispatchForm, handling.dispatch_case),
        "decline": _offer(Action.DECLINE, acts.DeclineForm, ending.decline_case),
        "void": _offer(Action.VOID, acts.ReasonForm, ending.void_case),
        "solve": _offer(Action.SOLVE, acts.ResultForm, on_the_spot.solve_on_the_spot),
        "sign_for": _offer(Action.SIGN_FOR, acts.SignForForm, handling.sign_for_case),
        "return": _offer(Action.RETURN, acts.ReturnForm, handling.return_case),
        "recall": _offer(Action.RECALL, acts.ReasonForm, handling.recall_case),
        "contact": _one_tap(_offer(Action.CONTACT, acts.ContactForm, handling.contact_reporter)),
        "reach": _one_tap(_offer(Action.REACH, acts.ContactForm, handling.reach_reporter)),
        "finish": _offer(Action.FINISH, acts.ResultForm, handling.finish_case),
        "issue": _offer(Action.ISSUE, acts.NoteForm, handling.issue_case),
        "redo": _offer(Action.REDO, acts.ReworkForm, handling.redo_case),
        "reply": _offer(Action.REPLY, acts.ReplyForm, handling.reply_to_reporter),
        "confirm": _offer(Action.CONFIRM, acts.CheckForm, checking.confirm_case),
        "rework": _offer(Action.REWORK, acts.ReworkForm, checking.rework_case),
        "report_back": _offer(Action.REPORT_BACK, acts.ReportBackForm, source.report_back),
        "source_closed": _offer(Action.SOURCE_CLOSED, acts.SourceResultForm, source.note_source_closed),
        "source_returned": _offer(Action.SOURCE_RETURNED, acts.ReturnedForm, source.note_source_returned),
        "redate": _offer(Action.REDATE, waiting_forms.NewDateForm, source.note_new_date),
        "rate": _offer(Action.RATE, acts.RatingForm, checking.rate_case),
        "send_back": _offer(Action.SEND_BACK, acts.ReworkForm, checking.send_back_case),
        "withdraw": _offer(Action.WITHDRAW, acts.NoteForm, ending.withdraw_case),
        "record_withdrawal": _offer(Action.RECORD_WITHDRAWAL, acts.ReasonForm, ending.record_withdrawal),
        "settle": _offer(Action.SETTLE, acts.AnswerForm, checking.settle_case),
        "order": _offer(Action.ORDER, acts.ReasonForm, checking.order_again),
        "close": _offer(Action.CLOSE, acts.CloseForm, checking.close_case),
        "reopen": _offer(Action.REOPEN, acts.ReasonForm, ending.reopen_case),
        "ask_extension": _offer(Action.ASK_EXTENSION, waiting_forms.ExtensionForm, waiting.ask_extension),
        "grant_extension": _offer(Action.GRANT_EXTENSION, acts.SignForForm, waiting.grant_extension),
        "ask_pause": _offer(Action.ASK_PAUSE, waiting_forms.PauseForm, waiting.ask_pause),
        "grant_pause": _offer(Action.GRANT_PAUSE, acts.SignForForm, waiting.grant_pause),
        "ask_shelving": _offer(Action.ASK_SHELVING, waiting_forms.ShelvingForm, waiting.ask_shelving),
        "grant_shelving": _offer(Action.GRANT_SHELVING, acts.SignForForm, waiting.grant_shelving),
        "refuse": _offer(Action.REFUSE, waiting_forms.WithReason, waiting.refuse_request),
        "resume": _offer(Action.RESUME, acts.SignForForm, waiting.resume_case),
        "review": _offer(Action.REVIEW, waiting_forms.ShelvingForm, waiting.leave_shelved),
        "take_up": _offer(Action.TAKE_UP, acts.ReasonForm, waiting.take_up_case),
        "close_shelved": _offer(Action.CLOSE_SHELVED, acts.ReadReasonForm, waiting.close_shelved),
        "urge": _offer(Action.URGE, acts.NoteForm, supervising.urge_case),
        "instruct": _offer(Action.INSTRUCT, waiting_forms.InstructionForm, supervising.instruct_case),
        "report_progress": _offer(Action.REPORT_PROGRESS, acts.ResultForm, supervising.report_progress),
        "grant_erasure": _offer(Action.GRANT_ERASURE, GrantErasureForm, own_data.grant_erasure),
        "refuse_erasure": _offer(Action.REFUSE_ERASURE, RefuseErasureForm, own_data.refuse_erasure),
        "reassign": _offer(Action.REASSIGN, acts.ColleagueForm, handling.reassign_case),
        "hand_over": _offer(Action.HAND_OVER, acts.ColleagueForm, handling.hand_over_case),
    },
    done=words.DONE,
    told=words.TOLD,
    told_contents=words.TOLD_CONTENTS,
    reasons=words.REASONS,
    guard_sentences=words.GUARDS,
    facts=facts.facts,
    text=text_shown,
    on_time={"time_up": waiting.end_pause, "lapse": ending.lapse_case, "archive": ending.archive_case},
    asked=words.ASKED,
    tells=telling.TELLS,
    late=telling.LATE,
    reporter=telling.reporter_of,
    told_at="cases:progress",
    proofs=frozenset({"finish", "reply", "solve"}),
    reply=replies.reply_for,
    marks=words.MARKS,
    keeps_back=access.keeps_reporter_back,
    keeps=rules.KEEP,
    erase=erasing.erase_case,
    searched=searched,
    numbers=other_numbers,
    categories=category_names,
    sources=dict(Source.choices),
    source_fields={name: f"case__{name}" for name in ("source", "source_name", "source_number")}
    | {"received": "case__occurred_at"},
    source_names=source_names,
    of_source=of_source,
    bulk={
        "dispatch": kinds.BulkOffer(
            _("Dispatch as proposed"),
            _("Each goes to the unit that the dispatch table proposes."),
        ),
        "assign": kinds.BulkOffer(
            _("Dispatch to one unit"),
            _("All go to the unit that you choose below."),
            asks=dispatch_fields,
            action="dispatch",
        ),
        "place": kinds.BulkOffer(
            _("Place where the words say"),
            _("Each goes to the one place that its words name; where they name none or several it stays."),
            given={"only_named": "1"},
        ),
        "report_back": kinds.BulkOffer(
            _("Note as reported back"),
            _("For orders whose results the source has been given, in a result file or by hand."),
        ),
        "reassign": kinds.BulkOffer(_("Give to a colleague"), asks_person=True),
    },
)
