"""How doors obtain a case, and who may open one."""

from dataclasses import replace

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files.access import Opening
from xiuhuazhen.core.files.choices import FileKind
from xiuhuazhen.core.files.models import Attachment
from xiuhuazhen.core.kit.actors import PUBLIC, Actor, PermittedActor
from xiuhuazhen.core.kit.errors import Forbidden, NotFound
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import StaffActor, require
from xiuhuazhen.core.people.doors import staff, staff_or_none
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.access import matter_for, resident, same_code
from xiuhuazhen.core.procedures.evidence import kept_back
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.numbers import plain_number
from xiuhuazhen.core.procedures.queries import in_subtree, visible_matters
from xiuhuazhen.core.procedures.whom import did_the_work
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import BatchKind, State
from xiuhuazhen.domains.cases.models import Case, Follower, ImportBatch, PlaceCode, ResultFile, RoutingRule
from xiuhuazhen.domains.cases.own_data import CODE_GIVEN_AGAIN
from xiuhuazhen.domains.cases.queries import follower_code

_CODES_KEPT = 20
_FOLLOWED = "_followed"

DISPATCH, PLACE_CODES = "cases.dispatch", "cases.place_codes"
CONTACT, IMPORT, PATROL, REPORT = "cases.contact", "cases.import", "cases.patrol", "cases.report"
CHECK, INSTRUCT = "cases.check", "cases.instruct"
ROUTE = "cases.route"
"""The permission to change the dispatch table, for one's areas."""
COMPLAINT_CONTACT = "complaints.contact"
CODE, HANDLE = "cases.code", "cases.handle"
CONFIDENTIAL = "cases.confidential"
"""The permission to know who reported what was to stay confidential: the desk's alone."""


def case_with_contact(by: StaffActor, number: str) -> Matter:
    """The matter, if the person sees it and may open its contact: in the area, to check it there, or for the unit that
    has a complaint."""
    matter = matter_for(by, number)
    if matter.kind == rules.COMPLAINT:
        require(by, COMPLAINT_CONTACT, area_path=matter.area.path, unit_id=matter.holder_id)
        return matter
    if Case.objects.filter(pk=matter.pk, confidential=True).exists():
        require(by, CONFIDENTIAL, area_path=matter.area.path)
    if not may_open_contact(matter, by):
        raise Forbidden(str(permissions.known(CONTACT).sentence))
    return matter


def may_open_contact(matter: Matter, by: Actor) -> bool:
    """Whether the person may open the contact of a case whose reporter they may know: by their office, or to check it,
    as long as it waits for that and they did not do the work."""
    if by.may(CONTACT, area_path=matter.area.path):
        return True
    checks = matter.state == State.CHECKING and by.may(CHECK, area_path=matter.area.path)
    return checks and not did_the_work(matter, by)


def opening_contact(by: StaffActor, matter: Matter) -> StaffActor:
    """The person, for the unit whose office lets them open the contact: its reporter reads which unit that was."""
    path = matter.area.path
    offices = (COMPLAINT_CONTACT,) if matter.kind == rules.COMPLAINT else (CONTACT, CHECK)
    units = (by.unit_for(office, area_path=path) for office in offices if by.may(office, area_path=path))
    return replace(by, unit_id=next(units, by.unit_id))


def may_be_phoned(matter: Matter, by: Actor) -> bool:
    """Whether there is a telephone number of the reporter, and one that this person may know."""
    left = Case.objects.filter(pk=matter.pk, has_contact=True).first()
    return left is not None and (not left.confidential or by.may(CONFIDENTIAL, area_path=matter.area.path))


def case_with_code(by: StaffActor, number: str) -> Matter:
    """The matter, if the person sees it and may give its query code again. Where the reporter asked for
    confidentiality that is for the desk alone; what nobody outside reported has no code. Whoever works on it does not
    give it: with the code one says as the reporter whether it is done."""
    matter = matter_for(by, number)
    require(by, CODE, area_path=matter.area.path)
    case = Case.objects.filter(pk=matter.pk).first()
    if case is None or not matter.code_key:
        raise NotFound(_("This matter has no query code: nobody outside follows it."))
    if case.confidential:
        require(by, CONFIDENTIAL, area_path=matter.area.path)
    if works_on(matter, by):
        raise Forbidden(_("You or your unit work on this matter. The duty desk gives the reporter their code."))
    return matter


