from uuid import UUID

from ninja import Field, Schema

from xiuhuazhen.core.areas.choices import Crs, Level
from xiuhuazhen.core.areas.rules.location import Candidate


class PointQuery(Schema):
    lng: float = Field(description="longitude in degrees")
    lat: float = Field(description="latitude in degrees")
    crs: Crs = Crs.WGS84


class CandidateOut(Schema):
    """``distance_m`` is 0 inside, otherwise whole metres to the border."""

    id: UUID
    code: str
    name: str
    level: str
    distance_m: int
    inside: bool

    @classmethod
    def of(cls, candidate: Candidate) -> "CandidateOut":
        return cls(
            id=candidate.area_id,
            code=candidate.code,
            name=candidate.name,
            level=Level(candidate.level).name.lower(),
            distance_m=candidate.distance_m,
            inside=candidate.inside,
        )


class LocateOut(Schema):
    candidates: list[CandidateOut]
