"""The door through which programs report cases; open to everybody. Whoever assembles the API limits its rate."""

from django.http import HttpRequest
from django.urls import reverse
from ninja import Router, Status

from xiuhuazhen.core.areas.choices import Crs
from xiuhuazhen.core.areas.rules.coordinates import point_e7
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import PUBLIC, Actor
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.domains.cases.actions.reporting import report_case
from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.domains.cases.reports import Report
from xiuhuazhen.domains.cases.schemas import CaseIn, CaseOut, ContactIn, PointIn
from xiuhuazhen.domains.cases.taking_in import Reported

router = Router(tags=["cases"])

_SENT_AS = {"contact_name": "contact.name", "contact_phone": "contact.phone"}


@router.post(
    "/cases", response={200: CaseOut, 201: CaseOut}, operation_id="report_case", summary="Report a case, anybody may"
)
def report(request: HttpRequest, body: CaseIn) -> Status[CaseOut]:
    """201 with number and query code; 200 and the same answer when the same report comes again."""
    found = getattr(request, "auth", None)
    by: Actor = found if isinstance(found, Actor) else PUBLIC
    try:
        reported = report_case(report=_report(body), by=by, at=clock.now())
    except InvalidInput as refusal:
        refusal.fields = {_SENT_AS.get(name, name): sentence for name, sentence in refusal.fields.items()}
        raise
    return Status(200 if reported.replayed else 201, _answer(request, reported))


def _report(body: CaseIn) -> Report:
    contact = body.contact or ContactIn()
    return Report(
        id=body.id,
        text=body.text,
        title=body.title,
        source=Source.RESIDENT,
        area=body.area,
        address=body.address,
        point=_point(body.point) if body.point else None,
        category=body.category,
        contact_name=contact.name,
        contact_phone=contact.phone,
        reply_wanted=body.reply_wanted,
        confidential=body.confidential,
        occurred_at=body.occurred_at,
        uploads=tuple(body.files),
    )


def _point(point: PointIn) -> tuple[int, int]:
    return point_e7(point.lng, point.lat, Crs(point.crs))


def _answer(request: HttpRequest, reported: Reported) -> CaseOut:
    """As it was when the case came in, so that a repetition gets the same."""
    return CaseOut(
        number=reported.matter.number,
        query_code=reported.query_code,
        state=reported.step.to_state,
        area=reported.area_code,
        url=request.build_absolute_uri(reverse("cases:progress", args=[reported.matter.number])),
    )
