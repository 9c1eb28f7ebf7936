"""Who may give which role to whom, and let which program in: asked by the actions, whatever the door."""

from datetime import date

import pytest

from tests.support import street
from tests.support.street import AT, DAY, SYSTEM, give
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.errors import Conflict, Forbidden, InvalidInput
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.people.actions import (
    correct_person,
    create_token,
    end_role,
    grant_role,
    invite,
    revoke_token,
    set_password,
)
from xiuhuazhen.core.people.choices import RoleName, UnitKind
from xiuhuazhen.core.people.granting import above, may_answer_for
from xiuhuazhen.core.people.models import ApiToken, Role

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)


@pytest.fixture
def world():
    return street.build()


def administrator_of(account, area, unit):
    give(account, RoleName.ADMINISTRATOR, area, unit)
    return actor_for(account, on=TODAY)


def granted(world, by, name=RoleName.INSPECTOR, *, area=None, unit=None, person=None, **more):
    near = world.near
    return grant_role(
        person=person or near.accounts["handler"].person,
        name=name,
        area=area or near.areas["community"],
        unit=unit or near.units["community"],
        valid_from=TODAY,
        by=by,
        at=AT,
        **more,
    )


def test_an_administrator_gives_roles_below(world):
    role = granted(world, world.near.actor("administrator"))
    assert (role.valid_from, role.valid_to, role.granted_by) == (
        TODAY,
        None,
        f"person:{world.near.accounts['administrator'].person_id}",
    )


@pytest.mark.parametrize(
    ("side", "office", "area", "unit"),
    [
        ("far", "administrator", "community", "community"),
        ("near", "leader", "community", "community"),
        ("near", "dispatcher", "community", "community"),
        ("near", "secretary", "community", "community"),
    ],
)
def test_nobody_else_does(world, side, office, area, unit):
    by = getattr(world, side).actor(office)
    with pytest.raises(Forbidden):
        granted(world, by, area=world.near.areas[area], unit=world.near.units[unit])
    assert not Role.objects.filter(name=RoleName.INSPECTOR, area=world.near.areas["community"]).exists()


def test_neither_above_nor_beside_ones_own_area(world):
    by = world.near.actor("administrator")
    for area in (world.county, world.far.areas["street"], world.far.areas["grid"]):
        with pytest.raises(Forbidden):
            granted(world, by, area=area)


def test_nor_for_a_unit_that_lies_elsewhere(world):
    """A handler sees what their unit has, wherever it lies; so the unit counts as much as the place."""
    outside = street.unit("城东区园林局", UnitKind.DEPARTMENT, world.county)
    for unit in (world.far.units["lamps"], outside):
        with pytest.raises(Forbidden):
            granted(world, world.near.actor("administrator"), RoleName.UNIT_HANDLER, unit=unit)


def test_who_was_an_administrator_until_yesterday_gives_nothing(world):
    former = street.former(world.near, "administrator", today=TODAY)
    with pytest.raises(Forbidden):
        granted(world, actor_for(former, on=TODAY))


def test_nobody_gives_a_role_to_themselves(world):
    own = world.near.accounts["administrator"].person
    with pytest.raises(Forbidden) as refused:
        granted(world, world.near.actor("administrator"), RoleName.DISPATCHER, person=own)
    assert refused.value.message == "谁都不能改自己的角色，请找别的管理员。"


def test_who_hears_complaints_is_named_from_above(world):
    """Otherwise those complained about would choose who reads it."""
    near = world.near
    supervision = street.unit("监督办", UnitKind.SUPERVISOR, near.areas["street"])
    given = {"area": near.areas["street"], "unit": supervision}
    with pytest.raises(Forbidden) as refused:
        granted(world, near.actor("administrator"), RoleName.SUPERVISOR, **given)
    assert "只有上级管理员才能定" in refused.value.message
    above_it = administrator_of(world.stranger, world.county, street.unit("区", UnitKind.STREET_OFFICE, world.county))
    role = granted(world, above_it, RoleName.SUPERVISOR, **given)
    with pytest.raises(Forbidden):
        end_role(role=role, last_day=TODAY, by=near.actor("administrator"), at=AT)
    end_role(role=role, last_day=TODAY, by=above_it, at=AT)


@pytest.mark.parametrize(("path", "parent"), [("a/", ""), ("a/b/", "a/"), ("a/b/c/", "a/b/"), ("", "")])
def test_above(path, parent):
    assert above(path) == parent


def test_the_neighbour_ends_no_role(world):
    role = Role.objects.get(person=world.near.accounts["handler"].person)
    with pytest.raises(Forbidden):
        end_role(role=role, last_day=TODAY, by=world.far.actor("administrator"), at=AT)


