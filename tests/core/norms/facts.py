"""Work days as published: the yearly notices of 国务院办公厅 for 2023 to 2026, written down as facts."""

from datetime import date, timedelta

_SATURDAY = 5

ADJUSTED = {
    2023: (
        "01-02 01-23 01-24 01-25 01-26 01-27 04-05 05-01 05-02 05-03 06-22 06-23 09-29 10-02 10-03 10-04 10-05 10-06",
        "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    ),
    2024: (
        (
            "01-01 02-12 02-13 02-14 02-15 02-16 04-04 04-05 05-01 05-02 05-03 06-10 09-16 09-17 "
            "10-01 10-02 10-03 10-04 10-07"
        ),
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    ),
    2025: (
        "01-01 01-28 01-29 01-30 01-31 02-03 02-04 04-04 05-01 05-02 05-05 06-02 10-01 10-02 10-03 10-06 10-07 10-08",
        "01-26 02-08 04-27 09-28 10-11",
    ),
    2026: (
        (
            "01-01 01-02 02-16 02-17 02-18 02-19 02-20 02-23 04-06 05-01 05-04 05-05 06-19 09-25 "
            "10-01 10-02 10-05 10-06 10-07"
        ),
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
}
"""For each year the weekdays off, and the Saturdays and Sundays that are worked; every other day is ordinary."""


def worked_days(year: int) -> dict[date, bool]:
    """Every day of the year, worked or not."""
    off, worked = ({date.fromisoformat(f"{year}-{day}") for day in days.split()} for days in ADJUSTED[year])
    length = (date(year + 1, 1, 1) - date(year, 1, 1)).days
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(length)]
    return {day: day in worked or (day.weekday() < _SATURDAY and day not in off) for day in days}
