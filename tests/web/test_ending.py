"""A place ends: what hangs on it is told before, goes where somebody says, and can be found afterwards."""

import pytest

from tests.support.cases import act, reported
from tests.support.street import AT, BASIS, DAY, SINCE, SYSTEM, former, give
from xiuhuazhen.core.areas.actions import add_alias, create_area
from xiuhuazhen.core.areas.choices import AreaKind, Level
from xiuhuazhen.core.areas.models import Alias, Area, Boundary
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.domains.cases.actions.place_codes import Spot, make_codes
from xiuhuazhen.domains.grid.actions import end_post, link_unit
from xiuhuazhen.domains.grid.models import Grid, Link, Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("world")]

TODAY = local_date(AT)
COMMUNITY, GRID, GRID_2, SECOND = "630102005006", "630102005006001", "630102005006002", "630102005001001"
PAGE = f"/areas/{GRID}/end/"


@pytest.fixture
def grid(near):
    """Nobody works it any more; names, boundary and one open case lie in it."""
    Boundary.objects.update(valid_from=SINCE)
    end_post(post=Post.objects.get(grid__area__code=GRID), last_day=TODAY - DAY, by=SYSTEM, at=AT)
    add_alias(area=near.areas["grid"], text="铁路五号院", kind="compound", basis=BASIS, by=SYSTEM, at=AT)
    return near.areas["grid"]


@pytest.fixture
def matter(grid):
    return reported().matter


def end(client, to, page=PAGE, **given):
    form = {"on": TODAY.isoformat(), "basis": "街道发〔2026〕9号", "sure": "on", **({"to": to} if to else {}), **given}
    return client.post(page, form)


def placed(text):
    """Where a report with these words lies by itself."""
    return Matter.objects.get(pk=reported(text=text, point=None).matter.pk).area.code


def nothing_ended():
    return not AuditRow.objects.filter(action="areas.area.ended").exists()


def test_what_hangs_on_it_is_told_before_it_is_ended(administrator, near, grid, matter):
    link_unit(grid=Grid.objects.get(area=grid), unit=near.units["water"], duty="", on=TODAY, by=SYSTEM, at=AT)
    make_codes(spots=[Spot(grid.pk, "东门")], by=SYSTEM, at=AT)
    page = administrator.get(PAGE)
    told = page.context["hanging"]
    assert (told["cases"], told["numbers"], told["codes"]) == (1, [matter.number], 1)
    assert "铁路五号院" in told["names"]
    assert told["links"] == [near.units["water"].name]
    for words in ("有 1 件事件没有办完", matter.number, "铁路五号院", near.units["water"].name):
        assert words in page.content.decode()
    assert matter.title not in page.content.decode()


def test_who_sees_the_cases_gets_the_list_of_them(administrator, near, matter):
    give(near.accounts["administrator"], "dispatcher", near.areas["street"], near.units["desk"])
    url = administrator.get(PAGE).context["hanging"]["cases_url"]
    assert matter.number in administrator.get(url).content.decode()


def test_who_works_there_is_named(administrator, near):
    post = Post.objects.get(grid__area__code=GRID)
    assert post.person.name in administrator.get(PAGE).content.decode()
    assert end(administrator, GRID_2).status_code == 422
    assert nothing_ended()


@pytest.mark.parametrize("to", ["", SECOND, "630102006007001", "630102005", GRID])
def test_somebody_has_to_say_where_it_goes(administrator, matter, to):
    """Beside it or above it, and nowhere else."""
    page = end(administrator, to)
    assert page.status_code == 422
    assert page.context["form"].errors["to"]
    assert nothing_ended()


@pytest.mark.parametrize("to", [GRID_2, COMMUNITY])
def test_names_and_open_cases_go_to_what_takes_its_place(administrator, grid, matter, to):
    """From that day on, at once, each with its row of history; the limits of the case run on."""
    due = matter.due_at
    page = end(administrator, to)
    assert (page.status_code, page["Location"]) == (302, f"/areas/{COMMUNITY}/edit/")
    moved = Matter.objects.select_related("area").get(pk=matter.pk)
    assert (moved.area.code, moved.due_at, chain.faults(moved)) == (to, due, [])
    step = Step.objects.get(matter=matter, action="resettle")
    assert (step.facts["area"], step.basis) == (to, "街道发〔2026〕9号")
    assert step.actor_key.startswith("person:")
    row = AuditRow.objects.get(action="areas.area.ended")
    assert (row.after["names_to"], "铁路五号院" in row.after["names"]) == (to, True)
    alias = Alias.objects.get(text="铁路五号院", valid_to=None)
    assert (alias.area.code, alias.kind, alias.valid_from) == (to, "compound", TODAY)
    assert not Alias.objects.filter(area=grid, valid_to=None).exists()
    assert placed("铁路五号院门口垃圾没人清运") == to


