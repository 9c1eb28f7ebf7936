"""The list of matters: filters, columns, saved filters, hits; as a spreadsheet."""

import io
from urllib.parse import quote, urlencode

import openpyxl
import pytest
from django.test import Client

from tests.support.cases import PHONE, TEXT, case_in, reported
from tests.support.statements import statements
from tests.support.street import AT, DAY, former, give
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files.actions import erase_expired
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.actions import end_role
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.people.models import Role
from xiuhuazhen.core.procedures.models import Export, Matter, SavedFilter
from xiuhuazhen.domains.cases import named_sources
from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.domains.cases.models import Category, ImportBatch
from xiuhuazhen.web.listing import choosing

pytestmark = pytest.mark.django_db


def numbers(client, **asked):
    page = client.get("/matters/", asked)
    assert page.status_code == 200
    return {dict(row["cells"])["number"] for row in page.context["rows"]}


def test_each_filter_narrows_the_list(desk, near):
    """The total says the same as the rows."""
    new = reported(source=Source.HOTLINE, source_name="12345热线", source_number="A1").matter
    sent = case_in(near, "handling")
    near_lamps, handler = near.units["lamps"], near.accounts["handler"].person
    for asked, found in [
        ({"kind": "cases.case"}, {new, sent}),
        ({"kind": "cases.complaint"}, set()),
        ({"category": "0101"}, {sent}),
        ({"unit": str(near_lamps.pk)}, {sent}),
        ({"source": "hotline"}, {new}),
        ({"source": "resident"}, {sent}),
        ({"source": "patrol"}, set()),
        ({"source_name": "12345热线"}, {new}),
        ({"whose": "units"}, set()),
        ({"urgency": "urgent"}, set()),
        ({"opened_from": "2026-11-23", "opened_to": "2026-11-23"}, {new, sent}),
        ({"opened_from": "2026-11-24"}, set()),
        ({"opened_to": "2026年11月22日"}, set()),
        ({"closed_from": "2026-11-01"}, set()),
        ({"whose": "mine"}, set()),
        ({"state": "handling"}, {sent}),
        ({"q": "路灯", "source": "hotline", "due": "week"}, {new}),
    ]:
        assert numbers(desk, **asked) == {matter.number for matter in found}, asked
        assert desk.get("/matters/", asked).context["total_label"] == str(len(found)), asked
    assert handler.pk == Matter.objects.get(pk=sent.pk).assignee_id


def order(name, number, **given):
    return reported(source=Source.HOTLINE, source_name=name, source_number=number, **given).matter


def sources(client, **asked):
    return [name for name, _label in client.get("/matters/", asked).context["form"].fields["source_name"].choices][1:]


def test_one_of_several_hotlines_is_asked_for_by_its_name(desk, near, world, browser):
    """However it is spelt; those of the street beside are neither offered nor found, and a filter that was kept goes on
    while something of its source is there to see."""
    city, province = order("12345热线", "1"), order("省长信箱", "1")
    beside = order("八一路热线", "1", area="630102006", point=None)
    far = browser(world.far.accounts["dispatcher"])
    assert (sources(desk), sources(far)) == (["12345热线", "省长信箱"], ["八一路热线"])
    assert numbers(desk, source_name="省长信箱") == {province.number}
    assert numbers(desk, source_name="１２３４５ 热线") == {city.number}
    assert numbers(far, source_name="八一路热线") == {beside.number}
    former_desk = browser(former(near, "dispatcher", today=AT.date()))
    for client, name in ((desk, "八一路热线"), (far, "12345热线"), (former_desk, "12345热线"), (desk, "　")):
        page = client.get("/matters/", {"source_name": name})
        assert (page.context["total_label"], list(page.context["form"].errors)) == ("0", ["source_name"]), name
    assert sources(former_desk) == []
    query = "?" + urlencode({"source_name": "省长信箱", "col": "number"})
    exported(desk, query=query)
    run_pending(at=AT)
    assert [line[0] for line in sheet(desk, Export.objects.get())[1:]] == [province.number]
    kept = desk.get(saved(desk, query=query)["Location"])
    assert kept.context["total_label"] == "1"


