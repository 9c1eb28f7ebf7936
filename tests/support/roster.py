"""Duty rosters of the streets in ``tests.support.street``: who stands for the desk, and when."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support import street
from tests.support.street import AT, Street
from xiuhuazhen.core.kit.actors import SYSTEM, Actor
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.actions import NewPerson, NewShift, create_account, set_shift
from xiuhuazhen.core.people.choices import RoleName, ShiftPost
from xiuhuazhen.core.people.models import Account, Shift

_CHINA = timedelta(hours=8)


def china(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment of November 2026 on a wall clock in China; day 31 is the first of December."""
    return datetime(2026, 11, 1, tzinfo=UTC) - _CHINA + timedelta(days=day - 1, hours=hour, minutes=minute)


def second_dispatcher(near: Street) -> Account:
    """A colleague at the same desk: ``near.accounts["second"]``, who has a work telephone."""
    person = NewPerson("车子", f"{near.name}-second", street.PASSWORD, work_telephone="0971-8220001")
    account = create_account(person=person, by=SYSTEM, at=AT)
    street.give(account, RoleName.DISPATCHER, near.areas["street"], near.units["desk"])
    near.accounts["second"] = account
    return account


def new_shift(account: Account, begins_at: datetime, ends_at: datetime, **given: Any) -> NewShift:
    usual = {"person_id": account.person_id, "post": ShiftPost.OFFICER, "begins_at": begins_at, "ends_at": ends_at}
    return NewShift(**{**usual, **given})


def put(
    near: Street,
    office: str,
    begins_at: datetime,
    ends_at: datetime,
    *,
    unit: str = "desk",
    by: Actor | None = None,
    at: datetime = AT,
    **given: Any,
) -> Shift:
    """Set a shift for whoever holds this office; the street's leader does it."""
    return set_shift(
        unit_id=near.units[unit].pk,
        shift=new_shift(near.accounts[office], begins_at, ends_at, **given),
        by=by or near.actor("leader"),
        at=at,
        command_id=new_id(),
    )
