"""The calendar and the office hours are changed by people; whoever keeps deadlines is told."""

from datetime import date, timedelta

import pytest

from tests.core.norms.facts import worked_days
from tests.support import street
from tests.support.street import AT
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.jobs import registry
from xiuhuazhen.core.jobs.models import Job
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput, NotFound, SameIdOtherBody, StaleVersion
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.norms import changes
from xiuhuazhen.core.norms.actions import (
    import_calendar,
    remove_local_day,
    seed_calendar,
    set_local_day,
    set_office_hours,
    withdraw_norm,
)
from xiuhuazhen.core.norms.models import CalendarDay, Norm
from xiuhuazhen.core.norms.notices import rows_of_text
from xiuhuazhen.core.norms.queries import (
    national_seal,
    office_hours_of,
    published_days,
    published_until,
    runs_short,
    work_calendar,
    years_to_publish,
)

pytestmark = pytest.mark.django_db

NOTICE = "1月1日至3日 休 元旦\n10月1日至7日 休 国庆节\n10月9日 班 国庆节"
BASIS = "国务院办公厅关于2027年部分节假日安排的通知"
DAY = date(2026, 11, 25)


@pytest.fixture
def world(monkeypatch):
    """2026 is published; a job wants to know of changes, and has been told of none."""
    built = street.build()
    monkeypatch.setattr(changes, "_jobs", {})
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    registry.register("tests.recount", lambda run, **_: None)
    changes.register("tests.recount")
    return built


def imported(text=NOTICE, *, year=2027, basis=BASIS, **options):
    return import_calendar(year=year, rows=rows_of_text(text), basis=basis, by=SYSTEM, at=AT, **options)


def told():
    return [job.kwargs["area"] for job in Job.objects.filter(name="tests.recount").order_by("created_at", "pk")]


def national(day):
    row = CalendarDay.objects.get(area__isnull=True, day=day)
    return row.is_workday, row.name, row.basis


def lines(action):
    return AuditRow.objects.filter(action=action)


def test_a_notice_publishes_the_whole_year(world):
    assert published_until() == date(2026, 12, 31)
    changed = imported()
    assert len(changed) == 365
    assert published_until() == date(2027, 12, 31)
    assert national(date(2027, 10, 1)) == (False, "国庆节", BASIS)
    assert national(date(2027, 10, 9)) == (True, "国庆节", BASIS)
    assert national(date(2027, 10, 8)) == (True, "", BASIS)
    assert national(date(2027, 10, 10)) == (False, "", BASIS)


def test_one_line_of_history_tells_what_the_notice_named(world):
    imported()
    (line,) = lines("norms.calendar.imported")
    assert line.before == {"days": {}}
    assert line.after["days"]["2027-10-09"] == [True, "国庆节"]
    assert len(line.after["days"]) == 3 + 7 + 1
    assert (line.after["year"], line.after["basis"]) == (2027, BASIS)
    assert told() == [""]


def test_a_second_import_corrects_and_history_keeps_what_stood_there(world):
    imported()
    changed = imported(NOTICE.replace("10月9日", "10月10日"), basis="更正")
    assert [(change.day, change.before.is_workday, change.after.is_workday) for change in changed] == [
        (date(2027, 10, 9), True, False),
        (date(2027, 10, 10), False, True),
    ]
    assert (national(date(2027, 10, 9)), national(date(2027, 10, 8))[2]) == ((False, "", "更正"), BASIS)
    line = lines("norms.calendar.imported").latest("at", "id")
    assert line.before == {"days": {"2027-10-09": [True, "国庆节"], "2027-10-10": [False, ""]}}
    assert line.after["days"] == {"2027-10-09": [False, ""], "2027-10-10": [True, "国庆节"]}
    assert told() == ["", ""]


def test_what_is_there_already_leaves_no_trace(world):
    imported()
    assert imported() == []
    assert (lines("norms.calendar.imported").count(), told()) == (1, [""])


def test_nothing_is_stored_when_any_row_is_wrong(world):
    with pytest.raises(InvalidInput) as refused:
        imported(NOTICE + "\n13月1日 休\n10月9日 班")
    assert list(refused.value.fields) == ["4", "5"]
    assert CalendarDay.objects.filter(day__year=2027).count() == 0
    assert (lines("norms.calendar.imported").count(), told()) == (0, [])


@pytest.mark.parametrize(
    ("text", "options", "fields"),
    [
        (NOTICE, {"year": 2028}, ["year"]),
        (NOTICE, {"year": 2025}, ["year"]),
        (NOTICE, {"basis": " "}, ["basis"]),
        ("", {}, []),
    ],
)
def test_an_import_with_a_gap_without_basis_or_without_days_is_refused(world, text, options, fields):
    with pytest.raises(InvalidInput) as refused:
        imported(text, **options)
    assert list(refused.value.fields) == fields


