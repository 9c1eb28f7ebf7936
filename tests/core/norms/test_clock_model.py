"""The clock against a model that knows nothing but the statute: it walks minute by minute and day by day."""

from datetime import date, datetime, time, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.core.norms.facts import worked_days
from xiuhuazhen.core.kit.clock import CHINA
from xiuhuazhen.core.norms.rules import Season, WorkCalendar, due, extended, resumed

WINTER = ((540, 720), (840, 1080))
SUMMER = ((510, 720), (900, 1110))
DAYS = {day: worked for year in (2024, 2025, 2026) for day, worked in worked_days(year).items()}
SUMMERS = [(date(year, 5, 1), date(year, 10, 1)) for year in (2024, 2025, 2026)]
CALENDAR = WorkCalendar(
    DAYS,
    WINTER,
    [Season(day, hours) for summer in SUMMERS for day, hours in zip(summer, (SUMMER, WINTER), strict=True)],
)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
BEGIN = datetime(2024, 1, 1, tzinfo=CHINA)

moments = st.integers(0, 1000 * 24 * 60).map(lambda minutes: BEGIN + minutes * MINUTE)
pauses = st.integers(0, 12 * 24 * 60).map(lambda minutes: minutes * MINUTE)


def is_worked(day):
    return DAYS[day] if day in DAYS else day.isoweekday() <= 5


def hours(day):
    return SUMMER if any(begins <= day < ends for begins, ends in SUMMERS) else WINTER


def is_open(moment):
    minute = moment.hour * 60 + moment.minute
    return is_worked(moment.date()) and any(opens <= minute < closes for opens, closes in hours(moment.date()))


def end_of(day):
    """Article 203: where there is business, when business stops; otherwise 24:00."""
    midnight = datetime.combine(day, time(), CHINA)
    return midnight + timedelta(minutes=hours(day)[-1][1]) if is_worked(day) else midnight + DAY


def worked_from(day):
    while not is_worked(day):
        day += DAY
    return end_of(day)


def after_minutes(moment, minutes):
    """Let open minutes go by, one after the other."""
    while minutes:
        minutes -= is_open(moment)
        moment += MINUTE
    return moment


def open_minutes(begin, end):
    found = 0
    while begin < end:
        found += is_open(begin)
        begin += MINUTE
    return found


def after_work_days(day, amount):
    while amount:
        day += DAY
        amount -= is_worked(day)
    return end_of(day)


def same_day_of_month(day, amount):
    """Walk from month to month; in a month that has no such day stop at its last."""
    wanted = day.day
    for _ in range(amount):
        day = day.replace(day=28)
        month = day.month
        while day.month == month:
            day += DAY
    while day.day < wanted and (day + DAY).month == day.month:
        day += DAY
    return day


@given(start=moments, amount=st.integers(1, 40))
def test_office_hours_are_open_minutes_one_by_one(start, amount):
    assert due(start, amount, "work_hour", CALENDAR).at == after_minutes(start, amount * 60)


@given(start=moments, amount=st.integers(0, 60))
def test_work_days_are_walked_one_by_one(start, amount):
    assert due(start, amount, "work_day", CALENDAR).at == after_work_days(start.date(), amount)


@given(start=moments, amount=st.integers(0, 90))
def test_days_are_walked_and_days_off_passed(start, amount):
    assert due(start, amount, "day", CALENDAR).at == worked_from(start.date() + amount * DAY)


@given(start=moments, amount=st.integers(1, 14))
def test_months_are_walked_to_the_same_day_or_the_last(start, amount):
    assert due(start, amount, "month", CALENDAR).at == worked_from(same_day_of_month(start.date(), amount))


@given(start=moments, amount=st.integers(1, 30), more=st.integers(1, 30))
def test_work_days_and_their_extension_are_one_longer_period(start, amount, more):
    ended = due(start, amount, "work_day", CALENDAR).at
    assert extended(ended, more, "work_day", CALENDAR).at == due(start, amount + more, "work_day", CALENDAR).at


@given(start=moments, amount=st.integers(1, 30), share=st.floats(0, 1), length=pauses)
def test_a_paused_clock_of_office_hours_goes_on_with_what_was_left(start, amount, share, length):
    ended = due(start, amount, "work_hour", CALENDAR).at
    paused = _between(start, ended, share)
    assume(paused < ended)
    left = open_minutes(paused, ended)
    assert resumed(ended, paused, paused + length, "work_hour", CALENDAR).at == after_minutes(paused + length, left)


@given(start=moments, amount=st.integers(1, 20), share=st.floats(0, 1), length=pauses)
def test_a_paused_clock_of_work_days_goes_on_with_the_closes_that_were_left(start, amount, share, length):
    ended = due(start, amount, "work_day", CALENDAR).at
    paused = _between(start, ended, share)
    left = len([end for end in _ends(paused, ended) if is_worked((end - MINUTE).date())])
    went_on = paused + length
    ends = (end for end in _ends(went_on, went_on + 80 * DAY) if is_worked((end - MINUTE).date()))
    assert resumed(ended, paused, went_on, "work_day", CALENDAR).at == [*ends][left - 1]


@given(
    start=moments,
    amount=st.integers(1, 30),
    unit=st.sampled_from(["day", "month"]),
    share=st.floats(0, 1),
    length=pauses,
)
@settings(max_examples=200)
def test_a_paused_clock_of_days_goes_on_with_the_days_that_were_left(start, amount, unit, share, length):
    ended = due(start, amount if unit == "day" else amount % 3 + 1, unit, CALENDAR).at
    paused = _between(start, ended, share)
    left, went_on = len(_ends(paused, ended)), paused + length
    last = _ends(went_on, went_on + 150 * DAY)[left - 1]
    assert resumed(ended, paused, went_on, unit, CALENDAR).at == worked_from((last - MINUTE).date())


@given(
    ended=moments,
    before=pauses,
    length=pauses,
    unit=st.sampled_from(["hour_24x7", "work_day", "day", "month"]),
)
def test_nobody_who_was_paused_in_time_is_late_on_coming_back(ended, before, length, unit):
    """Whatever moment an order has set."""
    paused = ended - before
    found = resumed(ended, paused, paused + length, unit, CALENDAR).at
    assert found >= max(ended, paused + length)


@given(
    ended=moments,
    late=pauses,
    length=pauses,
    unit=st.sampled_from(["hour_24x7", "work_hour", "work_day", "day", "month"]),
)
def test_a_pause_that_begins_after_the_deadline_changes_nothing(ended, late, length, unit):
    paused = ended + late + MINUTE
    assert resumed(ended, paused, paused + length, unit, CALENDAR).at == ended


@given(start=moments, amount=st.integers(1, 60), unit=st.sampled_from(["work_hour", "work_day", "day"]))
def test_an_end_is_provisional_just_when_it_lies_past_the_published_days(start, amount, unit):
    found = due(start, amount, unit, CALENDAR)
    assert found.provisional is ((found.at - MINUTE).date() not in DAYS)


def _between(start, end, share):
    minutes = int((end - start) / MINUTE * share)
    return start + minutes * MINUTE


def _ends(begin, end):
    """The ends of days from one moment to another, both included."""
    day, found = (begin - DAY).date(), []
    while day <= end.date():
        found += [end_of(day)] if begin <= end_of(day) <= end else []
        day += DAY
    return found
