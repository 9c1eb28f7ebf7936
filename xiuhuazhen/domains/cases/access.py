"""How doors obtain a case, and who may open one."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.actors import PermittedActor
from xiuhuazhen.core.kit.errors import Forbidden, NotFound
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.people.access import StaffActor, require
from xiuhuazhen.core.people.doors import staff_or_none
from xiuhuazhen.core.procedures.access import matter_for, plain_number, resident
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.queries import visible_matters
from xiuhuazhen.domains.cases.models import ImportBatch
from xiuhuazhen.domains.cases.words import TOLD_CONTENTS

_CODES_KEPT = 20

CONTACT, IMPORT, PATROL, REPORT = "cases.contact", "cases.import", "cases.patrol", "cases.report"


def case_with_contact(by: StaffActor, number: str) -> Matter:
    """The matter, if the person sees it and may open its contact: in the area, or for the unit that has it."""
    matter = matter_for(by, number)
    require(by, CONTACT, area_path=matter.area.path)
    return matter


def reporting_areas(by: StaffActor, permission: str) -> list[Area]:
    """The areas for which the person may report, highest first; raises ``Forbidden`` where there is none."""
    grants = by.grants_of(permission)
    if not grants:
        raise Forbidden(_("You have no role that allows this."))
    return list(Area.objects.filter(pk__in=[grant.area_id for grant in grants]).order_by("level", "code"))


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


def may_see_step(request: HttpRequest, step_id: str) -> bool:
    """Whether the photos of a step may be shown: to who sees the matter, or to its resident if the step is told."""
    parsed = parse_id(step_id)
    step = Step.objects.select_related("matter").filter(pk=parsed).first() if parsed else None
    if step is None:
        return False
    if step.matter.number in request.session.get(_SHOWN, []) and step.action in TOLD_CONTENTS:
        return True
    by = staff_or_none(request)
    return by is not None and visible_matters(by).filter(pk=step.matter_id).exists()


def import_batches(by: StaffActor) -> QuerySet[ImportBatch]:
    """The batches of the areas where the person may import."""
    reach = Q(pk__in=[])
    for grant in by.grants_of(IMPORT):
        reach |= Q(area__path__startswith=grant.area_path)
    return ImportBatch.objects.filter(reach)


def last_source(by: StaffActor) -> str:
    """The hotline whose sheet came in last where the person may import; empty where none did."""
    last = import_batches(by).order_by("-created_at").first()
    return last.source_name if last else ""


def case_to_answer(by: StaffActor, number: str) -> Matter:
    """The matter, if the person sees it and may enter cases there."""
    matter = matter_for(by, number)
    require(by, REPORT, area_path=matter.area.path)
    return matter