def test_years_are_published_one_after_the_other(world):
    assert years_to_publish(DAY) == [2026, 2027]
    imported()
    assert years_to_publish(DAY) == [2026, 2027, 2028]
    CalendarDay.objects.all().delete()
    assert years_to_publish(DAY) == [2026]


def test_the_facts_of_2026_typed_as_a_notice_are_what_was_seeded(world):
    """Every day of the year that differs from an ordinary week, with the names it has."""
    rows = CalendarDay.objects.filter(area__isnull=True, day__year=2026).exclude(name="")
    text = "\n".join(f"{row.day} {'班' if row.is_workday else '休'} {row.name}" for row in rows)
    assert imported(text, year=2026) == []
    CalendarDay.objects.filter(day__year=2026).delete()
    assert len(imported(text, year=2026)) == 365
    assert dict(CalendarDay.objects.values_list("day", "is_workday")) == worked_days(2026)


def test_a_command_sent_twice_is_one(world):
    command = new_id()
    assert len(imported(command_id=command)) == 365
    assert imported(command_id=command) == []
    assert lines("norms.calendar.imported").count() == 1
    with pytest.raises(SameIdOtherBody):
        imported(NOTICE + "\n5月1日 休 劳动节", command_id=command)


def test_a_year_that_was_changed_since_it_was_looked_at_is_not_overwritten(world):
    seal = national_seal(2027)
    imported()
    with pytest.raises(StaleVersion):
        imported(NOTICE + "\n5月1日 休 劳动节", seal=seal)
    assert len(imported(NOTICE + "\n5月1日 休 劳动节", seal=national_seal(2027))) == 1


def test_seeding_tells_as_well(world):
    seed_calendar(first_year=2025, last_year=2026, by=SYSTEM, at=AT)
    assert told() == [""]
    seed_calendar(first_year=2025, last_year=2026, by=SYSTEM, at=AT)
    assert told() == [""]


def local(area, *, day=DAY, is_workday=False, name="州庆", basis="州政府通知", **options):
    return set_local_day(area=area, day=day, is_workday=is_workday, name=name, basis=basis, by=SYSTEM, at=AT, **options)


def test_a_local_day_holds_in_its_subtree_and_can_be_removed(world):
    row = local(world.near.areas["street"])
    assert published_days(world.near.areas["grid"].path)[DAY] is False
    assert published_days(world.far.areas["grid"].path)[DAY] is True
    remove_local_day(local_day=row, by=SYSTEM, at=AT)
    assert published_days(world.near.areas["grid"].path)[DAY] is True
    assert told() == [world.near.areas["street"].path] * 2
    kept = {"day": "2026-11-25", "is_workday": False, "name": "州庆", "basis": "州政府通知"}
    assert [lines(f"norms.local_day.{verb}").get().area_code for verb in ("set", "removed")] == ["630102005"] * 2
    assert (lines("norms.local_day.set").get().after, lines("norms.local_day.removed").get().before) == (kept, kept)


def test_a_local_day_can_be_worked_where_the_nation_rests(world):
    saturday = date(2026, 11, 28)
    local(world.near.areas["street"], day=saturday, is_workday=True, name="补班")
    assert published_days(world.near.areas["grid"].path)[saturday] is True


def test_a_second_rule_for_the_day_is_refused_until_the_first_is_removed(world):
    local(world.near.areas["street"])
    with pytest.raises(Conflict):
        local(world.near.areas["street"], is_workday=True)
    local(world.near.areas["community"], is_workday=True)
    assert published_days(world.near.areas["grid"].path)[DAY] is True


def test_a_local_day_sent_twice_is_one(world):
    command = new_id()
    first = local(world.near.areas["street"], command_id=command)
    assert local(world.near.areas["street"], command_id=command) == first
    assert CalendarDay.objects.filter(area=world.near.areas["street"]).count() == 1
    with pytest.raises(SameIdOtherBody):
        local(world.near.areas["street"], is_workday=True, command_id=command)
    removal = new_id()
    for _ in range(2):
        remove_local_day(local_day=first, by=SYSTEM, at=AT, command_id=removal)
    assert lines("norms.local_day.removed").count() == 1
    with pytest.raises(NotFound):
        local(world.near.areas["street"], command_id=command)


@pytest.mark.parametrize("wrong", [{"name": " "}, {"name": "长" * 41}, {"basis": ""}, {"basis": "长" * 201}])
def test_a_local_day_has_a_name_and_a_basis(world, wrong):
    with pytest.raises(InvalidInput) as refused:
        local(world.near.areas["street"], **wrong)
    assert list(refused.value.fields) == list(wrong)


