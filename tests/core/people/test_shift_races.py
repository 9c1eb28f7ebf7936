"""Two who write one roster at the same moment, each with a connection of their own."""

import pytest

from tests.support import street
from tests.support.roster import china, new_shift, put, second_dispatcher
from tests.support.street import AT
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.errors import Conflict, StaleVersion
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.actions import set_shift, swap_shift
from xiuhuazhen.core.people.models import Shift

pytestmark = pytest.mark.race


@pytest.fixture
def near(real_database):
    found = street.build().near
    second_dispatcher(found)
    return found


def test_a_person_is_put_on_duty_once(real_database, near):
    shift = new_shift(near.accounts["second"], china(24, 8), china(24, 18))
    desk, one, other = near.units["desk"].pk, near.actor("leader"), near.actor("dispatcher")

    def put_by(who):
        return lambda: set_shift(unit_id=desk, shift=shift, by=who, at=AT, command_id=new_id())

    results = real_database.together(put_by(one), put_by(other))
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Shift"], results
    assert Shift.objects.count() == 1


def test_one_command_that_arrives_twice_is_done_once(real_database, near):
    shift, command, leader = (
        new_shift(near.accounts["second"], china(24, 8), china(24, 18)),
        new_id(),
        near.actor("leader"),
    )

    def send():
        return set_shift(unit_id=near.units["desk"].pk, shift=shift, by=leader, at=AT, command_id=command).pk

    first, second = real_database.together(send, send)
    assert first == second
    assert AuditRow.objects.filter(action="people.shift.set").count() == 1


def test_of_two_who_swap_a_shift_one_is_late(real_database, near):
    shift = put(near, "second", china(24, 8), china(24, 18))
    taker, leader, other = near.accounts["dispatcher"].person_id, near.actor("leader"), near.actor("dispatcher")

    def swap_by(who):
        return lambda: swap_shift(shift_id=shift.pk, person_id=taker, by=who, at=AT, command_id=new_id())

    results = real_database.together(swap_by(leader), swap_by(other))
    assert sum(isinstance(result, Shift) for result in results) == 1, results
    assert sum(isinstance(result, StaleVersion | Conflict) for result in results) == 1
    assert Shift.objects.standing().count() == 1
