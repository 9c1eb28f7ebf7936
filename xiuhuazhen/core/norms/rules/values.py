from itertools import pairwise

from xiuhuazhen.core.norms.rules.calendars import MINUTES_OF_A_DAY

_A_CENTURY = {"hour_24x7": 876_600, "work_hour": 200_000, "work_day": 25_000, "day": 36_525, "month": 1_200}
"""No period of law is longer; a mistyped one would count past the end of the calendar."""


def holds(value: object, unit: str) -> bool:
    """Whether a norm of this unit can have the value: a whole number from 0 on, for times at most a century; for
    office hours pairs of minutes after midnight, one after the other, at least one."""
    if unit == "hours_of_day":
        return _are_hours(value)
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return 0 <= value <= _A_CENTURY.get(unit, value)


def _are_hours(value: object) -> bool:
    if not isinstance(value, list) or not value or not all(isinstance(pair, list | tuple) for pair in value):
        return False
    minutes = [minute for pair in value for minute in pair]
    in_pairs = all(len(pair) == len(("opens", "closes")) for pair in value)
    whole = all(isinstance(minute, int) and 0 <= minute <= MINUTES_OF_A_DAY for minute in minutes)
    return in_pairs and whole and all(earlier < later for earlier, later in pairwise(minutes))
