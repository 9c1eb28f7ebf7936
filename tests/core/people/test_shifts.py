"""The duty roster: who is put on duty, who takes over, what is refused, and what one may ask of it."""

from datetime import date, timedelta

import pytest

from tests.support import street
from tests.support.roster import china, new_shift, put, second_dispatcher
from tests.support.street import AT, DAY, HOUR, SYSTEM
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.errors import Conflict, Forbidden, InvalidInput, NotFound, SameIdOtherBody, StaleVersion
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.actions import cancel_shift, copy_week, end_role, set_shift, swap_shift
from xiuhuazhen.core.people.choices import RoleName, ShiftPost
from xiuhuazhen.core.people.models import Role, Shift
from xiuhuazhen.core.people.roster import desk_on_duty, duty_of, is_on_duty, on_duty, uncovered
from xiuhuazhen.core.people.rules import Span

pytestmark = pytest.mark.django_db


@pytest.fixture
def near():
    world = street.build()
    second_dispatcher(world.near)
    world.near.far = world.far
    return world.near


def names(found):
    return [(each.name, str(each.post)) for each in found]


def lines(action):
    return AuditRow.objects.filter(action=action)


def leave(account, last_day):
    end_role(role=Role.objects.get(person=account.person), last_day=last_day, by=SYSTEM, at=AT)


# setting


def test_a_shift_is_set_with_one_line_of_history_that_holds_no_text(near):
    shift = put(near, "second", china(23, 18), china(24, 8), note="带钥匙")
    (line,) = lines("people.shift.set")
    assert (shift.span, shift.note, shift.cancelled) == (Span(china(23, 18), china(24, 8)), "带钥匙", False)
    assert shift.set_by == near.actor("leader").key
    assert (line.subject_id, line.area_code) == (str(shift.pk), "630102005")
    assert line.after == {
        "unit": str(near.units["desk"].pk),
        "person": str(near.accounts["second"].person_id),
        "post": "officer",
        "from": "2026-11-23T10:00:00+00:00",
        "to": "2026-11-24T00:00:00+00:00",
    }


@pytest.mark.parametrize(
    ("begins_at", "ends_at", "sentence"),
    [
        (china(24, 8), china(24, 8), "结束时间要晚于开始时间。"),
        (china(24, 8), china(23, 18), "结束时间要晚于开始时间。"),
        (china(22, 8), china(23, 9), "这段时间已经过去。"),
        (china(24), china(24) + timedelta(days=31, minutes=1), "一班最长 31 天，请分几次排。"),
    ],
)
def test_times_that_make_no_sense_are_refused(near, begins_at, ends_at, sentence):
    with pytest.raises(InvalidInput) as refused:
        put(near, "second", begins_at, ends_at)
    assert refused.value.fields == {"ends_at": sentence}
    assert (Shift.objects.count(), lines("people.shift.set").count()) == (0, 0)


def test_a_shift_of_exactly_the_longest_time_and_one_under_way_are_taken(near):
    put(near, "second", china(24), china(24) + timedelta(days=31))
    put(near, "dispatcher", china(23, 8), china(23, 9, 1))
    assert Shift.objects.count() == 2


@pytest.mark.parametrize("office", ["handler", "leader", "second-secretary"])
def test_somebody_without_a_role_for_the_unit_is_refused(near, office):
    with pytest.raises(InvalidInput) as refused:
        put(near, office, china(24, 8), china(24, 18))
    assert list(refused.value.fields) == ["person"]


def test_a_role_must_hold_on_the_last_day_as_well(near):
    """A night ends on the day after; one that ends at midnight does not."""
    leave(near.accounts["second"], date(2026, 11, 24))
    put(near, "second", china(24, 8), china(25, 0))
    with pytest.raises(InvalidInput):
        put(near, "second", china(24, 18), china(25, 8), post=ShiftPost.LEADER)


def test_a_person_is_not_on_duty_twice_at_one_time_in_one_post(near):
    put(near, "second", china(23, 18), china(24, 8))
    with pytest.raises(Conflict):
        put(near, "second", china(24, 7, 59), china(24, 18))
    put(near, "second", china(24, 8), china(24, 18))
    put(near, "second", china(24, 7), china(24, 9), post=ShiftPost.LEADER)
    put(near, "dispatcher", china(24, 7), china(24, 9))
    assert Shift.objects.count() == 4


