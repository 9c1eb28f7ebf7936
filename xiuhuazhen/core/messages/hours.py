"""Quiet hours and the hours of daily messages, by norms of the recipient's area. Without a norm nothing is held."""

from datetime import datetime

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.messages import rules
from xiuhuazhen.core.norms.queries import norm_in_force

QUIET_HOURS = "messages.quiet_hours"
DAILY = "messages.digest"


def quiet_until(area: Area | None, at: datetime) -> datetime | None:
    """When the quiet hours end in which the moment lies; ``None`` outside them."""
    spans, wall = _spans(QUIET_HOURS, area, at), clock.local(at)
    end = rules.quiet_until(wall, spans)
    return end.astimezone(at.tzinfo) if end else None


def next_daily(area: Area, at: datetime) -> datetime:
    """When the next daily message goes: at the next begin of a span of the norm, or at once."""
    spans = _spans(DAILY, area, at)
    return rules.next_opening(clock.local(at), spans).astimezone(at.tzinfo) if spans else at


def _spans(name: str, area: Area | None, at: datetime) -> rules.Spans:
    if area is None:
        return ()
    norm = norm_in_force(name, area_path=area.path, on=clock.local_date(at))
    spans: rules.Spans = norm.value if norm else ()
    return spans
