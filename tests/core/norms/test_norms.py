"""Norms by name: the one for this very qualifier, else the nearest area's, as it holds on that day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.support import street
from tests.support.street import AT, SINCE
from xiuhuazhen.core.areas.actions import create_area
from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.norms.actions import NormText, set_norm
from xiuhuazhen.core.norms.queries import (
    Moment,
    counted,
    extend,
    limit,
    norm_in_force,
    norms_in_force,
    resume,
)

pytestmark = pytest.mark.django_db

NAME = "cases.limit.handle"
TODAY = date(2026, 11, 23)


@pytest.fixture
def world():
    """Handling takes five work days in the whole county."""
    return street.build()


def norm(value, area, *, unit="work_day", qualifier="", since=TODAY, name=NAME):
    text = NormText(name, value, unit, "街道办规定", "D", qualifier)
    return set_norm(norm=text, area=area, valid_from=since, by=SYSTEM, at=AT)


def held(area, *qualifiers, on=TODAY):
    found = norm_in_force(NAME, qualifiers=qualifiers, area_path=area.path, on=on)
    return found.value if found else None


def test_the_nearest_area_wins(world):
    norm(4, world.near.areas["street"])
    norm(3, world.near.areas["community"])
    assert [held(world.near.areas[name]) for name in ("grid", "community", "second", "street")] == [3, 3, 4, 4]
    assert [held(world.far.areas["grid"]), held(world.county)] == [5, 5]


def test_one_for_the_qualifier_wins_over_the_general_one_of_any_area(world):
    norm(2, world.county, qualifier="0102")
    norm(4, world.near.areas["community"])
    place = world.near.areas["grid"]
    assert [held(place, code) for code in ("0102", "0101", "")] == [2, 4, 4]


def test_among_those_for_the_qualifier_the_nearest_wins(world):
    norm(2, world.county, qualifier="0102")
    norm(1, world.near.areas["street"], qualifier="0102")
    assert held(world.near.areas["grid"], "0102") == 1
    assert held(world.far.areas["grid"], "0102") == 2


def test_a_more_specific_qualifier_wins_over_a_more_general_one(world):
    """A norm for the group of categories holds where the category itself has none, also against a nearer area's."""
    norm(4, world.near.areas["community"])
    norm(3, world.near.areas["street"], qualifier="01")
    norm(2, world.county, qualifier="0102")
    place = world.near.areas["grid"]
    assert [held(place, "01", code) for code in ("0102", "0101")] == [2, 3]
    assert [held(place, "02", "0201"), held(place)] == [4, 4]


def test_a_change_holds_from_its_day_on_and_the_former_value_until_then(world):
    norm(3, world.county, since=date(2026, 12, 1))
    days = [date(2026, 11, 30), date(2026, 12, 1), date(2030, 1, 1), SINCE, SINCE - timedelta(days=1)]
    assert [held(world.county, on=day) for day in days] == [5, 3, 3, 5, None]


def test_a_change_is_one_line_of_history_with_what_held_before(world):
    row = norm(3, world.county)
    line = AuditRow.objects.get(action="norms.norm.set", subject_id=str(row.pk))
    assert (line.before, line.area_code) == ({"values": [5]}, "630102")
    assert line.after == {"value": 3, "unit": "work_day", "basis": "街道办规定", "evidence": "D"}


@pytest.mark.parametrize("since", [TODAY, date(2026, 11, 1)])
def test_no_change_before_the_last_one(world, since):
    norm(3, world.county)
    with pytest.raises(InvalidInput) as refused:
        norm(2, world.county, since=since)
    assert list(refused.value.fields) == ["valid_from"]
    assert held(world.county) == 3


def test_a_name_that_nobody_declared_raises(world):
    with pytest.raises(KeyError):
        norm_in_force("cases.limit.handel", area_path=world.county.path, on=TODAY)
    with pytest.raises(KeyError):
        norms_in_force([NAME, "no.such"], area_path=world.county.path, on=TODAY)
    with pytest.raises(KeyError):
        norm(1, world.county, name="no.such")