def test_what_was_cancelled_takes_no_room(near):
    shift = put(near, "second", china(24, 8), china(24, 18))
    cancel_shift(shift_id=shift.pk, by=near.actor("leader"), at=AT, command_id=new_id())
    put(near, "second", china(24, 8), china(24, 18))
    assert Shift.objects.standing().count() == 1


def test_a_command_sent_twice_is_done_once(near):
    command, leader = new_id(), near.actor("leader")
    shift = new_shift(near.accounts["second"], china(24, 8), china(24, 18))
    given = {"unit_id": near.units["desk"].pk, "by": leader, "command_id": command}
    first = set_shift(shift=shift, at=AT, **given)
    assert set_shift(shift=shift, at=AT + DAY * 3, **given).pk == first.pk
    with pytest.raises(SameIdOtherBody):
        set_shift(shift=new_shift(near.accounts["second"], china(25, 8), china(25, 18)), at=AT, **given)
    with pytest.raises(SameIdOtherBody):
        set_shift(shift=new_shift(near.accounts["second"], china(24, 8), china(24, 18), note="x"), at=AT, **given)
    with pytest.raises(SameIdOtherBody):
        cancel_shift(shift_id=first.pk, by=leader, at=AT, command_id=command)
    assert (Shift.objects.count(), lines("people.shift.set").count()) == (1, 1)


@pytest.mark.parametrize("office", ["dispatcher", "leader"])
def test_those_who_lead_and_those_at_the_desk_set_it_for_the_units_of_their_area(near, office):
    by = near.actor(office)
    put(near, "second", china(24, 8), china(24, 18), by=by)
    put(near, "secretary", china(24, 8), china(24, 18), unit="community", by=by)


@pytest.mark.parametrize("office", ["handler", "secretary", "committee", "grid-worker", "inspector"])
def test_others_of_the_street_do_not_set_it(near, office):
    with pytest.raises(Forbidden):
        put(near, "second", china(24, 8), china(24, 18), by=near.actor(office))


def test_the_leader_of_the_neighbouring_street_does_not_set_it(near):
    with pytest.raises(Forbidden):
        put(near, "second", china(24, 8), china(24, 18), by=near.far.actor("leader"))


def test_a_leader_whose_role_ended_yesterday_does_not_set_it(near):
    street.former(near, "leader", today=date(2026, 11, 23))
    gone = Role.objects.get(person__account__username="former-near-leader")
    near.accounts["gone"] = gone.person.account
    with pytest.raises(Forbidden):
        put(near, "second", china(24, 8), china(24, 18), by=near.actor("gone"))


# cancelling and swapping


def test_a_shift_to_come_is_cancelled_and_kept(near):
    shift = put(near, "second", china(24, 8), china(24, 18))
    cancel_shift(shift_id=shift.pk, by=near.actor("dispatcher"), at=AT, command_id=new_id())
    shift.refresh_from_db()
    assert (shift.cancelled, shift.ends_at) == (True, china(24, 18))
    assert lines("people.shift.cancelled").get().before["person"] == str(near.accounts["second"].person_id)


def test_a_shift_under_way_ends_now(near):
    """It was stood until now, and the roster goes on saying so."""
    shift = put(near, "second", china(23, 8), china(23, 18))
    cancel_shift(shift_id=shift.pk, by=near.actor("dispatcher"), at=AT, command_id=new_id())
    shift.refresh_from_db()
    assert (shift.cancelled, shift.ends_at) == (False, AT)


def test_cancelling_twice_is_stale_and_repeating_the_command_is_not(near):
    shift, command, leader = put(near, "second", china(24, 8), china(24, 18)), new_id(), near.actor("leader")
    for _ in range(2):
        cancel_shift(shift_id=shift.pk, by=leader, at=AT, command_id=command)
    with pytest.raises(StaleVersion):
        cancel_shift(shift_id=shift.pk, by=leader, at=AT, command_id=new_id())
    assert lines("people.shift.cancelled").count() == 1


def test_somebody_else_takes_a_shift_to_come(near):
    """Both in one line of history."""
    shift = put(near, "second", china(24, 8), china(24, 18), note="带钥匙")
    taker = near.accounts["dispatcher"].person_id
    new = swap_shift(shift_id=shift.pk, person_id=taker, by=near.actor("leader"), at=AT, command_id=new_id())
    shift.refresh_from_db()
    assert (shift.cancelled, new.person_id, new.span, new.note) == (True, taker, shift.span, "带钥匙")
    line = lines("people.shift.swapped").get()
    assert line.before == {"shift": str(shift.pk), "person": str(shift.person_id), "cancelled": True}
    assert (line.subject_id, line.after["person"]) == (str(new.pk), str(taker))


