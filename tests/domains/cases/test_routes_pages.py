"""The pages of the dispatch table: who may open them, trying, setting, ending."""

from datetime import date

import pytest

from tests.support import cases
from tests.support.routes import LAMPS, TODAY, dispatched, line, proposed
from tests.support.statements import statements
from tests.support.street import AT, DAY, SYSTEM
from tests.support.visitors import visit
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.domains.cases.actions.setting_up import set_category
from xiuhuazhen.domains.cases.choices import RouteHours
from xiuhuazhen.domains.cases.models import RoutingRule

pytestmark = pytest.mark.django_db


@pytest.fixture
def empty_table(near):
    RoutingRule.objects.all().delete()
    return near


PAGES = ("/routes/", "/routes/new/", "/routes/{line}/end/")


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("near-administrator", (200, 200, 200)),
        ("near-dispatcher", (200, 200, 200)),
        ("far-dispatcher", (200, 200, 404)),
        ("far-administrator", (200, 200, 404)),
        ("near-leader", (403, 403, 403)),
        ("near-secretary", (403, 403, 403)),
        ("near-handler", (403, 403, 403)),
        ("former-near-dispatcher", (403, 403, 403)),
        ("coming-near-dispatcher", (403, 403, 403)),
        ("stranger", (403, 403, 403)),
        ("anonymous", (302, 302, 302)),
    ],
)
@pytest.mark.usefixtures("monday")
def test_who_may_change_the_table_of_a_street(world, name, statuses):
    row = line(world.near, "lamps")
    browser = visit(world, name, today=TODAY)
    assert tuple(browser.get(page.format(line=row.pk)).status_code for page in PAGES) == statuses
    ended = browser.post(f"/routes/{row.pk}/end/", {"last_day": "2026-11-23", "command_id": str(new_id())})
    row.refresh_from_db()
    assert (row.valid_to is not None) is (statuses[2] == 200)
    assert ended.status_code == (302 if statuses[2] in (200, 302) else statuses[2])


@pytest.mark.parametrize(
    ("name", "status", "seen"),
    [
        ("near-dispatcher", 200, True),
        ("far-dispatcher", 200, False),
        ("near-administrator", 403, False),
        ("near-secretary", 403, False),
        ("former-near-dispatcher", 403, False),
        ("anonymous", 302, False),
    ],
)
@pytest.mark.usefixtures("monday")
def test_who_sees_what_no_line_is_for(world, name, status, seen):
    RoutingRule.objects.all().delete()
    matter = cases.case_in(world.near, "accepted")
    browser = visit(world, name, today=TODAY)
    page, table = browser.get("/routes/waiting/"), browser.get("/routes/")
    assert (page.status_code, matter.number in page.content.decode()) == (status, seen)
    assert ("/routes/waiting/" in table.content.decode()) is (status == 200)


@pytest.fixture
def desk(client, near, monday):
    client.force_login(near.accounts["dispatcher"])
    return client


def posted(near, **given):
    return {
        "category": LAMPS,
        "area": near.areas["street"].code,
        "hours": "outside",
        "unit": str(near.units["water"].pk),
        "valid_from": "2026-11-23",
        "command_id": str(new_id()),
        "do": "set",
        **given,
    }


def test_a_line_is_tried_and_then_set_on_the_page(desk, near):
    before, sent = RoutingRule.objects.count(), posted(near, do="try")
    page = desk.post("/routes/new/", sent)
    assert (page.status_code, page.context["tried"], RoutingRule.objects.count()) == (200, True, before)
    assert page.context["form"]["unit"].value() == str(near.units["water"].pk)
    for _twice in range(2):
        assert desk.post("/routes/new/", {**sent, "do": "set"})["Location"] == "/routes/"
    assert RoutingRule.objects.count() == before + 1
    rows = desk.get("/routes/", {"q": "供水"}).context["rows"]
    assert [(row["category"], row["hours"], row["unit_name"]) for row in rows if row["hours"] == "下班时间"] == [
        ("路灯", "下班时间", near.units["water"].name)
    ]


def test_a_grid_may_have_a_line_of_its_own(desk, near):
    """Each place stands below the one in which it lies; what is set for a grid goes before what its street does."""
    line(near, "water")
    offered = [code for code, _name in desk.get("/routes/new/").context["form"].fields["area"].choices]
    grid = near.areas["grid"].code
    assert offered.index(near.areas["street"].code) < offered.index(near.areas["community"].code) < offered.index(grid)
    sent = posted(near, area=grid, unit=str(near.units["lamps"].pk), hours="always")
    assert desk.post("/routes/new/", sent)["Location"] == "/routes/"
    assert proposed(near)[0] == near.units["lamps"].name
    assert proposed(near, area="second")[0] == near.units["water"].name


