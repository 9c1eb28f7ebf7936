"""What somebody may do follows from the offices they hold today, where and for which unit."""

from datetime import date, timedelta

import pytest

from tests.support import street
from tests.support.street import AT, SYSTEM, former
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.errors import Conflict, Forbidden, InvalidInput
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import actor_for, require
from xiuhuazhen.core.people.actions import NewPerson, create_account, end_role
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.people.models import Account, Role

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
DAY = timedelta(days=1)


@pytest.fixture
def world():
    return street.build()


def may_dispatch(account, area, *, on=TODAY, unit=None):
    actor = actor_for(account, on=on)
    return actor.may("cases.dispatch", area_path=area.path, unit_id=unit.pk if unit else None)


def test_an_office_is_held_in_the_whole_subtree_of_its_area_and_nowhere_else(world):
    desk = world.near.accounts["dispatcher"]
    assert [may_dispatch(desk, world.near.areas[name]) for name in ("street", "community", "grid")] == [True] * 3
    assert [may_dispatch(desk, area) for area in (world.county, *world.far.areas.values())] == [False] * 4


def test_an_area_whose_path_merely_begins_alike_is_another(world):
    """Paths end in a slash, so no id can be the beginning of another."""
    actor = world.near.actor("grid-worker")
    path = world.near.areas["grid"].path
    assert actor.may("cases.patrol", area_path=path)
    assert not actor.may("cases.patrol", area_path=path.rstrip("/"))
    assert not actor.may("cases.patrol", area_path=world.near.areas["grid-2"].path)


def test_an_office_is_held_for_one_unit(world):
    """Where the unit matters, a colleague's office in another unit of the same street does not do."""
    handler, place = world.near.actor("handler"), world.near.areas["grid"].path
    assert handler.may("cases.handle", area_path=place, unit_id=world.near.units["lamps"].pk)
    assert not handler.may("cases.handle", area_path=place, unit_id=world.near.units["water"].pk)


def test_for_a_unit_that_is_named_an_office_is_held_wherever_the_matter_lies(world):
    """What was given to the unit is its own; the permission itself must belong to the office all the same."""
    handler, place = world.near.actor("handler"), world.far.areas["grid"].path
    assert handler.may("cases.handle", area_path=place, unit_id=world.near.units["lamps"].pk)
    assert not handler.may("cases.dispatch", area_path=place, unit_id=world.near.units["lamps"].pk)
    assert not handler.may("cases.handle", area_path=place)


def test_somebody_with_two_offices_acts_for_the_unit_of_the_one_that_permits_it(world):
    account = world.near.accounts["handler"]
    street.give(account, RoleName.DISPATCHER, world.far.areas["street"], world.far.units["desk"])
    actor = actor_for(account, on=TODAY)
    lamps, desk = world.near.units["lamps"].pk, world.far.units["desk"].pk
    far, near = world.far.areas["grid"].path, world.near.areas["grid"].path
    assert actor.unit_id == lamps
    assert actor.unit_for("cases.dispatch", area_path=far) == desk
    assert actor.unit_for("cases.handle", area_path=near) == lamps
    assert actor.unit_for("cases.dispatch", area_path=near) == lamps
    assert [actor.acting_for(name).unit_id for name in ("cases.dispatch", "cases.patrol")] == [desk, lamps]


def test_an_office_that_ended_yesterday_is_over_today(world):
    account = former(world.near, "dispatcher", today=TODAY)
    place = world.near.areas["grid"]
    assert [may_dispatch(account, place, on=day) for day in (TODAY - DAY, TODAY)] == [True, False]


def test_an_office_that_begins_tomorrow_is_not_held_today(world):
    account = street.coming(world.near, "dispatcher", today=TODAY)
    place = world.near.areas["grid"]
    assert [may_dispatch(account, place, on=day) for day in (TODAY, TODAY + DAY)] == [False, True]


def test_two_offices_do_not_mix(world):
    """Dispatching in the far street and handling in the near one gives no dispatching in the near one."""
    account = world.near.accounts["handler"]
    street.give(account, RoleName.DISPATCHER, world.far.areas["street"], world.far.units["desk"])
    assert may_dispatch(account, world.far.areas["grid"])
    assert not may_dispatch(account, world.near.areas["grid"])
    assert not actor_for(account, on=TODAY).may("cases.handle", area_path=world.far.areas["grid"].path)


def test_who_holds_no_office_may_nothing_and_is_somebody_all_the_same(world):
    actor = actor_for(world.stranger, on=TODAY)
    assert (actor.name, actor.grants, actor.unit_id) == ("路人甲", (), None)
    assert not actor.may_somewhere("cases.view")


def test_a_permission_that_nobody_declared_raises(world):
    """A misspelt name never means no."""
    actor = world.near.actor("dispatcher")
    with pytest.raises(KeyError):
        actor.may("cases.dispach", area_path=world.county.path)
    with pytest.raises(KeyError):
        actor.may_somewhere("cases.dispach")


def test_require_says_who_may(world):
    with pytest.raises(Forbidden) as refused:
        require(world.near.actor("handler"), "cases.dispatch", area_path=world.near.areas["grid"].path)
    assert refused.value.message == str(permissions.known("cases.dispatch").sentence)


def test_an_office_is_given_and_ended_with_one_line_of_history_each(world):
    role = Role.objects.get(person=world.near.accounts["leader"].person)
    before = AuditRow.objects.count()
    ended = end_role(role=role, last_day=TODAY, by=SYSTEM, at=AT)
    assert (ended.valid_to, AuditRow.objects.count()) == (TODAY + DAY, before + 1)
    line = AuditRow.objects.get(action="people.role.ended")
    assert (line.area_code, line.after) == ("630102005", {"to": "2026-11-24"})


def test_an_office_cannot_end_before_it_began(world):
    role = Role.objects.get(person=world.near.accounts["leader"].person)
    with pytest.raises(InvalidInput):
        end_role(role=role, last_day=street.SINCE - DAY, by=SYSTEM, at=AT)
    assert Role.objects.get(pk=role.pk).valid_to is None


def test_an_account_name_is_given_once(world):
    count = Account.objects.count()
    with pytest.raises(Conflict):
        create_account(person=NewPerson("王五", "near-dispatcher", "silver-fox-31"), by=SYSTEM, at=AT)
    assert Account.objects.count() == count