def test_the_links_end_with_it(administrator, near, grid):
    link_unit(grid=Grid.objects.get(area=grid), unit=near.units["water"], duty="", on=SINCE, by=SYSTEM, at=AT)
    end(administrator, GRID_2)
    assert Link.objects.get().valid_to == TODAY
    assert AuditRow.objects.filter(action="grid.link.ended").count() == 1


def test_left_where_they_are_they_are_found_all_the_same(administrator, desk, matter):
    """The list offers the place that has ended as long as something is open there; the page leads to the one above."""
    assert end(administrator, "none").status_code == 302
    page = desk.get("/matters/", {"state": "open", "area": GRID})
    assert matter.number in page.content.decode()
    assert "富民路社区第一网格（已撤销）" in page.content.decode()
    assert f'href="/areas/{COMMUNITY}/"' in desk.get(f"/matters/{matter.number}/").content.decode()
    act_page = desk.get("/matters/", {"state": "open", "area": COMMUNITY})
    assert matter.number in act_page.content.decode()


def test_an_ended_place_without_anything_open_is_not_offered(administrator, desk, grid):
    end(administrator, "none")
    assert "（已撤销）" not in desk.get("/matters/").content.decode()


def test_what_is_open_there_is_no_matter_of_the_neighbour(administrator, client, world, matter):
    end(administrator, "none")
    client.force_login(world.far.accounts["dispatcher"])
    page = client.get("/matters/", {"area": GRID}).content.decode()
    assert matter.number not in page
    assert "（已撤销）" not in page


def test_only_what_is_open_moves(administrator, near, matter):
    act(near, matter, "void")
    end(administrator, GRID_2)
    assert Matter.objects.get(pk=matter.pk).area.code == GRID


def test_the_gap_stands_on_the_page_that_one_is_led_to(administrator, grid):
    before = administrator.get(f"/areas/{COMMUNITY}/edit/")
    assert before.context["standing"] == []
    page = administrator.get(end(administrator, GRID_2)["Location"])
    (gap,) = page.context["standing"]
    assert "没有划到" in gap["sentence"]
    assert gap["place"].startswith("101.8")
    assert "富民路社区第一网格已撤销" in page.content.decode()


def test_the_end_stands_among_the_changes(administrator, grid):
    page = administrator.get(end(administrator, GRID_2)["Location"])
    change = next(each for each in page.context["changes"] if each["what"] == "撤销了一个地方")
    assert (change["where"], change["basis"]) == ("富民路社区第一网格", "街道发〔2026〕9号")


@pytest.mark.parametrize("who", ["dispatcher", "secretary", "leader"])
def test_others_of_the_street_end_nothing(browser, matter, who):
    assert end(browser(who), GRID_2).status_code == 403
    assert nothing_ended()


def test_the_neighbour_and_whoever_left_yesterday_find_nothing(client, world, matter):
    for account in (world.far.accounts["administrator"], former(world.near, "administrator", today=TODAY)):
        client.force_login(account)
        assert client.get(PAGE).status_code == 404
        assert end(client, GRID_2).status_code == 404
    assert nothing_ended()


def test_who_administers_the_grid_alone_gives_nothing_to_others(client, near, matter):
    """Right office, neighbouring area: what takes its place is not theirs to change."""
    account = near.accounts["second-secretary"]
    give(account, "administrator", near.areas["grid"], near.units["second"])
    client.force_login(account)
    assert [code for code, _label in client.get(PAGE).context["form"].fields["to"].choices] == ["none"]
    assert end(client, GRID_2).status_code == 422
    assert nothing_ended()


def test_a_joint_area_takes_nothing(administrator, near, matter):
    joint = {"parent": near.areas["community"], "code": f"{COMMUNITY}900", "name": "广场", "kind": AreaKind.JOINT}
    create_area(level=Level.GRID, basis=BASIS, by=SYSTEM, at=AT, valid_from=SINCE, **joint)
    assert end(administrator, f"{COMMUNITY}900").status_code == 422
    assert Area.objects.get(code=GRID).valid_to is None