def test_a_source_is_offered_once_its_sheet_came_in_and_long_after(desk, near, world, monkeypatch):
    """Sources of sheets always; others as long as the newest matters have them, or when they are asked for again."""
    sheet = {"created_at": AT, "created_by_key": "x", "created_by_name": "x"}
    for area, name, more in (
        (near.areas["street"], "市长信箱", {}),
        (near.areas["street"], "看错了的表", {"state": "discarded"}),
        (near.areas["street"], "回访表", {"kind": "results"}),
        (world.far.areas["street"], "八一路信箱", {}),
    ):
        ImportBatch.objects.create(area=area, source_name=name, file_name="x.xlsx", **sheet, **more)
    old = order("老热线", "1")
    assert sources(desk) == ["市长信箱", "老热线"]
    monkeypatch.setattr(named_sources, "_NEWEST", 1)
    reported(at=AT + DAY)
    assert sources(desk) == ["市长信箱"]
    assert sources(desk, source_name="老热线") == ["市长信箱", "老热线"]
    assert numbers(desk, source_name="老热线") == {old.number}
    assert numbers(desk, source_name="市长信箱") == set()


def test_a_class_stands_for_its_categories(desk, near):
    sent = case_in(near, "handling")
    assert numbers(desk, category="01") == {sent.number}
    assert numbers(desk, category="02") == set()
    offered = dict(desk.get("/matters/").context["form"].fields["category"].choices)
    assert offered["01"] == Category.objects.get(code="01").name
    assert offered["0101"].startswith("\u3000")


def test_an_order_is_found_by_its_sources_number_and_shown_with_it(desk):
    """The number is marked, and stands in columns of its own on the page and in a spreadsheet."""
    reported(source=Source.HOTLINE, source_name="12345热线", source_number="GD202600001")
    page = desk.get("/matters/", {"q": "GD2026", "col": ["source_name", "source_number"]})
    assert dict(page.context["rows"][0]["cells"])["source_number"] == "GD202600001"
    assert dict(page.context["rows"][0]["cells"])["source_name"] == "12345热线"
    assert "来源单号：<mark>GD2026</mark>00001" in page.content.decode()


def test_each_state_is_offered_once(desk):
    offered = [name for name, _label in desk.get("/matters/").context["form"].fields["state"].choices]
    assert len(offered) == len(set(offered))


def test_what_a_long_list_of_choices_leaves_out_can_still_be_asked_for(desk, near, monkeypatch):
    """The upper levels are listed first; a place of another street is not added."""
    monkeypatch.setattr(choosing, "_OFFERED", 2)
    in_grid = case_in(near, "handling")
    grid, unit = near.areas["grid"].code, str(near.units["lamps"].pk)
    offered = desk.get("/matters/").context["form"].fields
    assert offered["area"].choices[1][0] == near.areas["street"].code
    assert grid not in dict(offered["area"].choices)
    assert numbers(desk, area=grid) == {in_grid.number}
    assert numbers(desk, unit=unit) == {in_grid.number}
    assert list(desk.get("/matters/", {"area": "630102006007001"}).context["form"].errors) == ["area"]


def test_whose(browser, near):
    sent, waiting = case_in(near, "handling"), case_in(near, "dispatched")
    assert numbers(browser("handler"), whose="mine") == {sent.number}
    assert numbers(browser("handler"), whose="units") == {sent.number, waiting.number}
    assert numbers(browser("colleague"), whose="mine") == set()


@pytest.mark.parametrize(
    "asked",
    [{"q": "灯"}, {"unit": "x"}, {"source": "x"}, {"source_name": "x"}, {"whose": "x"}, {"col": "x"}],
)
def test_what_cannot_be_asked_fits_nothing_and_is_said(desk, asked):
    reported()
    page = desk.get("/matters/", asked)
    assert (page.context["rows"], page.context["total_label"]) == ([], "0")
    assert list(page.context["form"].errors) == list(asked)