def test_the_end_of_a_line_is_tried_without_ending_it(desk, near):
    row = line(near, "lamps")
    sent = {"last_day": "2026-11-23", "newest": "100", "command_id": str(new_id()), "do": "try"}
    page = desk.post(f"/routes/{row.pk}/end/", sent)
    row.refresh_from_db()
    assert (page.status_code, page.context["tried"], row.valid_to) == (200, True, None)


def test_the_page_goes_to_what_was_tried_and_names_the_columns_on_a_phone(desk, near):
    """The result stands below a long form."""
    dispatched(near, "lamps")
    text = desk.post("/routes/new/", posted(near, hours="always", do="try")).content.decode()
    assert 'action="#tried"' in text
    assert 'id="tried"' in text
    assert 'data-label="改了以后"' in text


def test_nothing_is_tried_before_somebody_asks_for_it(desk, near, monkeypatch):
    """Neither where the page is opened nor where the line ends: it may take over all cases of a street."""
    monkeypatch.setattr("xiuhuazhen.domains.cases.views.routes.tried", None)
    row = line(near, "lamps")
    assert "tried" not in desk.get(f"/routes/{row.pk}/end/").context
    refused = desk.post(f"/routes/{row.pk}/end/", {"last_day": "", "newest": "100", "do": "try"})
    assert (refused.status_code, "tried" in refused.context) == (422, False)


def test_who_sees_no_cases_is_not_told_that_there_were_none(client, near, monday):
    dispatched(near, "lamps")
    client.force_login(near.accounts["administrator"])
    page = client.post("/routes/new/", posted(near, do="try"))
    assert page.context["blind"] is True
    assert "看不到案件" in page.content.decode()


def test_a_long_queue_says_how_far_it_was_looked_at(desk, empty_table, monkeypatch):
    monkeypatch.setattr("xiuhuazhen.domains.cases.dispatch_table._WAITING_A_PAGE", 1)
    line(empty_table, "lamps")
    for _each in range(2):
        cases.reported()
    page = desk.get("/routes/waiting/")
    assert (page.context["rows"], page.context["all"]) == ([], False)
    assert "对这些都有建议单位" in page.content.decode()
    last = desk.get("/routes/waiting/" + page.context["next"])
    assert (last.context["looked"], last.context["next"], last.context["first"]) == (1, "", False)


@pytest.mark.parametrize(
    ("given", "status", "field"),
    [
        ({"unit": ""}, 422, "unit"),
        ({"area": "630102006"}, 422, "area"),
        ({"category": "x"}, 422, "category"),
        ({"hours": "x"}, 422, "hours"),
        ({"valid_from": "2026-11-22"}, 422, "valid_from"),
        ({"valid_from": "gestern"}, 422, "valid_from"),
    ],
)
def test_a_wrong_line_is_shown_again_as_it_was_typed(desk, near, given, status, field):
    page = desk.post("/routes/new/", posted(near, **given))
    assert (page.status_code, list(page.context["form"].errors)) == (status, [field])
    assert page.context["form"]["hours"].value() == given.get("hours", "outside")


def test_a_line_that_is_set_already_is_said(desk, near):
    line(near, "water", hours=RouteHours.OUTSIDE)
    page = desk.post("/routes/new/", posted(near))
    assert (page.status_code, page.context["form"].non_field_errors()) == (409, ["这条规则已经有了。"])


def test_the_page_takes_a_line_of_a_wrong_year_back(desk, near):
    row = line(near, "lamps", since=date(2062, 11, 23))
    offered = desk.get(f"/routes/{row.pk}/end/").context["form"]["last_day"].value()
    sent = {"last_day": offered.isoformat(), "newest": "100", "command_id": str(new_id()), "do": "end"}
    assert desk.post(f"/routes/{row.pk}/end/", sent)["Location"] == "/routes/"
    assert not RoutingRule.objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize(
    ("query", "count"), [({}, 1), ({"ended": "on"}, 2), ({"q": "路灯"}, 1), ({"q": "\0"}, 1), ({"q": "x"}, 0)]
)
def test_ended_lines_are_shown_when_asked_for(desk, empty_table, query, count):
    near = empty_table
    line(near, "water", since=TODAY - DAY)
    line(near, "lamps")
    assert len(desk.get("/routes/", query).context["rows"]) == count


def test_many_lines_and_cases_cost_no_more_statements(desk, near):
    for number in range(20):
        set_category(code=f"03{number:02}", name=f"类{number}", keywords=[], valid_from=TODAY, by=SYSTEM, at=AT)
        line(near, "water", category=f"03{number:02}")
        cases.case_in(near, "dispatched")
    row = line(near, "lamps", area="grid")
    for url in ("/routes/", "/routes/waiting/", f"/routes/{row.pk}/end/", "/routes/new/"):
        desk.get(url)
        with statements() as executed:
            desk.get(url)
        assert len(executed) <= 12, (url, executed)
