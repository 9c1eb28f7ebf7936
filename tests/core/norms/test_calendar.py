"""The published work days come into the database as they were published."""

from datetime import date

import pytest

from tests.core.norms.facts import ADJUSTED, worked_days
from tests.support.street import AT, build
from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.norms.actions import seed_calendar
from xiuhuazhen.core.norms.models import CalendarDay
from xiuhuazhen.core.norms.queries import published_days

pytestmark = pytest.mark.django_db


def seeded(first, last):
    return seed_calendar(first_year=first, last_year=last, by=SYSTEM, at=AT)


@pytest.mark.parametrize("year", sorted(ADJUSTED))
def test_every_day_of_the_year_is_as_published(year):
    seeded(year, year)
    assert dict(CalendarDay.objects.values_list("day", "is_workday")) == worked_days(year)


def test_2026_has_248_work_days():
    seeded(2026, 2026)
    assert CalendarDay.objects.filter(is_workday=True).count() == 248


def test_seeding_twice_adds_nothing_and_leaves_no_second_trace():
    assert seeded(2025, 2026) == 730
    history = AuditRow.objects.filter(action="norms.calendar.seeded").count()
    assert seeded(2025, 2026) == 0
    assert CalendarDay.objects.count() == 730
    assert AuditRow.objects.filter(action="norms.calendar.seeded").count() == history == 1


def test_seeding_more_years_later_adds_those_alone():
    assert [seeded(2026, 2026), seeded(2024, 2026)] == [365, 366 + 365]


def test_years_that_nobody_has_published_are_left_out():
    assert seeded(2026, 2040) == 365


def test_a_day_that_was_corrected_by_hand_stays():
    seeded(2026, 2026)
    CalendarDay.objects.filter(day=date(2026, 11, 23)).update(is_workday=False)
    seeded(2026, 2026)
    assert CalendarDay.objects.get(day=date(2026, 11, 23)).is_workday is False


def test_a_local_holiday_holds_in_its_area_alone():
    """The near street has a day off that the nation works."""
    world = build()
    day = date(2026, 11, 25)
    CalendarDay.objects.create(day=day, area=world.near.areas["street"], is_workday=False, basis="州庆")
    reference.grow(reference.lock())  # no action adds a local holiday yet
    for place, worked in (
        (world.near.areas["grid"], False),
        (world.near.areas["street"], False),
        (world.far.areas["grid"], True),
        (world.county, True),
    ):
        assert published_days(place.path)[day] is worked