def works_on(matter: Matter, by: Actor) -> bool:
    """Whether the person handles for the unit that has the matter, or did any of the work that others check."""
    holder = matter.holder_id
    handles = holder is not None and by.may(HANDLE, area_path=matter.area.path, unit_id=holder)
    return handles or did_the_work(matter, by)


def code_given_at_work(matter: Matter) -> bool:
    """Whether somebody gave the code again who did the work since, or whose unit got it: whoever shows the code then
    may be who is to be checked."""
    rows = AuditRow.objects.filter(subject_type=Matter._meta.label_lower, subject_id=str(matter.pk))
    given = list(rows.filter(action=CODE_GIVEN_AGAIN).values_list("actor_key", "after"))
    steps = Step.objects.filter(matter=matter).values_list("action", "actor_key", "facts") if given else []
    procedure = kinds.get(matter.kind).procedure
    work, gives = procedure.state(State.CHECKING).not_by, procedure.gives()
    hands = {actor_key for action, actor_key, _facts in steps if action in work}
    units = {facts.get("unit") for action, _actor_key, facts in steps if action in gives}
    return any(actor_key in hands or after.get("unit") in units for actor_key, after in given)


def matter_with_code(by: StaffActor, number: str) -> Matter:
    """The matter, if the person sees it and may give its query code again; that of a complaint the supervising unit
    gives, which alone sees it."""
    matter = matter_for(by, number)
    if matter.kind != rules.COMPLAINT:
        return case_with_code(by, number)
    require(by, COMPLAINT_CONTACT, area_path=matter.area.path, unit_id=matter.holder_id)
    return matter


def follower_of(matter: Matter, follower_id: str) -> Follower:
    """Somebody who follows the matter, as long as nobody ended it."""
    parsed = parse_id(follower_id)
    row = Follower.objects.filter(pk=parsed, matter=matter, ended_at__isnull=True).first() if parsed else None
    if row is None:
        raise NotFound(_("Nobody follows this matter here any more. Reload the page."))
    return row


def reporting_areas(by: StaffActor, permission: str) -> list[Area]:
    """The areas for which the person may report, highest first; raises ``Forbidden`` where there is none."""
    grants = by.grants_of(permission)
    if not grants:
        raise Forbidden(_("You have no role that allows this."))
    return list(Area.objects.filter(pk__in=[grant.area_id for grant in grants]).order_by("level", "code"))


def routing_areas(by: StaffActor) -> list[Area]:
    """The areas for which the person may set lines of the dispatch table, from the widest down to grids."""
    reach = Q(pk__in=[])
    for grant in by.grants_of(ROUTE):
        reach |= Q(path__startswith=grant.area_path)
    areas = list(Area.objects.present().filter(reach, level__lte=Level.GRID).order_by("level", "code"))
    if not areas:
        raise Forbidden(str(permissions.known(ROUTE).sentence))
    return areas


def routing_rules(by: StaffActor) -> QuerySet[RoutingRule]:
    """The lines of the dispatch table that the person may change; raises ``Forbidden`` where there can be none."""
    reach = Q(pk__in=[])
    for grant in by.grants_of(ROUTE):
        reach |= Q(area__path__startswith=grant.area_path)
    if not by.may_somewhere(ROUTE):
        raise Forbidden(str(permissions.known(ROUTE).sentence))
    return RoutingRule.objects.filter(reach).select_related("area", "unit")


def routing_rule(by: StaffActor, line_id: str) -> RoutingRule:
    parsed = parse_id(line_id)
    line = routing_rules(by).filter(pk=parsed).first() if parsed else None
    if line is None:
        raise NotFound(_("There is no such line of the dispatch table here."))
    return line


