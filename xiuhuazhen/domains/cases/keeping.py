"""How long the contents of closed cases are kept: what another value would erase."""

from bisect import bisect_left
from datetime import date, datetime, timedelta
from typing import Final

from django.utils.translation import ngettext

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.norms.queries import counted
from xiuhuazhen.core.procedures.queries import resting_since
from xiuhuazhen.domains.cases import rules

_CENTURY_OF_DAYS: Final = 36_525


def what_goes(value: int, unit: str, area: Area, first: date, at: datetime) -> str:
    """How many cases that are closed today would lose their contents in the first night; empty where none would."""
    night = max(clock.start_of_day(first), at)
    norm = Norm(name=rules.KEEP, value=value, unit=unit)

    def is_over(days: int) -> bool:
        return counted(norm, area_path=area.path, start=night - timedelta(days=days)).at <= night

    kept = bisect_left(range(_CENTURY_OF_DAYS), x=True, key=is_over)
    count = resting_since(area.path, kept_by=rules.KEEP, before=night - timedelta(days=kept)).count()
    if not count:
        return ""
    return ngettext(
        "Then the contents of up to %(count)s closed matter are erased for good, from the first night on. Tick below "
        "that this is meant.",
        "Then the contents of up to %(count)s closed matters are erased for good, from the first night on. Tick below "
        "that this is meant.",
        count,
    ) % {"count": count}
