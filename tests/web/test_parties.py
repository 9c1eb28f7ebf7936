"""The four parties of a grid: who works it, and which units, Party branches and teams are linked with it."""

import io

import openpyxl
import pytest
from django.test import Client

from tests.support.street import AT, DAY, SINCE, SYSTEM, former
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.errors import Conflict
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.actions import create_unit, end_unit
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.domains.grid.actions import end_link, link_unit
from xiuhuazhen.domains.grid.models import Grid, Link, UnitFacts
from xiuhuazhen.domains.grid.queries import grids_linked_with

pytestmark = [pytest.mark.django_db]

TODAY = local_date(AT)
GRID = "630102005006001"
PAGE = f"/areas/{GRID}/parties/"


@pytest.fixture
def secretary(client, near):
    client.force_login(near.accounts["secretary"])
    return client


def unit(near, name="富民路小学", kind=UnitKind.PARTNER, area="community"):
    return create_unit(name=name, kind=kind, area=near.areas[area], valid_from=SINCE, by=SYSTEM, at=AT)


def sent(row, **given):
    return {"unit": str(row.pk), "duty": "夜间开放操场", "on": TODAY.isoformat(), "command_id": str(new_id()), **given}


def test_units_branches_and_teams_stand_on_their_sides(secretary, near):
    kinds = {"units": UnitKind.PARTNER, "branches": UnitKind.PARTY_BRANCH, "teams": UnitKind.VOLUNTEER_TEAM}
    for side, kind in kinds.items():
        assert secretary.post(PAGE + "link/", sent(unit(near, side, kind))).status_code == 302
    page = secretary.get(PAGE)
    assert {side: [each["name"] for each in rows] for side, rows in page.context["sides"].items()} == {
        side: [side] for side in kinds
    }
    assert len(page.context["workers"]) == 1


def test_a_link_is_made_once_and_ends(secretary, near):
    row = unit(near)
    first = sent(row)
    for _twice in range(2):
        assert secretary.post(PAGE + "link/", first).status_code in (302, 422)
    (link,) = Link.objects.all()
    assert secretary.post(f"{PAGE}{link.pk}/end/").status_code == 302
    assert secretary.get(PAGE).context["sides"]["units"] == []
    link.refresh_from_db()
    assert (link.valid_from, link.valid_to) == (TODAY, TODAY + DAY)
    assert secretary.post(f"{PAGE}{link.pk}/end/").status_code == 404
    assert list(AuditRow.objects.filter(action__startswith="grid.link").values_list("action", flat=True)) == [
        "grid.link.made",
        "grid.link.ended",
    ]


def test_what_is_linked_already_is_of_another_kind_or_still_to_come_is_refused(near):
    grid, row = Grid.objects.get(area__code=GRID), unit(near)
    given = {"grid": grid, "duty": "", "by": SYSTEM, "at": AT}
    link = link_unit(unit=row, on=TODAY - DAY, **given)
    with pytest.raises(Conflict):
        link_unit(unit=row, on=TODAY, **given)
    with pytest.raises(Conflict):
        link_unit(unit=near.units["office"], on=TODAY, **given)
    assert end_link(link=link, last_day=TODAY, by=SYSTEM, at=AT).valid_to == TODAY + DAY
    assert link_unit(unit=row, on=TODAY, **given).pk != link.pk


@pytest.mark.parametrize(
    "given", [{"unit": ""}, {"unit": "x"}, {"on": "2030-01-01"}, {"on": "gestern"}, {"duty": "长" * 101}]
)
def test_a_wrong_link_is_shown_again_as_it_was_typed(secretary, near, given):
    page = secretary.post(PAGE + "link/", sent(unit(near), **given))
    assert (page.status_code, list(page.context["form"].errors), Link.objects.count()) == (422, list(given), 0)


def test_whom_to_ask_for_and_how_many_is_a_count(secretary, near):
    link = link_unit(grid=Grid.objects.get(area__code=GRID), unit=unit(near), duty="", on=TODAY, by=SYSTEM, at=AT)
    form = {"contact": "王老师", "members": "31", "on": TODAY.isoformat(), "basis": "校方来函"}
    for _twice in range(2):
        assert secretary.post(f"{PAGE}{link.pk}/", form).status_code == 302
    assert UnitFacts.objects.get().members == 31
    assert AuditRow.objects.filter(action="grid.unit.facts").count() == 1
    assert "31 人" in secretary.get(PAGE).content.decode()
    assert secretary.post(f"{PAGE}{link.pk}/", {**form, "members": "-1"}).status_code == 422