def test_somebody_else_takes_the_rest_of_a_shift(near):
    shift = put(near, "second", china(23, 8), china(23, 18))
    taker = near.accounts["dispatcher"].person_id
    new = swap_shift(shift_id=shift.pk, person_id=taker, by=near.actor("leader"), at=AT, command_id=new_id())
    shift.refresh_from_db()
    assert (shift.cancelled, shift.span, new.span) == (
        False,
        Span(china(23, 8), china(23, 9)),
        Span(china(23, 9), china(23, 18)),
    )
    assert uncovered(near.units["desk"].pk, china(23, 8), china(23, 18)) == []


def test_a_swap_of_what_stands_no_longer_is_stale(near):
    shift, leader = put(near, "second", china(24, 8), china(24, 18)), near.actor("leader")
    taker = near.accounts["dispatcher"].person_id
    command = new_id()
    new = swap_shift(shift_id=shift.pk, person_id=taker, by=leader, at=AT, command_id=command)
    assert swap_shift(shift_id=shift.pk, person_id=taker, by=leader, at=AT, command_id=command).pk == new.pk
    with pytest.raises(StaleVersion):
        swap_shift(shift_id=shift.pk, person_id=taker, by=leader, at=AT, command_id=new_id())
    with pytest.raises(StaleVersion):
        swap_shift(shift_id=new.pk, person_id=shift.person_id, by=leader, at=china(24, 18), command_id=new_id())
    assert Shift.objects.standing().count() == 1


def test_a_refused_swap_leaves_the_shift_as_it_was(near):
    """To oneself, to somebody of another unit, to somebody who is on duty then already."""
    shift, leader = put(near, "second", china(24, 8), china(24, 18)), near.actor("leader")
    put(near, "dispatcher", china(24, 17), china(25, 8))
    for office, kind in (("second", InvalidInput), ("handler", InvalidInput), ("dispatcher", Conflict)):
        person_id = near.accounts[office].person_id
        with pytest.raises(kind):
            swap_shift(shift_id=shift.pk, person_id=person_id, by=leader, at=AT, command_id=new_id())
    shift.refresh_from_db()
    assert (shift.cancelled, lines("people.shift.swapped").count()) == (False, 0)


def test_neither_shift_nor_unit_that_is_not_there(near):
    leader, other = near.actor("leader"), new_id()
    with pytest.raises(NotFound):
        cancel_shift(shift_id=other, by=leader, at=AT, command_id=new_id())
    shift = new_shift(near.accounts["second"], china(24, 8), china(24, 18))
    with pytest.raises(NotFound):
        set_shift(unit_id=other, shift=shift, by=leader, at=AT, command_id=new_id())


# repeating a week


def copied(near, *, weeks=1, day=date(2026, 11, 25), command=None):
    return copy_week(
        unit_id=near.units["desk"].pk,
        day=day,
        weeks=weeks,
        by=near.actor("leader"),
        at=AT,
        command_id=command or new_id(),
    )


def test_a_week_is_repeated_at_the_same_hours_of_the_clock(near):
    put(near, "second", china(23, 18), china(24, 8), note="夜")
    put(near, "dispatcher", china(29, 20), china(30, 8))
    put(near, "dispatcher", china(30, 8), china(30, 9))
    assert copied(near, weeks=2).shifts == 4
    week = timedelta(weeks=1)
    repeated = Shift.objects.filter(person=near.accounts["second"].person).order_by("begins_at")
    assert [(row.span, row.note) for row in repeated] == [
        (Span(china(23, 18), china(24, 8)).later(week * count), "夜") for count in range(3)
    ]
    assert lines("people.week.copied").get().after["week"] == "2026-11-23"


def test_what_cannot_stand_in_a_later_week_is_left_out_and_named(near):
    put(near, "second", china(24, 8), china(24, 18))
    put(near, "dispatcher", china(25, 8), china(25, 18))
    put(near, "dispatcher", china(32, 17), china(32, 20))
    leave(near.accounts["second"], date(2026, 12, 1))
    command = new_id()
    done = copied(near, weeks=2, command=command)
    left = [(each.person_id, each.begins_at, each.why) for each in done.left_out]
    assert done.shifts == 2
    assert left == [
        (near.accounts["dispatcher"].person_id, china(32, 8), "taken"),
        (near.accounts["second"].person_id, china(38, 8), "no_role"),
    ]
    assert copied(near, weeks=2, command=command) == done
    with pytest.raises(SameIdOtherBody):
        copied(near, weeks=3, command=command)