@pytest.mark.parametrize("unit", ["count", "metre", "month", "hours_of_day", "fortnight"])
def test_a_norm_has_one_of_its_units(world, unit):
    with pytest.raises(InvalidInput) as refused:
        norm(1, world.county, unit=unit)
    assert list(refused.value.fields) == ["unit"]


@pytest.mark.parametrize("value", [-1, 1.5, "5", None, True, [], [[540, 720]], 25_001])
def test_a_time_is_a_whole_number_within_a_century(world, value):
    """Anything else would break every report that is counted by it."""
    with pytest.raises(InvalidInput) as refused:
        norm(value, world.county)
    assert list(refused.value.fields) == ["value"]
    assert held(world.county) == 5


@pytest.mark.parametrize(
    "value",
    [
        540,
        [],
        [[]],
        [540, 720],
        [[720, 540]],
        [[540, 540]],
        [[540, 720], [700, 1080]],
        [[540, 720], [840]],
        [[540, 720, 800]],
        [[540, 1441]],
        [[-1, 720]],
        [[540.0, 720]],
    ],
)
def test_office_hours_are_pairs_of_minutes_one_after_the_other(world, value):
    """Hours that never open would count for ever."""
    with pytest.raises(InvalidInput):
        norm(value, world.county, unit="hours_of_day", name="office.hours")


@pytest.mark.parametrize("value", [[[0, 1440]], [[540, 720], [840, 1080]], [[510, 1080]]])
def test_office_hours_that_are_taken(world, value):
    assert norm(value, world.county, unit="hours_of_day", name="office.hours").value == value


def limit_from(text, area):
    start = datetime.fromisoformat(text).astimezone(UTC)
    found = limit(NAME, area_path=area.path, start=start)
    return found and (f"{found.at:%Y-%m-%d %H:%M}", found.provisional)


def test_a_limit_is_counted_on_the_wall_clock_and_given_in_the_zone_asked_in(world):
    """Five work days from Monday 9:00 end on the Monday after at 18:00, which is 10:00 UTC."""
    assert limit_from("2026-11-23T09:00+08:00", world.near.areas["grid"]) == ("2026-11-30 10:00", False)


def test_a_limit_that_begins_late_in_the_evening_belongs_to_the_day_in_china(world):
    """23:30 on Monday in China is still Monday, 0:30 is Tuesday, whatever UTC says."""
    assert limit_from("2026-11-23T23:30+08:00", world.county) == ("2026-11-30 10:00", False)
    assert limit_from("2026-11-24T00:30+08:00", world.county) == ("2026-12-01 10:00", False)


def test_a_limit_names_the_norm_that_set_it(world):
    own = norm(2, world.near.areas["street"])
    found = limit(NAME, area_path=world.near.areas["grid"].path, start=AT)
    assert found.norm_id == own.pk


def test_office_hours_of_the_place_count(world):
    """The near street closes at 17:30 in winter."""
    norm([[540, 1050]], world.near.areas["street"], unit="hours_of_day", name="office.hours")
    assert limit_from("2026-11-23T09:00+08:00", world.near.areas["grid"]) == ("2026-11-30 09:30", False)
    assert limit_from("2026-11-23T09:00+08:00", world.far.areas["grid"]) == ("2026-11-30 10:00", False)


def test_past_the_calendar_a_limit_is_provisional(world):
    assert limit_from("2026-12-29T09:00+08:00", world.county) == ("2027-01-05 10:00", True)


def test_where_no_norm_is_set_there_is_no_limit(world):
    elsewhere = create_area(
        parent=None,
        code="630121",
        name="大通回族土族自治县",
        level=Level.COUNTY,
        valid_from=SINCE,
        basis=street.BASIS,
        by=SYSTEM,
        at=AT,
    )
    assert limit_from("2026-11-23T09:00+08:00", elsewhere) is None


