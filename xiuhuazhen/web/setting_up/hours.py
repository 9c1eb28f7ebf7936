"""Office hours as people write them."""

import re
from typing import Any

_SPAN = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)\s*[-–—]\s*([01]?\d|2[0-4]):([0-5]\d)")


def in_minutes(value: Any) -> Any:
    """``["9:00-12:00", "14:00-18:00"]`` as pairs of minutes after midnight; anything else as it is."""
    spans = [_SPAN.fullmatch(each) for each in value if isinstance(each, str)] if isinstance(value, list) else []
    if not spans or len(spans) < len(value) or not all(spans):
        return value
    return [_pair(*(int(number) for number in span.groups())) for span in spans if span]


def _pair(open_hour: int, open_minute: int, close_hour: int, close_minute: int) -> list[int]:
    return [open_hour * 60 + open_minute, close_hour * 60 + close_minute]