def test_a_community_does_not_speak_for_a_unit_of_the_street(secretary, near):
    row = unit(near, area="street")
    link = link_unit(grid=Grid.objects.get(area__code=GRID), unit=row, duty="", on=TODAY, by=SYSTEM, at=AT)
    assert secretary.get(f"{PAGE}{link.pk}/").status_code == 404
    [shown] = secretary.get(PAGE).context["sides"]["units"]
    assert shown["facts_url"] == ""


def test_a_link_ends_with_its_unit_and_stays_in_history(client, near):
    """On the day before it is told whoever ends the unit; from the day after it is on no page and in no spreadsheet."""
    row = unit(near)
    link = link_unit(grid=Grid.objects.get(area__code=GRID), unit=row, duty="", on=TODAY - DAY, by=SYSTEM, at=AT)
    client.force_login(near.accounts["administrator"])
    end, sheet = f"/manage/units/{row.pk}/end/", f"/areas/{GRID[:12]}/register/"

    def shown():
        told = "这个单位和以下网格有联动，撤销后联动同时结束：富民路社区第一网格。" in client.get(end).content.decode()
        exported = openpyxl.load_workbook(io.BytesIO(client.get(f"{sheet}links/").content)).active.max_row - 1
        listed = [each["counts"][-1]["said"] for each in client.get(sheet).context["rows"] if each["code"] == GRID]
        return len(client.get(PAGE).context["sides"]["units"]), exported, listed, told

    given = {"last_day": (TODAY - DAY).isoformat(), "command_id": str(new_id())}
    assert shown() == (1, 1, [1], True)
    assert client.post(end, given).status_code == 302
    assert shown() == (0, 0, [None], False)
    assert client.get(f"{PAGE}{link.pk}/").status_code == 404
    assert client.post(f"{PAGE}{link.pk}/end/").status_code == 404
    link.refresh_from_db()
    assert link.valid_to is None


def test_a_unit_that_is_to_end_stays_linked_until_then(secretary, near):
    row = unit(near)
    link_unit(grid=Grid.objects.get(area__code=GRID), unit=row, duty="", on=TODAY, by=SYSTEM, at=AT)
    end_unit(unit=row, last_day=TODAY, by=SYSTEM, at=AT)
    assert [each["name"] for each in secretary.get(PAGE).context["sides"]["units"]] == [row.name]
    assert grids_linked_with(row, on=TODAY + DAY) == []


DOORS = ("", "link/", "{link}/", "{link}/end/")


@pytest.mark.parametrize(
    ("street", "office", "statuses"),
    [
        ("near", "secretary", (200, 200, 200, 405)),
        ("near", "administrator", (200, 200, 200, 405)),
        ("near", "leader", (200, 403, 403, 405)),
        ("near", "second-secretary", (404, 404, 404, 405)),
        ("far", "secretary", (404, 404, 404, 405)),
        ("far", "administrator", (404, 404, 404, 405)),
    ],
)
def test_who_sees_and_who_changes_them(world, street, office, statuses):
    grid = Grid.objects.get(area__code=GRID)
    link = link_unit(grid=grid, unit=unit(world.near), duty="", on=TODAY, by=SYSTEM, at=AT)
    client = Client()
    client.force_login(getattr(world, street).accounts[office])
    assert tuple(client.get(PAGE + door.format(link=link.pk)).status_code for door in DOORS) == statuses
    ended = client.post(f"{PAGE}{link.pk}/end/").status_code
    assert ended == (302 if statuses[1] == 200 else statuses[1])


def test_who_left_yesterday_and_who_is_nobody_see_nothing(client, near, world):
    assert client.get(PAGE).status_code == 302
    for account in (former(near, "secretary", today=TODAY), world.stranger):
        client.force_login(account)
        assert client.get(PAGE).status_code == 404


def test_branches_and_teams_are_given_no_matters(near):
    """They have nobody who signs for one."""
    from xiuhuazhen.domains.cases.queries import units_to_route_to

    unit(near, "一支部", UnitKind.PARTY_BRANCH)
    unit(near, "服务队", UnitKind.VOLUNTEER_TEAM)
    partner = unit(near)
    offered = units_to_route_to(near.areas["street"], on=TODAY)
    assert partner in offered
    assert not offered.filter(kind__in=[UnitKind.PARTY_BRANCH, UnitKind.VOLUNTEER_TEAM]).exists()