def test_columns_are_chosen(desk):
    reported()
    page = desk.get("/matters/?col=title&col=source&col=number")
    assert [column["name"] for column in page.context["columns"]] == ["number", "title", "source"]
    assert page.context["rows"][0]["cells"][2] == ("source", "居民上报")
    assert page.context["query"] == "?col=number&col=title&col=source"
    assert [column["name"] for column in desk.get("/matters/?col=source").context["columns"]] == ["title", "source"]
    usual = [name for name, _label, shown in desk.get("/matters/").context["form"].column_boxes() if shown]
    assert usual == ["number", "title", "state", "due", "area", "holder", "opened"]
    assert desk.get("/matters/", {"col": usual}).context["query"] == "?"


def test_by_due_date_only_open_matters_are_listed(desk, near):
    """What is closed is due no more; asked for by due date it comes by its opening."""
    ended, late = case_in(near, "closed"), case_in(near, "registered")
    assert numbers(desk, order="due") == {late.number}
    assert numbers(desk, order="due", state="closed") == {ended.number}
    assert numbers(desk) == {ended.number, late.number}


def test_hits_are_marked(desk, near):
    """In the title, or in a part of the text; masked as on the matter's page."""
    matter = reported(title="楼道照明", text=f"门口路灯不亮<b>，打{PHONE}找我").matter
    page = desk.get("/matters/", {"q": "路灯"}).content.decode()
    assert "门口<mark>路灯</mark>不亮&lt;b&gt;" in page
    assert PHONE not in page
    assert "楼道<mark>照明</mark>" in desk.get("/matters/", {"q": "照明"}).content.decode()
    assert "-<mark>0001</mark>" in desk.get("/matters/", {"q": "0001"}).content.decode()
    assert matter.number


def test_the_list_takes_at_most_twelve_statements(desk, near):
    for _ in range(3):
        reported(title="楼道照明")
    for number in range(2):
        reported(title="楼道照明", source=Source.HOTLINE, source_name="12345热线", source_number=f"GD20260000{number}")
    for query, count in (("路灯", 5), ("630102", 5), ("GD2026", 2)):
        asked = {"q": query, "area": "630102005006", "order": "due"}
        desk.get("/matters/", asked)
        with statements() as found:
            assert len(desk.get("/matters/", asked).context["rows"]) == count
        assert len(found) <= 12, "\n".join(found)


def test_when_the_source_received_it_is_a_column_and_may_be_empty(desk):
    """Orders are registered on the day on which they are brought in, whenever people called."""
    reported(source=Source.HOTLINE, source_name="热线", source_number="A1", occurred_at=AT - 3 * DAY)
    reported()
    page = desk.get("/matters/", {"col": ["number", "received"]})
    told = [dict(row["cells"])["received"] for row in page.context["rows"]]
    assert told == ["", "2026-11-20 09:00"]


def test_a_day_that_cannot_be_read_is_said_beside_it(desk):
    reported()
    page = desk.get("/matters/", {"opened_from": "gestern"})
    assert (page.context["rows"], list(page.context["form"].errors)) == ([], ["opened_from"])


def test_days_stay_in_the_address_of_the_next_page_and_of_the_export(desk, near):
    reported()
    asked = {"opened_from": "2026-11-23", "urgency": "ordinary"}
    page = desk.get("/matters/", asked)
    assert page.context["query"] == "?urgency=ordinary&opened_from=2026-11-23"
    assert page.context["form"].how_many() == 2


def test_a_place_in_the_list_that_is_not_known_leads_to_its_beginning(desk):
    assert desk.get("/matters/?q=路灯&cursor=x")["Location"] == "/matters/?" + "q=" + quote("路灯")


def saved(client, name="夜里的路灯", query="?q=%E8%B7%AF%E7%81%AF&col=number", **given):
    return client.post("/matters/saved/", {"id": str(new_id()), "name": name, "query": query, **given})