def test_a_day_that_is_gone_or_the_nations_cannot_be_removed(world):
    row = local(world.near.areas["street"])
    remove_local_day(local_day=row, by=SYSTEM, at=AT)
    row.pk = lines("norms.local_day.removed").get().subject_id
    for each in (row, CalendarDay.objects.get(area__isnull=True, day=DAY)):
        with pytest.raises(NotFound):
            remove_local_day(local_day=each, by=SYSTEM, at=AT)


SUMMER, WINTER = [[510, 720], [900, 1110]], [[540, 720], [840, 1080]]


def hours(area, value, since, **options):
    return set_office_hours(
        area=area, hours=value, valid_from=since, basis="区政府通知", evidence="V2", by=SYSTEM, at=AT, **options
    )


def test_seasons_follow_each_other(world):
    """Summer hours from 1 May 2027 to 30 September, winter hours again from 8 October."""
    place = world.near.areas["street"]
    hours(place, SUMMER, date(2027, 5, 1))
    hours(place, WINTER, date(2027, 10, 8))
    calendar = work_calendar(world.near.areas["grid"].path)
    closes = [calendar.hours_on(date(2027, *day))[-1][1] for day in ((4, 30), (5, 1), (10, 7), (10, 8))]
    assert closes == [1080, 1110, 1110, 1080]
    assert [norm.valid_to for norm in office_hours_of(place)] == [None, date(2027, 10, 8)]
    assert told() == [place.path] * 2


def test_office_hours_sent_twice_are_set_once(world):
    place, command = world.near.areas["street"], new_id()
    first = hours(place, SUMMER, date(2027, 5, 1), command_id=command)
    assert hours(place, SUMMER, date(2027, 5, 1), command_id=command) == first
    with pytest.raises(SameIdOtherBody):
        hours(place, WINTER, date(2027, 5, 1), command_id=command)
    assert office_hours_of(place) == [first]


def test_office_hours_that_have_not_begun_can_be_taken_back(world):
    """A mistyped season; the one before holds on."""
    place = world.near.areas["street"]
    winter = hours(place, WINTER, date(2026, 11, 1))
    summer = hours(place, SUMMER, date(2027, 5, 1))
    withdraw_norm(norm=summer, by=SYSTEM, at=AT)
    winter.refresh_from_db()
    assert (office_hours_of(place), winter.valid_to) == ([winter], None)
    assert lines("norms.hours.withdrawn").get().before == {
        "value": SUMMER,
        "valid_from": "2027-05-01",
        "basis": "区政府通知",
    }
    assert told() == [place.path] * 3


def test_office_hours_that_hold_or_have_others_after_them_stay(world):
    place = world.near.areas["street"]
    today = hours(place, WINTER, AT.date())
    with pytest.raises(Conflict):
        withdraw_norm(norm=today, by=SYSTEM, at=AT)
    summer = hours(place, SUMMER, date(2027, 5, 1))
    hours(place, WINTER, date(2027, 10, 8))
    with pytest.raises(Conflict):
        withdraw_norm(norm=summer, by=SYSTEM, at=AT)
    assert Norm.objects.filter(name="office.hours", area=place).count() == 3


def test_office_hours_taken_back_twice(world):
    place, command = world.near.areas["street"], new_id()
    summer = hours(place, SUMMER, date(2027, 5, 1))
    key = summer.pk
    for _ in range(2):
        summer.pk = key
        withdraw_norm(norm=summer, by=SYSTEM, at=AT, command_id=command)
    with pytest.raises(NotFound):
        withdraw_norm(norm=summer, by=SYSTEM, at=AT)


def test_a_norm_that_is_no_office_hours_tells_nobody(world):
    limits = street.NormText("cases.limit.handle", 3, "work_day", "测试", "D")
    street.set_norm(norm=limits, area=world.county, valid_from=DAY, by=SYSTEM, at=AT)
    assert told() == []


def test_the_calendar_runs_short_when_the_longest_limit_passes_its_end(world):
    """The longest are five work days and seven days: seven days from 24 December end on the last day that is published,
    from 25 December beyond; five work days from the 24th end on the 31st."""
    path = world.near.areas["street"].path
    found = {day: runs_short(path, AT + timedelta(days=day - 23)) for day in (23, 54, 55)}
    assert found == {23: False, 54: False, 55: True}
    imported()
    assert runs_short(path, AT + timedelta(days=32)) is False


def test_keeping_contents_for_years_leaves_the_calendar_long_enough(world):
    """No calendar is published as far ahead: it would be short for ever."""
    keeping = street.NormText("cases.keep", 36, "month", "测试", "D")
    street.set_norm(norm=keeping, area=world.county, valid_from=DAY, by=SYSTEM, at=AT)
    assert runs_short(world.near.areas["street"].path, AT + timedelta(days=3)) is False