def require_dispatcher(by: StaffActor) -> None:
    if not by.may_somewhere(DISPATCH):
        raise Forbidden(str(permissions.known(DISPATCH).sentence))


def matters_to_place(by: StaffActor) -> QuerySet[Matter]:
    """The matters of the areas in which the person says where a case lies; raises ``Forbidden`` where there is none."""
    grants = by.grants_of(DISPATCH)
    if not grants:
        raise Forbidden(str(permissions.known(DISPATCH).sentence))
    reach = Q(pk__in=[])
    for grant in grants:
        reach |= in_subtree(grant.area_id, grant.area_level, grant.area_path)
    return visible_matters(by).filter(reach)


def areas_of_place_codes(by: StaffActor) -> list[Area]:
    """The areas for which the person puts codes up; raises ``Forbidden`` where there is none."""
    grants = by.grants_of(PLACE_CODES)
    if not grants:
        raise Forbidden(str(permissions.known(PLACE_CODES).sentence))
    return list(Area.objects.present().filter(pk__in=[grant.area_id for grant in grants]).order_by("level", "code"))


def codes_of(by: StaffActor) -> QuerySet[PlaceCode]:
    """The codes in these areas, newest first."""
    reach = Q(pk__in=[])
    for area in areas_of_place_codes(by):
        reach |= Q(area__path__startswith=area.path)
    return PlaceCode.objects.filter(reach).select_related("area").order_by("-made_at", "token")


def code_to_withdraw(by: StaffActor, token: str) -> PlaceCode:
    row = codes_of(by).filter(token=token.replace("\0", "")).first()
    if row is None:
        raise NotFound(_("There is no such code here."))
    return row


def import_batch(by: StaffActor, batch_id: str) -> ImportBatch:
    """The batch, if its area lies where the person may import."""
    parsed = parse_id(batch_id)
    batch = import_batches(by).filter(pk=parsed).first() if parsed else None
    if batch is None:
        raise NotFound(_("There is no such import here."))
    return batch


_SHOWN = "_codes"


def remember_shown_code(request: HttpRequest, matter: Matter) -> None:
    """Let this browser see the matter's progress."""
    shown = [number for number in request.session.get(_SHOWN, []) if number != matter.number]
    request.session[_SHOWN] = [*shown, matter.number][-_CODES_KEPT:]


def resident_of(request: HttpRequest, number: str) -> tuple[Matter, PermittedActor] | None:
    """The matter and its resident, if this browser has shown the query code before."""
    matter = Matter.objects.select_related("area", "community", "holder").filter(number=plain_number(number)).first()
    if matter is None or matter.number not in request.session.get(_SHOWN, []):
        return None
    return matter, resident(matter)


def follower_with_code(number: str, code: str) -> Follower:
    """Whoever follows the matter of this number with this code; raises ``NotFound`` as a wrong query code does."""
    following = Follower.objects.select_related("matter").filter(ended_at__isnull=True)
    rows = following.filter(matter__number=plain_number(number))
    found = [row for row in rows if same_code(code, follower_code(row))]
    if not found:
        raise NotFound(_("Number and code do not go together. Please compare both with what you noted."))
    return found[0]


def remember_follower(request: HttpRequest, follower: Follower) -> None:
    """Let this browser see the matter's progress for as long as the follower may."""
    kept = [each for each in request.session.get(_FOLLOWED, []) if each != str(follower.pk)]
    request.session[_FOLLOWED] = [*kept, str(follower.pk)][-_CODES_KEPT:]


def followed_by(request: HttpRequest, number: str) -> tuple[Matter, PermittedActor] | None:
    """The matter, and somebody who may only look, if this browser has shown the code of a follower who still may."""
    ids = request.session.get(_FOLLOWED, [])
    if not ids:
        return None
    following = Follower.objects.filter(pk__in=ids, ended_at__isnull=True, matter__number=plain_number(number))
    row = following.select_related("matter__area", "matter__community", "matter__holder").first()
    return (row.matter, PermittedActor(key=f"follower:{row.pk}", name=_("follower"))) if row else None