def hours(area, closes, since):
    """The office closes at that hour from a day on."""
    return norm([[540, 720], [840, closes * 60]], area, unit="hours_of_day", since=since, name="office.hours")


def test_a_limit_that_runs_into_another_season_is_counted_by_the_hours_of_each_day(world):
    """From Tuesday 24 November on the office closes at 17:00: three hours from Monday 17:00 are 17–18 on Monday, then
    9–11 on Tuesday; with eight hours Tuesday gives 9–12 and 14–17, and one is left for Wednesday."""
    hours(world.county, 17, date(2026, 11, 24))
    for amount, end in ((3, "2026-11-24 03:00"), (7, "2026-11-24 09:00"), (8, "2026-11-25 02:00")):
        row = norm(amount, world.county, unit="work_hour", qualifier=str(amount))
        found = counted(row, area_path=world.county.path, start=datetime.fromisoformat("2026-11-23T17:00+08:00"))
        assert (f"{found.at:%Y-%m-%d %H:%M}", found.norm_id, found.provisional) == (end, row.pk, False)


def test_a_day_ends_when_the_office_closes_on_that_day(world):
    """From Monday 30 November on it closes at 19:00; a limit that ends on the Friday before ends at 18:00."""
    hours(world.county, 19, date(2026, 11, 30))
    assert limit_from("2026-11-20T09:00+08:00", world.county) == ("2026-11-27 10:00", False)
    assert limit_from("2026-11-23T09:00+08:00", world.county) == ("2026-11-30 11:00", False)


def test_the_nearest_area_with_hours_on_that_day_counts(world):
    """The near street has its own winter hours from 25 November; until then the county's hold there too."""
    hours(world.near.areas["street"], 17, date(2026, 11, 25))
    hours(world.county, 19, date(2026, 11, 24))
    starts = ("2026-11-16T09:00+08:00", "2026-11-17T09:00+08:00", "2026-11-18T09:00+08:00")
    near = [limit_from(start, world.near.areas["grid"])[0] for start in starts]
    far = [limit_from(start, world.far.areas["grid"])[0] for start in starts]
    assert near == ["2026-11-23 10:00", "2026-11-24 11:00", "2026-11-25 09:00"]
    assert far == ["2026-11-23 10:00", "2026-11-24 11:00", "2026-11-25 11:00"]


def test_office_hours_are_set_for_every_category(world):
    with pytest.raises(InvalidInput) as refused:
        norm([[540, 1080]], world.county, unit="hours_of_day", qualifier="0102", name="office.hours")
    assert list(refused.value.fields) == ["qualifier"]


def test_a_pause_and_an_extension_are_counted_on_the_calendar_of_the_place(world):
    """Due on Friday at 18:00; a pause from Monday 10:00 to Tuesday 9:00 is one close. Two days more end on Tuesday."""
    due = datetime.fromisoformat("2026-11-27T10:00+00:00")
    paused_at, resumed_at = (datetime.fromisoformat(f"2026-11-{text}+08:00") for text in ("23T10:00", "24T09:00"))
    place = {"unit": "work_day", "area_path": world.near.areas["grid"].path}
    moved = resume(due=due, paused_at=paused_at, resumed_at=resumed_at, **place)
    assert moved == Moment(datetime(2026, 11, 30, 10, tzinfo=UTC), provisional=False)
    assert extend(due=due, amount=2, **place) == Moment(datetime(2026, 12, 1, 10, tzinfo=UTC), provisional=False)
    assert extend(due=due, amount=40, **place).provisional is True
    assert moved.at.tzinfo is UTC


def test_hours_around_the_clock_need_no_calendar(world):
    due = datetime(2026, 12, 31, 10, tzinfo=UTC)
    found = extend(due=due, amount=24, unit="hour_24x7", area_path=world.county.path)
    assert found == Moment(datetime(2027, 1, 1, 10, tzinfo=UTC), provisional=False)
