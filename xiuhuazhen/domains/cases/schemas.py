"""What programs send and receive about cases. What is not known here is refused: a misspelt input would be lost."""

from uuid import UUID

from ninja import Field, Schema
from pydantic import BaseModel, ConfigDict

from xiuhuazhen.core.areas.choices import Crs
from xiuhuazhen.core.kit.moments import Moment


class PointIn(BaseModel):
    """A position in degrees."""

    model_config = ConfigDict(extra="forbid")

    lng: float = Field(ge=-180, le=180)
    lat: float = Field(ge=-90, le=90)
    crs: Crs = Crs.WGS84


class ContactIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(default="", max_length=40)
    phone: str = Field(default="", max_length=30)


class CaseIn(BaseModel):
    """A report. ``id`` is made by the sender and kept when it sends again; a time without offset is +08:00."""

    model_config = ConfigDict(extra="forbid")

    id: UUID
    text: str = Field(min_length=1, max_length=2000)
    title: str = Field("", max_length=60)
    area: str = Field("", max_length=20, description="code of a county, street, community or grid")
    address: str = Field("", max_length=100)
    point: PointIn | None = None
    category: str = Field("", max_length=20, description="code of the duty catalogue")
    contact: ContactIn | None = None
    reply_wanted: bool = False
    confidential: bool = Field(default=False, description="only the duty desk may know who reports")
    occurred_at: Moment | None = Field(None, description="when it was seen")
    files: list[UUID] = Field(default_factory=list, max_length=9, description="ids that POST /files answered with")


class CaseOut(Schema):
    """``query_code`` with ``number`` opens the progress page at ``url``."""

    number: str
    query_code: str
    state: str
    area: str
    url: str
