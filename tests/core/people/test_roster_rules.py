"""Spans of a roster: what overlaps, what is left open, what is a night. November 2026 begins on a Sunday."""

from datetime import date, timedelta

import pytest

from tests.support.roster import china
from xiuhuazhen.core.people.rules import Span, days_of, gaps, held_parts, held_throughout, is_night, week_of


def span(*when):
    """``span((23, 8), (24, 8))``: from the 23rd, 8:00, to the 24th, 8:00."""
    return Span(*(china(*moment) for moment in when))


@pytest.mark.parametrize(
    ("one", "other", "overlaps"),
    [
        (((23, 8), (23, 18)), ((23, 18), (24, 8)), False),
        (((23, 8), (23, 18)), ((23, 17, 59), (24, 8)), True),
        (((23, 8), (24, 8)), ((23, 12), (23, 13)), True),
        (((23, 8), (23, 18)), ((23, 8), (23, 18)), True),
        (((23, 18), (24, 8)), ((24, 0), (24, 1)), True),
        (((23, 8), (23, 18)), ((24, 8), (24, 18)), False),
    ],
)
def test_spans_overlap_when_they_share_a_moment(one, other, overlaps):
    """The moment at which one ends belongs to the next."""
    assert span(*one).overlaps(span(*other)) is span(*other).overlaps(span(*one)) is overlaps


@pytest.mark.parametrize(
    ("taken", "left"),
    [
        ([], [((23, 0), (24, 0))]),
        ([((23, 0), (24, 0))], []),
        ([((22, 18), (23, 8)), ((23, 18), (24, 8))], [((23, 8), (23, 18))]),
        ([((23, 8), (23, 12)), ((23, 10), (23, 18))], [((23, 0), (23, 8)), ((23, 18), (24, 0))]),
        ([((23, 8), (23, 18)), ((23, 9), (23, 10))], [((23, 0), (23, 8)), ((23, 18), (24, 0))]),
        ([((23, 12), (23, 13)), ((23, 0), (23, 12))], [((23, 13), (24, 0))]),
        ([((20, 0), (30, 0))], []),
        ([((24, 0), (25, 0))], [((23, 0), (24, 0))]),
        ([((22, 0), (23, 0))], [((23, 0), (24, 0))]),
    ],
)
def test_gaps_are_what_nobody_covers(taken, left):
    assert gaps(span((23, 0), (24, 0)), [span(*each) for each in taken]) == [span(*each) for each in left]


def test_a_gap_over_midnight_is_one_gap():
    taken = [span((23, 8), (23, 18)), span((24, 8), (24, 18))]
    assert gaps(span((23, 8), (24, 18)), taken) == [span((23, 18), (24, 8))]


@pytest.mark.parametrize(
    ("when", "night"),
    [
        (((23, 8), (23, 18)), False),
        (((23, 16), (24, 0)), False),
        (((23, 0), (23, 8)), True),
        (((23, 18), (24, 8)), True),
        (((23, 8), (24, 8)), True),
        (((23, 23, 59), (24, 0, 1)), True),
    ],
)
def test_a_night_has_midnight_in_it(when, night):
    assert is_night(span(*when)) is night


@pytest.mark.parametrize(
    ("when", "days"),
    [
        (((23, 8), (23, 18)), [23]),
        (((23, 0), (24, 0)), [23]),
        (((23, 18), (24, 8)), [23, 24]),
        (((23, 18), (24, 0, 1)), [23, 24]),
        (((23, 0), (26, 0)), [23, 24, 25]),
    ],
)
def test_days_are_those_of_china_and_end_at_midnight(when, days):
    assert days_of(span(*when)) == [date(2026, 11, day) for day in days]


@pytest.mark.parametrize("day", [23, 25, 29])
def test_a_week_is_monday_to_sunday(day):
    assert week_of(date(2026, 11, day)) == span((23, 0), (30, 0))


def test_every_week_of_the_year_has_168_hours():
    """China has no summer time: repeating a week by seven days keeps the hours of the clock."""
    weeks = [week_of(date(2026, 1, 5) + timedelta(weeks=count)) for count in range(52)]
    assert {week.ends_at - week.begins_at for week in weeks} == {timedelta(hours=168)}
    assert {(week.begins_at.hour, week.begins_at.utcoffset()) for week in weeks} == {(0, timedelta(hours=8))}


@pytest.mark.parametrize(
    ("periods", "held", "parts"),
    [
        ([(None, None)], True, [23, 24, 25]),
        ([(date(2026, 11, 23), date(2026, 11, 26))], True, [23, 24, 25]),
        ([(date(2026, 11, 23), date(2026, 11, 25))], False, [23, 24]),
        ([(date(2026, 11, 24), None)], False, [24, 25]),
        ([(None, date(2026, 11, 24)), (date(2026, 11, 24), None)], True, [23, 24, 25]),
        ([(None, date(2026, 11, 24)), (date(2026, 11, 25), None)], False, [23, 25]),
        ([], False, []),
    ],
)
def test_a_role_must_hold_on_each_day_of_a_shift(periods, held, parts):
    whole = span((23, 8), (25, 18))
    assert held_throughout(whole, periods) is held
    assert [days_of(part) for part in held_parts(whole, periods)] == [[date(2026, 11, day)] for day in parts]


def test_a_part_that_is_held_is_cut_to_the_shift():
    whole, until_the_24th = span((23, 8), (25, 18)), [(None, date(2026, 11, 25))]
    assert held_parts(whole, until_the_24th) == [span((23, 8), (24, 0)), span((24, 0), (25, 0))]
    assert gaps(whole, held_parts(whole, until_the_24th)) == [span((25, 0), (25, 18))]
