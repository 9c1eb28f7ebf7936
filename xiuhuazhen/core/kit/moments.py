"""A moment as programs send it: ISO 8601 text; without offset it is +08:00."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from xiuhuazhen.core.kit import clock


def _read(given: Any) -> datetime:
    """Numbers are refused: 20261123 would be read as seconds since 1970."""
    try:
        return clock.parse(given)
    except (AttributeError, ValueError) as fault:
        raise PydanticCustomError("moment", "not a moment in ISO 8601") from fault


Moment = Annotated[datetime, BeforeValidator(_read), WithJsonSchema({"type": "string", "format": "date-time"})]
"""For fields of a request; the value is in UTC."""