def test_a_filter_is_kept_renamed_and_removed(desk, near):
    first = {"id": str(new_id())}
    assert saved(desk, **first)["Location"] == "/matters/?q=%E8%B7%AF%E7%81%AF&col=number"
    saved(desk, **first)
    (row,) = SavedFilter.objects.all()
    assert desk.get("/matters/").context["saved"] == [{"id": row.pk, "name": "夜里的路灯", "url": row.query}]
    desk.post(f"/matters/saved/{row.pk}/", {"name": "路灯"})
    assert SavedFilter.objects.get().name == "路灯"
    desk.post(f"/matters/saved/{row.pk}/", {"remove": "1"})
    assert not SavedFilter.objects.exists()
    done = AuditRow.objects.filter(action__startswith="procedures.filter").order_by("id")
    assert [each.action.rsplit(".", 1)[1] for each in done] == ["saved", "renamed", "removed"]


@pytest.mark.parametrize(
    "given",
    [
        {"name": ""},
        {"name": "长" * 21},
        {"query": "?q=" + "长" * 600},
        {"name": "夜里的路灯"},
        {"name": "别的", "query": "?state=xyz"},
    ],
)
def test_a_filter_that_cannot_be_kept_is_refused(desk, given, settings):
    saved(desk)
    saved(desk, **given)
    assert SavedFilter.objects.count() == 1
    settings.SAVED_FILTERS_MAX = 1
    saved(desk, name="别的")
    assert SavedFilter.objects.count() == 1


def test_nobody_sees_or_changes_the_filters_of_others(desk, browser):
    saved(desk)
    (row,) = SavedFilter.objects.all()
    other = browser("leader")
    assert other.get("/matters/").context["saved"] == []
    for address in (f"/matters/saved/{row.pk}/", "/matters/saved/x/"):
        assert other.post(address, {"remove": "1"}).status_code == 404
    assert Client().post(f"/matters/saved/{row.pk}/", {"remove": "1"}).status_code == 302
    assert SavedFilter.objects.count() == 1


def exported(client, query="?", **given):
    return client.post("/matters/exports/new/", {"id": str(new_id()), "query": query, **given})


def sheet(client, row):
    answer = client.post(f"/matters/exports/{row.pk}/")
    assert answer.status_code == 200
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert all(cell.data_type != "f" for line in book.active.iter_rows() for cell in line)
    return [list(line) for line in book.active.iter_rows(values_only=True)]


def test_a_list_is_exported_as_it_is_shown(desk, near):
    """The same rows in the same order with the same columns; nothing becomes a formula, numbers are masked."""
    reported(title="=1+1", text=TEXT)
    reported(title=f"路灯坏了{PHONE}")
    case_in(near, "closed", title="井盖")
    query = "?q=" + quote("路灯") + "&col=number&col=title&col=state"
    asked = {"id": str(new_id())}
    assert exported(desk, query, **asked)["Location"] == "/matters/exports/"
    exported(desk, query, **asked)
    (row,) = Export.objects.all()
    assert desk.get("/matters/exports/").context["moving"] is True
    run_pending(at=AT)
    row.refresh_from_db()
    shown = desk.get("/matters/" + query)
    assert (row.state, row.done) == ("done", len(shown.context["rows"]))
    lines = sheet(desk, row)
    assert lines[0] == ["编号", "事项", "状态"]
    assert [line[0] for line in lines[1:]] == [dict(each["cells"])["number"] for each in shown.context["rows"]]
    assert "=1+1" in [line[1] for line in lines]
    assert PHONE not in str(lines)
    names = AuditRow.objects.filter(action__startswith="procedures.export").values_list("action", flat=True)
    assert sorted(names) == ["procedures.export.asked", "procedures.export.fetched"]


def test_only_who_asked_fetches_it(desk, browser, near, world):
    reported()
    exported(desk)
    run_pending(at=AT)
    row = Export.objects.get()
    for other in (browser("leader"), browser(world.far.accounts["dispatcher"]), browser(world.stranger)):
        assert other.post(f"/matters/exports/{row.pk}/").status_code == 404
        assert other.get("/matters/exports/").context["rows"] == []
    assert Client().post(f"/matters/exports/{row.pk}/").status_code == 302
    assert desk.get(f"/matters/exports/{row.pk}/").status_code == 405


