import math

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from xiuhuazhen.core.areas.index import locate
from xiuhuazhen.core.areas.rules.coordinates import point_e7
from xiuhuazhen.core.areas.schemas import CandidateOut, LocateOut, PointQuery
from xiuhuazhen.core.kit.errors import InvalidInput

router = Router(tags=["areas"])


@router.get("/areas/locate", auth=None, response=LocateOut, summary="Which areas a point lies in")
def locate_point(request: HttpRequest, point: Query[PointQuery]) -> LocateOut:  # noqa: ARG001 - ninja passes it
    """The deepest areas that hold the point, or have their border within 30 m of it. More than one: a person chooses;
    where nobody can, the lowest code wins. Public: names of places only."""
    _check_degrees(point.lng, point.lat)
    candidates = locate(*point_e7(point.lng, point.lat, point.crs))
    return LocateOut(candidates=[CandidateOut.of(candidate) for candidate in candidates])


def _check_degrees(lng: float, lat: float) -> None:
    fields = {}
    if not (math.isfinite(lng) and -180 <= lng <= 180):
        fields["lng"] = _("Longitude is a number from -180 to 180.")
    if not (math.isfinite(lat) and -90 <= lat <= 90):
        fields["lat"] = _("Latitude is a number from -90 to 90. Perhaps the two are swapped.")
    if fields:
        raise InvalidInput(" ".join(fields.values()), fields=fields)