def may_see_file(request: HttpRequest, file: Attachment) -> bool:
    """Whether a file of a step may be shown: to who sees the matter, unless it could tell them who wants to stay
    unknown, or to its resident if the step is told."""
    step = _step_of(file)
    if step is None:
        return False
    if _is_told(request, step):
        return True
    by = staff_or_none(request)
    if by is None or not visible_matters(by).filter(pk=step.matter_id).exists():
        return False
    return not kept_back(step.matter, step, FileKind(file.file.kind), by)


def opening_of_file(request: HttpRequest, file: Attachment) -> Opening | None:
    """Staff open on record what could tell who wants to stay unknown; who sent it simply has it."""
    step = _step_of(file)
    if step is None or _is_told(request, step):
        return None
    if not kept_back(step.matter, step, FileKind(file.file.kind), PUBLIC):
        return None
    return Opening(staff(request), step.matter.area.code, reverse("web:matter", args=[step.matter.number]))


def _step_of(file: Attachment) -> Step | None:
    parsed = parse_id(file.owner_id)
    return Step.objects.select_related("matter__area").filter(pk=parsed).first() if parsed else None


def _is_told(request: HttpRequest, step: Step) -> bool:
    """Whether this browser has shown the code of the matter, and what the step holds is told to whoever has it."""
    number = step.matter.number
    outside = number in request.session.get(_SHOWN, []) or followed_by(request, number) is not None
    return outside and step.action in kinds.get(step.matter.kind).told_contents


def keeps_reporter_back(matter: Matter, by: Actor) -> bool:
    """Whether the reporter asked for confidentiality and the person is not one of those who may know who it is."""
    if by.may(CONFIDENTIAL, area_path=matter.area.path):
        return False
    return Case.objects.filter(pk=matter.pk, confidential=True).exists()


def import_batches(by: StaffActor) -> QuerySet[ImportBatch]:
    """The batches of the areas where the person may import."""
    reach = Q(pk__in=[])
    for grant in by.grants_of(IMPORT):
        reach |= Q(area__path__startswith=grant.area_path)
    return ImportBatch.objects.filter(reach)


def result_files(by: StaffActor) -> QuerySet[ResultFile]:
    """The result files of the areas where the person may import."""
    reach = Q(pk__in=[])
    for grant in by.grants_of(IMPORT):
        reach |= Q(area__path__startswith=grant.area_path)
    return ResultFile.objects.filter(reach)


def result_file(by: StaffActor, file_id: str) -> ResultFile:
    """The result file, if its area lies where the person may import."""
    parsed = parse_id(file_id)
    file = result_files(by).filter(pk=parsed).first() if parsed else None
    if file is None:
        raise NotFound(_("There is no such file here."))
    return file


def sees_cases(by: StaffActor, area: Area) -> bool:
    """Whether the person sees cases of this area at all."""
    return bool(by.grants_of(HANDLE)) or by.may("cases.view", area_path=area.path)


def sources(by: StaffActor) -> list[str]:
    """The hotlines whose orders came in as spreadsheets where the person may import."""
    batches = import_batches(by).filter(kind=BatchKind.ORDERS)
    return sorted(set(batches.values_list("source_name", flat=True)))


def area_of_source(by: StaffActor, source_name: str) -> Area:
    """The area for which this source's orders came in last where the person may import; raises ``NotFound``."""
    batches = import_batches(by).filter(kind=BatchKind.ORDERS, source_name=source_name)
    last = batches.select_related("area").order_by("-created_at").first()
    if last is None:
        raise NotFound(_("Nothing has come from this source here."))
    return last.area


def last_source(by: StaffActor) -> str:
    """The hotline whose sheet came in last where the person may import; empty where none did."""
    last = import_batches(by).order_by("-created_at").first()
    return last.source_name if last else ""


def case_to_answer(by: StaffActor, number: str) -> Matter:
    """The matter, if the person sees it and may enter cases there."""
    matter = matter_for(by, number)
    require(by, REPORT, area_path=matter.area.path)
    return matter
