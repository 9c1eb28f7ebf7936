"""The door through which programs report cases; open to everybody, at a rate."""

import math
from datetime import UTC, datetime

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Router

from xiuhuazhen.core.areas.choices import Crs
from xiuhuazhen.core.areas.rules.coordinates import point_e7
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import PUBLIC, Actor
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.rates import spend
from xiuhuazhen.domains.cases.actions.reporting import Reported, report_case
from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.domains.cases.reports import Report
from xiuhuazhen.domains.cases.schemas import CaseIn, CaseOut, PointIn

router = Router(tags=["cases"])


@router.post("/cases", response={200: CaseOut, 201: CaseOut}, operation_id="report_case")
def report(request: HttpRequest, body: CaseIn) -> tuple[int, CaseOut]:
    """Report a case. 201 with number and query code; 200 and the same answer when the same report comes again."""
    at = clock.now()
    spend(request, "report", at=at)
    found = getattr(request, "auth", None)
    by: Actor = found if isinstance(found, Actor) else PUBLIC
    reported = report_case(report=_report(body), by=by, at=at)
    return 200 if reported.replayed else 201, _answer(request, reported)


def _report(body: CaseIn) -> Report:
    return Report(
        id=body.id,
        text=body.text,
        title=body.title,
        source=Source.RESIDENT,
        area=body.area,
        address=body.address,
        point=_point(body.point),
        category=body.category,
        contact_name=body.contact.name if body.contact else "",
        contact_phone=body.contact.phone if body.contact else "",
        reply_wanted=body.reply_wanted,
        occurred_at=_moment(body.occurred_at),
        uploads=tuple(body.files),
    )


def _point(point: PointIn | None) -> tuple[int, int] | None:
    if point is None:
        return None
    if not (math.isfinite(point.lng) and math.isfinite(point.lat)):
        sentence = _("Longitude and latitude are numbers in degrees.")
        raise InvalidInput(sentence, fields={"point": sentence})
    return point_e7(point.lng, point.lat, Crs(point.crs))


def _moment(at: datetime | None) -> datetime | None:
    if at is None:
        return None
    try:
        return (at if at.tzinfo else at.replace(tzinfo=clock.CHINA)).astimezone(UTC)
    except OverflowError as fault:
        sentence = _("This is no time in which anything could have been seen.")
        raise InvalidInput(sentence, fields={"occurred_at": sentence}) from fault


def _answer(request: HttpRequest, reported: Reported) -> CaseOut:
    """As it was when the case came in, so that a repetition gets the same."""
    return CaseOut(
        number=reported.matter.number,
        query_code=reported.query_code,
        state=reported.step.to_state,
        area=reported.area_code,
        url=request.build_absolute_uri(reverse("cases:progress", args=[reported.matter.number])),
    )
