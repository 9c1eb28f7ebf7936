"""Where a confidential report came from may be where its reporter lives: the point and the address are the desk's
alone, and whoever works on the case is told by the desk where to go."""

import io
from importlib import import_module

import openpyxl
import pytest
from django.apps import apps

from tests.support import cases
from tests.support.cases import IN_GRID, NAME, PHONE, TEXT, reported
from tests.support.street import AT, DAY
from tests.support.visitors import visit
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.messages.models import Message
from xiuhuazhen.core.messages.outbox import expand_due
from xiuhuazhen.core.procedures.access import query_code
from xiuhuazhen.core.procedures.actions.erasing import erase_contents
from xiuhuazhen.core.procedures.actions.exporting import ask_export, fetch_export
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import steps_of
from xiuhuazhen.domains.cases.actions.handling import Dispatch
from xiuhuazhen.domains.cases.facts import facts
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.own_data import own_data

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "fresh_counts")]

TODAY = local_date(AT)
ADDRESS = "银杏小区3号楼2单元501"
WHERE = "富民路东口的配电箱"
LEFT_OUT = ("leader", "secretary", "committee", "grid-worker", "inspector", "handler", "colleague")
HOME = (1_018_153_217, 366_023_119)
TRACES = ("101.8153", "36.6023", "1018153217", "366023119", ADDRESS)
BOX = "bbox=101.7,36.5,101.9,36.7&zoom=17"


def confidential(**given):
    usual = {"contact_name": NAME, "contact_phone": PHONE, "address": ADDRESS, "point": HOME}
    return reported(**{**usual, **given}, confidential=True).matter


def dispatched(near, matter, where=WHERE):
    unit = near.units["lamps"].pk
    cases.act(near, matter, "dispatch", Dispatch(unit, "0101", where=where))
    return Matter.objects.get(pk=matter.pk)


@pytest.fixture
def matter(near):
    return dispatched(near, confidential())


def lines(matter, by):
    return {str(fact.label): fact.value for fact in facts(matter, steps_of(matter), by, TODAY)}


@pytest.mark.parametrize("office", [*LEFT_OUT, "dispatcher"])
def test_it_stands_on_no_map_and_is_counted_in_its_area(world, matter, office):
    client = visit(world, f"near-{office}", today=TODAY)
    found = client.get(f"/map/points/?{BOX}").json()
    assert (found["items"], found["clusters"]) == ([], [])
    assert [area["count"] for area in found["areas"]] == [1]
    behind = client.get(f"/map/named/?{BOX}&around={found['areas'][0]['code']}").json()["items"]
    assert [(item["number"], item["lng"], item["lat"]) for item in behind] == [(matter.number, 0, 0)]
    assert client.get(f"/map/named/?{BOX}").json()["items"] == []


def test_an_ordinary_case_stands_there_as_before(world):
    number = reported().matter.number
    items = visit(world, "near-handler", today=TODAY).get(f"/map/points/?{BOX}").json()["items"]
    assert items == []  # not dispatched: the unit does not see it
    items = visit(world, "near-grid-worker", today=TODAY).get(f"/map/points/?{BOX}").json()["items"]
    assert [(item["number"], item["lng"], item["lat"]) for item in items] == [(number, 101.815, 36.602)]


@pytest.mark.parametrize("office", LEFT_OUT)
def test_no_door_tells_point_or_address(world, matter, office):
    client, number = visit(world, f"near-{office}", today=TODAY), matter.number
    doors = (
        f"/matters/{number}/",
        f"/desk/?matter={number}",
        "/matters/",
        f"/map/?{BOX}",
        f"/map/points/?{BOX}",
        f"/api/v1/matters/{number}",
        "/api/v1/matters",
        f"/cases/{number}/reply/",
        f"/areas/{matter.area.code}/",
    )
    for door in doors:
        page = client.get(door).content.decode()
        assert [trace for trace in TRACES if trace in page] == [], door


@pytest.mark.parametrize("words", ["银杏小区3号楼2单元", "2单元501", "配电箱"])
@pytest.mark.parametrize("office", ["handler", "dispatcher"])
def test_nobody_finds_it_by_its_address(world, near, words, office):
    matter = dispatched(near, confidential(text="路灯不亮"))
    client = visit(world, f"near-{office}", today=TODAY)
    assert matter.number in client.get("/matters/", {"q": "路灯不亮"}).content.decode()
    assert matter.number not in client.get("/matters/", {"q": words}).content.decode()


def test_exports_and_messages_do_not_tell_it(near, matter):
    columns = ["number", "title", "area", "text"]
    row = ask_export(export_id=new_id(), wanted={}, columns=columns, order="opened", by=near.actor("handler"), at=AT)
    run_pending(at=AT)
    row.refresh_from_db()
    content = fetch_export(export=row, by=near.actor("handler"), at=AT)
    book = openpyxl.load_workbook(io.BytesIO(content.content))
    told = "\n".join(str(cell.value) for line in book.active for cell in line)
    assert matter.number in told
    expand_due(AT)
    told += "\n".join(f"{message.subject} {message.text}" for message in Message.objects.all())
    assert [trace for trace in (*TRACES, WHERE) if trace in told] == []


@pytest.mark.parametrize("office", LEFT_OUT)
def test_whoever_works_on_it_reads_where_the_desk_says_to_go(world, near, matter, office):
    shown = lines(matter, near.actor(office))
    assert (shown["去哪里办"], "地址" in shown, "坐标" in shown) == (WHERE, False, False)
    assert WHERE in visit(world, f"near-{office}", today=TODAY).get(f"/matters/{matter.number}/").content.decode()


