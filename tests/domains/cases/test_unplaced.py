"""Cases whose place nobody knows: the desk says where, and the product learns the words."""

import pytest

from tests.support.cases import act, reported
from tests.support.street import AT, former
from xiuhuazhen.core.areas.models import Alias
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures.actions.bulk import start_bulk
from xiuhuazhen.core.procedures.models import Step
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.rules.place_words import proposed_words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

TEXT = "梧桐花园北门的路灯不亮"
GRID_2 = "630102005006002"


@pytest.fixture
def desk(client, near):
    client.force_login(near.accounts["dispatcher"])
    return client


@pytest.fixture
def unplaced(near):
    return reported(point=None, text=TEXT).matter


def place(client, matter, **given):
    form = {"version": matter.version, "command_id": str(new_id()), "area": GRID_2, "remember": "梧桐花园", "text": ""}
    return client.post(f"/matters/{matter.number}/do/place/", {**form, **given})


def listed(client):
    page = client.get("/cases/unplaced/")
    return page.context["total_label"], [row["number"] for row in page.context["rows"]]


def test_the_desk_sees_what_waits_for_a_place(desk, unplaced):
    reported()
    assert listed(desk) == ("1", [unplaced.number])
    page = desk.get("/cases/unplaced/")
    assert page.context["rows"][0]["words"] == ["梧桐花园"]
    assert TEXT in page.content.decode()


def test_what_was_written_and_the_address_are_in_sight_when_it_is_placed(desk):
    """With the numbers of persons masked; of somebody who asked for confidentiality no address."""
    told = {"point": None, "text": "这里的水管爆了", "address": "老王家旁边，电话13900000000"}
    open_one, secret = reported(**told).matter, reported(**told, confidential=True).matter
    rows = {row["number"]: row for row in desk.get("/cases/unplaced/").context["rows"]}
    assert rows[open_one.number]["address"].startswith("老王家旁边，电话139****")
    assert rows[secret.number]["address"] == ""
    form = desk.get(f"/matters/{open_one.number}/do/place/").content.decode()
    assert "这里的水管爆了" in form
    assert "老王家旁边" in form
    assert "老王家旁边" not in desk.get(f"/matters/{secret.number}/do/place/").content.decode()


def test_one_that_a_unit_works_on_already_waits_for_its_place_all_the_same(desk, near, unplaced):
    """Given out without a place, signed for, finished: placed late it stays where it is in its course."""
    for action in ("dispatch", "sign_for", "finish"):
        act(near, unplaced, action)
        assert listed(desk) == ("1", [unplaced.number])
    unplaced.refresh_from_db()
    before = (unplaced.state, unplaced.holder_id, unplaced.due_at)
    assert place(desk, unplaced).status_code == 302
    unplaced.refresh_from_db()
    assert (unplaced.state, unplaced.holder_id, unplaced.due_at) == before
    assert unplaced.area.code == GRID_2
    assert listed(desk) == ("0", [])


def test_one_that_was_given_out_in_bulk_waits_for_it_too(desk, near, unplaced):
    seen = [(unplaced.pk, unplaced.version)]
    start_bulk(bulk_id=new_id(), action="dispatch", given={}, seen=seen, by=near.actor("dispatcher"), at=AT)
    run_pending(at=AT)
    unplaced.refresh_from_db()
    assert unplaced.state == "dispatched"
    assert listed(desk) == ("1", [unplaced.number])


def test_one_that_is_closed_waits_for_nothing(desk, near, unplaced):
    act(near, unplaced, "void")
    assert listed(desk) == ("0", [])
    unplaced.refresh_from_db()
    assert desk.get(f"/matters/{unplaced.number}/do/place/").status_code == 409


def test_places_that_the_words_may_mean_are_proposed(desk):
    reported(point=None, text="富民路社区和车站社区之间路灯不亮")
    (row,) = desk.get("/cases/unplaced/").context["rows"]
    assert [each["name"] for each in row["proposals"]] == ["富民路社区", "车站社区"]


def test_an_address_that_begins_with_the_street_waits_and_the_street_is_not_proposed(desk):
    """So that 银杏花园 is learned. The one that names a community is placed."""
    address = "青海省西宁市城东区火车站街道银杏花园3号楼"
    matter = reported(point=None, text="电梯坏了", address=address).matter
    reported(point=None, text="电梯坏了", address="火车站街道富民路社区银杏花园3号楼")
    assert listed(desk) == ("1", [matter.number])
    page = desk.get("/cases/unplaced/")
    assert (page.context["rows"][0]["proposals"], page.context["sure"]) == ([], [])
    assert place(desk, matter, remember="银杏花园").status_code == 302
    assert listed(desk) == ("0", [])
    again = reported(point=None, text="电梯又坏了", address=address).matter
    assert (again.area.code, Case.objects.get(pk=again.pk).placed_by) == (GRID_2, "text")