def test_the_same_role_is_held_once(world):
    by, first = world.near.actor("administrator"), new_id()
    role = granted(world, by, command_id=first)
    assert granted(world, by, command_id=first) == role
    with pytest.raises(Conflict):
        granted(world, by, command_id=new_id())
    assert AuditRow.objects.filter(action="people.role.granted", subject_id=str(role.pk)).count() == 1


def test_a_deputy_stands_in_until_a_day_for_who_holds_the_role(world):
    near = world.near
    by, handler = near.actor("administrator"), near.accounts["handler"].person
    given = {"area": near.areas["street"], "unit": near.units["lamps"], "person": near.accounts["inspector"].person}
    for wrong in ({}, {"last_day": TODAY - DAY}):
        with pytest.raises(InvalidInput):
            granted(world, by, RoleName.UNIT_HANDLER, deputy_for=handler, **given, **wrong)
    with pytest.raises(InvalidInput) as refused:
        granted(world, by, RoleName.UNIT_HEAD, deputy_for=handler, last_day=TODAY, **given)
    assert refused.value.fields == {"deputy_for": "被代理的人那时没有这个角色。"}
    role = granted(world, by, RoleName.UNIT_HANDLER, deputy_for=handler, last_day=TODAY + DAY, **given)
    assert (role.deputy_for, role.valid_to) == (handler, date(2026, 11, 25))
    assert not role.holds_on(date(2026, 11, 25))


def test_a_link_is_made_only_by_who_could_give_all_the_roles(world):
    """Whoever has the link could come in as this person."""
    near, by = world.near, world.near.actor("administrator")
    handler = near.accounts["handler"]
    assert may_answer_for(by, handler.person, on=TODAY)
    give(handler, RoleName.UNIT_HANDLER, world.far.areas["street"], world.far.units["lamps"], since=TODAY + DAY)
    assert not may_answer_for(by, handler.person, on=TODAY)
    with pytest.raises(Forbidden):
        invite(account=handler, by=by, at=AT)
    for office in ("administrator", "handler"):
        assert not may_answer_for(by, world.far.accounts[office].person, on=TODAY)
    assert not may_answer_for(by, near.accounts["administrator"].person, on=TODAY)
    assert not may_answer_for(by, world.stranger.person, on=TODAY)


def test_nobody_types_a_password_for_somebody_else(world):
    handler = world.near.accounts["handler"]
    with pytest.raises(Forbidden):
        set_password(account=handler, password="gold-bee-28", by=world.near.actor("administrator"), at=AT)
    set_password(account=handler, password="gold-bee-28", by=world.near.actor("handler"), at=AT)


def test_a_person_is_corrected_only_where_they_work(world):
    """Whatever area is named for it."""
    far = world.far.accounts["handler"].person
    words = {"name": "改名", "work_telephone": "", "version": 1, "at": AT}
    with pytest.raises(Forbidden):
        correct_person(person=far, area=world.near.areas["street"], by=world.near.actor("administrator"), **words)
    correct_person(person=far, area=world.far.areas["street"], by=world.far.actor("administrator"), **words)
    far.refresh_from_db()
    assert (far.name, far.version) == ("改名", 2)


def let_in(world, by, *wanted, area=None, unit=None):
    near = world.near
    return create_token(
        name="大屏",
        wanted=list(wanted),
        area=area or near.areas["street"],
        unit=unit or near.units["office"],
        valid_to=TODAY + 30 * DAY,
        by=by,
        at=AT,
    )


def test_an_administrator_lets_a_program_see_cases(world):
    row, text = let_in(world, world.near.actor("administrator"), "cases.view")
    assert (row.permissions, text[:4]) == (["cases.view"], "xhz_")


@pytest.mark.parametrize(
    "wanted",
    ["people.manage", "people.token", "cases.contact", "complaints.contact", "procedures.hand_over", "jobs.manage"],
)
def test_no_program_gets_what_is_for_people(world, wanted):
    with pytest.raises(Forbidden) as refused:
        let_in(world, world.near.actor("administrator"), wanted)
    assert refused.value.message == "这件事不能交给程序，只能由人来做。"
    assert ApiToken.objects.count() == 0


def test_a_program_reaches_no_further_than_the_administrator(world):
    by = world.near.actor("administrator")
    for given in (
        {"area": world.county},
        {"area": world.far.areas["street"]},
        {"unit": world.far.units["office"]},
    ):
        with pytest.raises(Forbidden):
            let_in(world, by, "cases.view", **given)
    for other in (world.far.actor("administrator"), world.near.actor("leader")):
        with pytest.raises(Forbidden):
            let_in(world, other, "cases.view")


def test_the_neighbour_revokes_no_token(world):
    row, _text = let_in(world, SYSTEM, "cases.view")
    with pytest.raises(Forbidden):
        revoke_token(token=row, by=world.far.actor("administrator"), at=AT)
    revoke_token(token=row, by=world.near.actor("administrator"), at=AT)
    assert ApiToken.objects.get(pk=row.pk).revoked
