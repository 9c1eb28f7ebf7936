"""A case begins: by a resident, by staff, on patrol, or as a line of an imported spreadsheet."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.masking import mask_numbers
from xiuhuazhen.core.procedures.access import query_code
from xiuhuazhen.core.procedures.actions import Opening, StepInputs, open_matter
from xiuhuazhen.core.procedures.choices import Urgency
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.placing import Found, find_place
from xiuhuazhen.domains.cases.queries import BESIDE, category_in_force, order_keys, suggested_category
from xiuhuazhen.domains.cases.reports import Report
from xiuhuazhen.domains.cases.taking_in import CONTACT_NAME_MAX, Reported, once, personal, tidied

ADDRESS_MAX = 200
_CLOCKS_DIFFER = timedelta(minutes=10)


def report_case(*, report: Report, by: Actor, at: datetime) -> Reported:
    """Take in a report. The same id with the same contents gives the same answer, also to two senders at once.

    Raises ``InvalidInput`` naming the fields, ``SameIdOtherBody``.
    """
    tidy = _tidy(report, at)
    return once(lambda: _take_in(tidy, by, at), command_id=report.id, by=by)


def require_sound(*, report: Report, by: Actor, at: datetime) -> None:  # noqa: ARG001 - as actions are called
    """Raise ``InvalidInput`` for what :func:`report_case` would refuse by its contents alone. Changes nothing."""
    _tidy(report, at)


@reference.one_version()
@transaction.atomic
def _take_in(report: Report, by: Actor, at: datetime) -> Reported:
    found: list[Found] = []

    def build() -> Opening:
        _require_new_order(report)
        found.append(_place(report))
        return _opening(report, found[0], at)

    step = open_matter(client_id=report.id, request=_request(report), build=build, by=by, at=at)
    if not step.replayed:
        _keep_case(report, step.matter, found[0])
    code = query_code(step.matter) if step.matter.code_key else ""
    return Reported(step.matter, step, code, step.replayed)


def _require_new_order(report: Report) -> None:
    """Raise ``InvalidInput`` for an order that somebody has entered before."""
    if not report.source_number:
        return
    known = Case.objects.filter(**order_keys(report.source_name, report.source_number))
    if known.filter(source_round__gte=report.source_round).exists():
        sentence = _("This order is here already. Look for it among the matters.")
        raise InvalidInput(sentence, fields={"source_number": sentence})


def _place(report: Report) -> Found:
    words = " ".join(part for part in (report.address, report.title, report.text) if part)
    return find_place(point=report.point, area_code=report.area, words=words, within=report.within)


def _opening(report: Report, found: Found, at: datetime) -> Opening:
    urgent = _is_urgent(report, at)
    facts: dict[str, Any] = {
        "source": report.source.value,
        "area": found.placement.code,
        "placed_by": found.placed_by.value,
        "category": report.category,
    }
    if report.confidential:
        facts["confidential"] = True
    if report.contact_phone:
        facts["reachable"] = True
    if report.request:
        facts["request"] = report.request.value
    if report.occurred_at:
        facts["occurred_at"] = report.occurred_at.isoformat()
    if report.order_due:
        facts["order_due"] = report.order_due.isoformat()
    if report.source_round > 1:
        facts["round"] = report.source_round
    return Opening(
        kind=rules.KIND,
        title=report.title or rules.title_of(report.text),
        placement=found.placement,
        inputs=StepInputs(
            text=report.text,
            personal=personal(
                name=report.contact_name,
                phone=report.contact_phone,
                address=report.address,
                **{name: getattr(report, name) for name in BESIDE},
            ),
            facts=facts,
            uploads=report.uploads,
        ),
        category=report.category,
        urgency=Urgency.URGENT if urgent else Urgency.ORDINARY,
        point=None if report.confidential else report.point or found.point,
        with_query_code=_from_outside(report),
        order_due=report.order_due,
        numbers=(report.source_number,),
    )


def _from_outside(report: Report) -> bool:
    """Whether somebody outside reported it, themselves or to staff who noted whom they spoke with."""
    by_staff = report.source == Source.STAFF and bool(report.contact_name or report.contact_phone)
    return by_staff or report.source == Source.RESIDENT


def _keep_case(report: Report, matter: Matter, found: Found) -> None:
    kept = report.point or found.point if report.confidential else None
    lng, lat = kept or (None, None)
    Case(
        matter=matter,
        source=report.source,
        source_name=report.source_name,
        source_number=report.source_number,
        **order_keys(report.source_name, report.source_number),
        source_round=report.source_round,
        request=report.request or "",
        placed_by=found.placed_by,
        place_reason=found.reason[:60],
        place_named_as=found.named_as,
        place_confidence=found.confidence,
        place_candidates=[[each.code, each.words, each.named_as.value] for each in found.candidates],
        border_codes=list(found.border_codes),
        has_contact=bool(report.contact_phone),
        confidential=report.confidential,
        lng_e7=lng,
        lat_e7=lat,
        reply_wanted=report.reply_wanted,
        occurred_at=report.occurred_at,
        notice_version=report.notice_version,
        reporter_id=report.reporter_id,
    ).save(force_insert=True)


def _tidy(report: Report, at: datetime) -> Report:
    """The report with its texts cleaned, or ``InvalidInput`` that names every field that is wrong."""
    wrong: dict[str, str] = {}
    if report.occurred_at and report.occurred_at > at + _CLOCKS_DIFFER:
        wrong["occurred_at"] = _("This time lies in the future. Enter when you saw it.")
    empty = _("Please say in a few words what the matter is.")
    cleaned = tidied(report, _TEXT_LIMITS, empty=empty, wrong=wrong)
    return replace(report, **{**cleaned, "title": mask_numbers(cleaned["title"])})


_TEXT_LIMITS: Mapping[str, int] = {
    "text": rules.TEXT_MAX,
    "title": rules.TITLE_MAX,
    "address": ADDRESS_MAX,
    "contact_name": CONTACT_NAME_MAX,
    "area": 20,
    "category": 20,
    "source_name": 60,
    "source_number": 60,
}


def _request(report: Report) -> dict[str, Any]:
    """What was sent, for telling a repetition from another report; without what the server itself added. What is not
    confidential, comes for the first time, or with nothing beside its text, compares as it did before that could be
    asked."""
    left_out = {"id", "reporter_id", "within", *(() if report.confidential else ("confidential",))}
    left_out |= {"source_round"} if report.source_round == 1 else set()
    left_out |= {name for name in BESIDE if not getattr(report, name)}
    return {name: value for name, value in asdict(report).items() if name not in left_out}


def _is_urgent(report: Report, at: datetime) -> bool:
    """By the source's own word, by the category that was chosen, or where none was by the one that the words speak
    for."""
    on = clock.local_date(at)
    if not report.category:
        found = suggested_category(" ".join((report.title, report.text)), on=on)
        return report.urgent or bool(found and found[0].urgent)
    category = category_in_force(report.category, on=on)
    if category is None:
        raise InvalidInput(
            _("This category is not in the catalogue."), fields={"category": _("Choose one from the list.")}
        )
    return report.urgent or category.urgent