def test_words_that_were_remembered_place_the_next_by_themselves(desk, near, unplaced):
    """One step and one audit row; the basis names the case from which they were learned."""
    assert place(desk, unplaced).status_code == 302
    alias = Alias.objects.get(text="梧桐花园")
    assert (alias.area.code, alias.valid_from) == (GRID_2, local_date(AT))
    assert unplaced.number in alias.basis
    assert AuditRow.objects.filter(action="areas.alias.added", reason=alias.basis).count() == 1
    assert listed(desk) == ("0", [])
    case = Case.objects.get(pk=reported(point=None, text="梧桐花园3栋漏水").matter.pk)
    assert (case.matter.area.code, case.placed_by, case.place_reason) == (GRID_2, "text", "梧桐花园")


def test_without_words_only_this_case_is_placed(desk, unplaced):
    known = Alias.objects.count()
    place(desk, unplaced, remember="")
    assert Alias.objects.count() == known
    case = Case.objects.get(pk=unplaced.pk)
    assert (case.placed_by, case.place_confidence, case.place_candidates) == ("staff", "certain", [])


def test_sent_twice_it_is_placed_and_learned_once(desk, unplaced):
    command = str(new_id())
    assert [place(desk, unplaced, command_id=command).status_code for _ in range(2)] == [302, 302]
    assert Step.objects.filter(matter=unplaced, action="place").count() == 1
    assert Alias.objects.filter(text="梧桐花园").count() == 1


@pytest.mark.parametrize("words", ["桃园大厦", "13800001234", "梧"])
def test_only_words_of_the_report_are_remembered(desk, near, words):
    """And no number of a person."""
    matter = reported(point=None, text=f"{TEXT}，电话13800001234").matter
    assert place(desk, matter, remember=words).status_code == 422
    assert not Alias.objects.filter(text=words).exists()


@pytest.mark.parametrize("words", ["小区", "88"])
def test_words_that_say_nothing_of_where_are_refused_beside_their_field(desk, near, words):
    """And the case is not placed by that: both or none."""
    matter = reported(point=None, text="梧桐花园小区北门88号路灯不亮").matter
    page = place(desk, matter, remember=words)
    assert list(page.context["form"].errors) == ["remember"]
    assert Case.objects.get(pk=matter.pk).placed_by == "nowhere"


def test_words_of_another_place_are_not_taken_from_it(desk, near):
    """银杏小区 is in the first grid; there it has to be taken back first. For that grid it needs no remembering."""
    matter = reported(point=None, text="银杏小区和车站社区之间").matter
    assert place(desk, matter, remember="银杏小区").status_code == 422
    assert place(desk, matter, remember="银杏小区", area="630102005006001").status_code == 302
    assert Alias.objects.filter(text="银杏小区").count() == 1


@pytest.mark.parametrize(
    ("street", "office", "expected"),
    [("near", "handler", 403), ("near", "secretary", 403), ("near", "grid-worker", 403), ("far", "dispatcher", 200)],
)
def test_it_is_the_desk_s_of_the_area_alone(client, world, unplaced, street, office, expected):
    """The neighbouring desk has a list of its own, without this one."""
    client.force_login(getattr(world, street).accounts[office])
    page = client.get("/cases/unplaced/")
    assert page.status_code == expected
    assert unplaced.number not in page.content.decode()


def test_who_left_yesterday_and_who_never_came_see_nothing(client, near, unplaced):
    assert client.get("/cases/unplaced/").status_code == 302
    client.force_login(former(near, "dispatcher", today=local_date(AT)))
    assert client.get("/cases/unplaced/").status_code == 403


def test_the_neighbouring_desk_places_nothing_here(client, world, unplaced):
    client.force_login(world.far.accounts["dispatcher"])
    assert place(client, unplaced).status_code == 404
    assert not Alias.objects.filter(text="梧桐花园").exists()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("我们在梧桐花园北门", ("梧桐花园",)),
        ("富民路18号院楼道灯不亮", ("富民路18号院",)),
        ("住在东风巷，去年起", ("东风巷",)),
        ("灯不亮", ()),
    ],
)
def test_words_that_end_as_places_do_are_proposed(text, words):
    assert proposed_words(text) == words