def test_repeating_a_week_again_adds_nothing(near):
    put(near, "second", china(24, 8), china(24, 18))
    assert [copied(near).shifts, copied(near).shifts] == [1, 0]


@pytest.mark.parametrize("weeks", [0, -1, 14])
def test_a_number_of_weeks_that_is_too_small_or_too_large_is_refused(near, weeks):
    put(near, "second", china(24, 8), china(24, 18))
    with pytest.raises(InvalidInput):
        copied(near, weeks=weeks)


def test_an_empty_week_is_not_repeated(near):
    with pytest.raises(InvalidInput):
        copied(near)


# asking


def test_who_is_on_duty_now_leaders_first(near):
    put(near, "dispatcher", china(23, 8), china(23, 18), post=ShiftPost.LEADER)
    put(near, "second", china(23, 8), china(23, 18))
    desk = near.units["desk"].pk
    assert names(on_duty(desk, at=AT)) == [("火乙", "leader"), ("车子", "officer")]
    officer = on_duty(desk, at=AT)[1]
    assert (officer.work_telephone, officer.until, officer.unit_name) == (
        "0971-8220001",
        china(23, 18),
        "火车站街道派遣台",
    )


def test_at_the_moment_of_change_the_next_is_on_duty(near):
    put(near, "dispatcher", china(23, 8), china(23, 18))
    put(near, "second", china(23, 18), china(24, 8))
    desk = near.units["desk"].pk
    assert names(on_duty(desk, at=china(23, 18))) == [("车子", "officer")]
    assert names(on_duty(desk, at=china(23, 18) - timedelta(microseconds=1))) == [("火乙", "officer")]
    assert on_duty(desk, at=china(24, 8)) == []
    assert is_on_duty(near.accounts["second"].person_id, desk, at=china(23, 20))
    assert not is_on_duty(None, desk, at=china(23, 20))


def test_whoever_left_is_not_on_duty_and_leaves_a_gap(near):
    put(near, "second", china(24, 8), china(26, 8))
    leave(near.accounts["second"], date(2026, 11, 24))
    desk = near.units["desk"].pk
    assert names(on_duty(desk, at=china(24, 20))) == [("车子", "officer")]
    assert on_duty(desk, at=china(25, 1)) == []
    assert uncovered(desk, china(24, 8), china(26, 8)) == [Span(china(25), china(26, 8))]
    (duty,) = duty_of(near.accounts["second"].person_id, china(24), china(27))
    assert duty.left


def test_hours_without_an_officer_nights_and_days_off_included(near):
    """A leader does not stand in for an officer, and neither does what was cancelled."""
    desk = near.units["desk"].pk
    put(near, "second", china(28, 8), china(28, 18))
    put(near, "second", china(29, 8), china(29, 18), post=ShiftPost.LEADER)
    gone = put(near, "dispatcher", china(28, 18), china(29, 8))
    cancel_shift(shift_id=gone.pk, by=near.actor("leader"), at=AT, command_id=new_id())
    assert uncovered(desk, china(28, 8), china(30, 0)) == [Span(china(28, 18), china(30, 0))]


def test_the_desk_that_serves_a_place_says_who_is_on_duty(near):
    put(near, "second", china(23, 8), china(23, 18))
    grid, far = near.areas["grid"].path, near.far.areas["grid"].path
    assert names(desk_on_duty(grid, at=AT)) == [("车子", "officer")]
    assert desk_on_duty(grid, at=china(23, 18)) == []
    assert desk_on_duty(far, at=AT) == []
    assert desk_on_duty("", at=AT) == []


def test_a_persons_shifts_for_whatever_unit(near):
    account = near.accounts["second"]
    street.give(account, RoleName.UNIT_HANDLER, near.areas["street"], near.units["water"])
    put(near, "second", china(24, 8), china(24, 18))
    put(near, "second", china(25, 8), china(25, 18), unit="water")
    found = duty_of(account.person_id, china(24, 18) - HOUR, china(26))
    assert [(duty.unit_name, duty.left) for duty in found] == [("火车站街道派遣台", False), ("火车站街道供水站", False)]