def test_with_other_roles_it_is_fetched_no_more(desk, near, world, monkeypatch):
    """After a role has ended, in another street or beside another role one may not see what one saw then."""
    reported()
    exported(desk)
    run_pending(at=AT)
    row, account = Export.objects.get(), near.accounts["dispatcher"]
    assert desk.post(f"/matters/exports/{row.pk}/").status_code == 200

    def closed():
        return desk.post(f"/matters/exports/{row.pk}/").status_code, desk.get("/matters/exports/").context["rows"]

    second = give(account, RoleName.INSPECTOR, near.areas["street"], near.units["office"])
    assert closed() == (404, [])
    end_role(role=second, last_day=AT.date() - DAY, by=SYSTEM, at=AT)
    assert desk.post(f"/matters/exports/{row.pk}/").status_code == 200
    end_role(
        role=Role.objects.get(person=account.person, name=RoleName.DISPATCHER), last_day=AT.date(), by=SYSTEM, at=AT
    )
    monkeypatch.setattr(clock, "now", lambda: AT + DAY)
    assert closed()[0] == 404
    give(account, RoleName.DISPATCHER, world.far.areas["street"], world.far.units["desk"])
    assert closed() == (404, [])


def test_it_holds_what_the_person_may_see_when_it_is_written(near, world, browser):
    """Nothing of the neighbouring street; nothing at all once the role has ended."""
    reported()
    ended = former(near, "dispatcher", today=AT.date())
    for account, rows in ((near.accounts["dispatcher"], 1), (world.far.accounts["dispatcher"], 0), (ended, 0)):
        exported(browser(account))
        run_pending(at=AT)
        assert Export.objects.get(person=account.person).done == rows


def test_a_spreadsheet_is_erased_after_thirty_days(desk):
    reported()
    exported(desk)
    run_pending(at=AT)
    erase_expired(by=SYSTEM, at=AT + 31 * DAY)
    row = Export.objects.get()
    assert desk.post(f"/matters/exports/{row.pk}/").status_code == 404
    assert desk.get("/matters/exports/").context["rows"][0]["state_label"] == "满 30 天，已删除"


def test_too_many_rows_are_refused_in_words(desk, settings):
    settings.EXPORT_MAX_ROWS = 1
    for _ in range(2):
        reported()
    exported(desk)
    run_pending(at=AT)
    row = Export.objects.get()
    assert (row.state, row.problem) == ("failed", "超过 1 行。请缩小区域或加条件。")


def test_the_list_is_printed_whole_with_what_was_asked_and_when(desk, near, monkeypatch):
    """All rows in their order, in the columns chosen; where there are more than fit, that is said."""
    matters = [reported(text=f"第{n}盏路灯不亮").matter for n in range(60)]
    asked = {"q": "路灯", "state": "open", "col": "number"}
    page = desk.get(desk.get("/matters/", asked).context["print_url"])
    assert [row[0] for row in page.context["rows"]] == [matter.number for matter in reversed(matters)]
    assert page.context["asked"] == ["词语或编号：路灯", "状态：未结案"]
    assert clock.local_date(clock.now()).strftime("%Y") in page.content.decode()
    assert "只列出前" not in page.content.decode()
    monkeypatch.setattr("xiuhuazhen.web.views.lists._ROWS_PRINTED", 59)
    page = desk.get("/matters/print/", asked)
    assert (len(page.context["rows"]), page.context["more"]) == (59, True)
    assert "只列出前 59 件" in page.content.decode()


def test_a_filter_that_nobody_knows_is_not_printed(desk):
    assert desk.get("/matters/print/", {"state": "x"}).status_code == 422


@pytest.mark.parametrize(("street", "office", "seen"), [("near", "dispatcher", True), ("far", "dispatcher", False)])
def test_what_is_printed_is_what_one_may_see(client, world, street, office, seen):
    matter = reported().matter
    client.force_login(getattr(world, street).accounts[office])
    assert (matter.number in client.get("/matters/print/").content.decode()) is seen


def test_who_left_yesterday_prints_nothing(client, near):
    matter = reported().matter
    assert client.get("/matters/print/").status_code == 302
    client.force_login(former(near, "dispatcher", today=clock.local_date(AT)))
    assert matter.number not in client.get("/matters/print/").content.decode()