def test_the_desk_sees_address_and_position(near, matter):
    shown = lines(matter, near.actor("dispatcher"))
    assert (shown["地址"], shown["坐标"], shown["去哪里办"]) == (ADDRESS, "101.81532，36.60231", WHERE)


def test_numbers_in_it_are_masked(near):
    shown = lines(dispatched(near, confidential(), f"到门口打{PHONE}"), near.actor("handler"))
    assert shown["去哪里办"] == "到门口打138****1234"


def test_only_what_was_said_at_the_last_dispatch_counts(near, matter):
    """What told too much is taken back with the case."""
    cases.act(near, matter, "recall")
    assert "去哪里办" not in lines(dispatched(near, Matter.objects.get(pk=matter.pk), ""), near.actor("handler"))


def test_the_form_asks_where_to_go_and_proposes_nothing(client, near):
    client.force_login(near.accounts["dispatcher"])
    matter, ordinary = confidential(), reported().matter
    page = client.get(f"/matters/{matter.number}/do/dispatch/").content.decode()
    assert ('name="where"' in page, ADDRESS in page.partition('name="where"')[2]) == (True, False)
    assert 'name="where"' not in client.get(f"/matters/{ordinary.number}/do/dispatch/").content.decode()
    given = {"id": str(new_id()), "version": "1", "category": "0101", "unit": str(near.units["lamps"].pk)}
    client.post(f"/matters/{matter.number}/do/dispatch/", {**given, "where": f" {WHERE} "})
    assert lines(Matter.objects.get(pk=matter.pk), near.actor("handler"))["去哪里办"] == WHERE


def test_what_was_typed_is_kept_where_it_is_too_long(client, near):
    client.force_login(near.accounts["dispatcher"])
    matter = confidential()
    given = {"id": str(new_id()), "version": "1", "category": "0101", "unit": str(near.units["lamps"].pk)}
    page = client.post(f"/matters/{matter.number}/do/dispatch/", {**given, "where": "路" * 101}).content.decode()
    assert ("路" * 101 in page, Matter.objects.get(pk=matter.pk).version) == (True, 1)


def test_a_program_of_the_desk_says_it_too(world, near):
    matter, client = confidential(), visit(world, "near-dispatcher", today=TODAY)
    body = {"id": str(new_id()), "version": 1, "category": "0101", "unit": str(near.units["lamps"].pk), "where": WHERE}
    answer = client.post(f"/api/v1/matters/{matter.number}/actions/dispatch", body, content_type="application/json")
    assert answer.status_code == 200
    assert lines(Matter.objects.get(pk=matter.pk), near.actor("handler"))["去哪里办"] == WHERE


def test_the_reporter_does_not_read_it(client, matter):
    """It was written for the unit."""
    client.post(f"/m/{matter.number}/", {"code": query_code(matter)})
    assert WHERE not in client.get(f"/m/{matter.number}/").content.decode()


def test_a_place_name_out_of_the_address_is_not_told(near):
    matter = dispatched(near, confidential(text="楼道灯坏了", point=None))
    Case.objects.filter(pk=matter.pk).update(placed_by="text", place_reason="银杏小区", place_named_as="compound")
    assert "银杏小区" in lines(matter, near.actor("dispatcher"))["地点"]
    assert "银杏小区" not in lines(matter, near.actor("handler"))["地点"]


def test_a_place_name_in_the_text_is(near):
    matter = dispatched(near, confidential(text=TEXT, point=None))
    Case.objects.filter(pk=matter.pk).update(placed_by="text", place_reason="银杏小区", place_named_as="compound")
    assert "「银杏小区」" in lines(matter, near.actor("handler"))["地点"]


def test_the_point_of_a_place_name_is_kept_back_and_forgotten_alike(near):
    matter = confidential()
    Case.objects.filter(pk=matter.pk).update(placed_by="text")
    cases.act(near, matter, "place")
    assert Case.objects.get(pk=matter.pk).kept_point is None


def test_the_reporter_is_told_that_a_point_is_held_and_it_is_erased(near, matter):
    assert own_data(matter, at=AT).point is True
    erase_contents(matter_id=matter.pk, by=near.actor("dispatcher"), at=AT + DAY)
    matter = Matter.objects.get(pk=matter.pk)
    assert (own_data(matter, at=AT).point, Case.objects.get(pk=matter.pk).kept_point) == (False, None)


def test_cases_from_before_lose_their_point_to_the_desk(near):
    """The migration, and back."""
    matter, ordinary = confidential(), reported().matter
    Case.objects.filter(pk=matter.pk).update(lng_e7=None, lat_e7=None)
    Matter.objects.filter(pk=matter.pk).update(lng_e7=HOME[0], lat_e7=HOME[1])
    moving = import_module("xiuhuazhen.domains.cases.migrations.0013_kept_point")

    def points():
        rows = Matter.objects.order_by("number").values_list("lng_e7", "lat_e7", "case__lng_e7", "case__lat_e7")
        return dict(zip(("confidential", "ordinary"), rows, strict=True))

    assert matter.number < ordinary.number
    moving.keep_points_back(apps, None)
    assert points() == {"confidential": (None, None, *HOME), "ordinary": (*IN_GRID, None, None)}
    moving.give_points_back(apps, None)
    assert points()["confidential"][:2] == HOME
