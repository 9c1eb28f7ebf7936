"""A hotline's spreadsheet is looked over on the screen before it comes in, stopped, gone on with, and mended."""

import io
from importlib import import_module

import openpyxl
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.support.hotlines import city_sheet, county_csv, county_page, english_csv, english_xls
from tests.support.orders import HEADER, order, orders, sheet
from tests.support.street import AT, HOUR, give
from tests.support.visitors import visit
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.files.models import SealedBlob
from xiuhuazhen.core.jobs.actions import run_pending
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import Conflict
from xiuhuazhen.core.people.choices import RoleName
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases import jobs
from xiuhuazhen.domains.cases.actions.importing import resume_import, stop_import
from xiuhuazhen.domains.cases.models import Case, ImportBatch, ImportRow, ResultFile, SourceTemplate

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

TODAY = clock.local_date(AT)
STRANGE = ("单子", "说了什么", "啥时候", "谁", "号")
"""Titles that nobody foresaw."""


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def desk(client, near):
    client.force_login(near.accounts["dispatcher"])
    return client


def strange_row(number, **given):
    row = {"单子": f"ZZ{number:05d}", "说了什么": f"银杏小区{number}号楼门口路灯不亮了", "啥时候": "2026-11-22 10:30"}
    return [{**row, "谁": "王女士", "号": "13900001111", **given}.get(title, "") for title in STRANGE]


def hands_in(client, content, name="工单.xlsx", **given):
    sent = {"source_name": "12345热线", "sheet": SimpleUploadedFile(name, content), **given}
    response = client.post("/imports/", sent)
    assert response.status_code == 302, response.context["form"].errors
    run_pending(at=AT)
    return ImportBatch.objects.latest("created_at", "id")


def says(client, batch, **means):
    """Use the columns as they are proposed, but for those named ``means_3`` and so on."""
    form = client.get(f"/imports/{batch.pk}/columns/").context["form"]
    proposed = {name: form[name].value() or "" for name in form.fields}
    response = client.post(f"/imports/{batch.pk}/columns/", {**proposed, **means})
    run_pending(at=AT)
    batch.refresh_from_db()
    return response


def test_nothing_comes_in_before_somebody_has_looked_it_over(desk):
    batch = hands_in(desk, orders(3))
    assert (batch.state, desk.get(f"/imports/{batch.pk}/")["Location"]) == ("columns", f"/imports/{batch.pk}/columns/")
    assert says(desk, batch).status_code == 302
    assert (batch.state, batch.counts, batch.total, Matter.objects.count()) == ("ready", {"created": 3}, 3, 0)
    page = desk.get(f"/imports/{batch.pk}/")
    assert [line["number"] for line in page.context["lines"]] == ["QH000001", "QH000002", "QH000003"]
    desk.post(f"/imports/{batch.pk}/do/bring-in/")
    run_pending(at=AT)
    batch.refresh_from_db()
    assert (batch.state, batch.done, Matter.objects.count()) == ("done", 3, 3)


def test_hotlines_that_are_known_are_offered_by_name_and_the_last_one_is_filled_in(desk, monkeypatch):
    for hour, name in enumerate(("热线乙", "热线甲", "热线乙")):
        monkeypatch.setattr(clock, "now", lambda hour=hour: AT + hour * HOUR)
        desk.post("/imports/", {"source_name": name, "sheet": SimpleUploadedFile("a.xlsx", orders(1))})
    form = desk.get("/imports/").context["form"]
    assert (form.known_sources, form["source_name"].value()) == (["热线乙", "热线甲"], "热线乙")


def test_who_works_for_two_streets_says_for_which_one(desk, near, world):
    """Who works for one is not asked; the columns that a source wants are kept where its orders come in."""
    assert "area" not in desk.get("/imports/").context["form"].fields
    far = world.far
    give(near.accounts["dispatcher"], RoleName.DISPATCHER, far.areas["street"], far.units["desk"])
    form = desk.get("/imports/").context["form"]
    assert [code for code, _name in form.fields["area"].choices] == ["630102005", "630102006"]
    missing = desk.post("/imports/", {"source_name": "12345热线", "sheet": SimpleUploadedFile("工单.xlsx", orders(1))})
    assert (missing.status_code, list(missing.context["form"].errors)) == (422, ["area"])
    batch = hands_in(desk, orders(1), area="630102006")
    assert batch.area == far.areas["street"]
    assert desk.post("/imports/", {"area": "630102007"}).context["form"].errors["area"]
    assert desk.post("/imports/results/", {"source_name": "12345热线", "area": "630102006"}).status_code == 302
    assert ResultFile.objects.get().area == far.areas["street"]


def test_earlier_spreadsheets_are_pages_away(desk, monkeypatch):
    monkeypatch.setattr("xiuhuazhen.domains.cases.views.imports._BATCHES_A_PAGE", 2)
    for name in "甲乙丙":
        desk.post("/imports/", {"source_name": name, "sheet": SimpleUploadedFile(f"{name}.xlsx", orders(1))})
    first = desk.get("/imports/").context
    second = desk.get("/imports/" + first["next_url"]).context
    shown = [batch["file_name"] for page in (first, second) for batch in page["batches"]]
    assert (sorted(shown), second["next_url"]) == (["丙.xlsx", "乙.xlsx", "甲.xlsx"], "")


def test_what_would_come_of_each_line_is_counted_before(desk):
    first = hands_in(desk, orders(2), at_once="on")
    assert first.state == "done"
    rows = [
        order(1),
        order(2, 问题描述="别的"),
        order(3),
        order(3),
        order(3, 问题描述="别的"),
        order(4, 问题描述=""),
        order(5, 工单编号=""),
    ]
    batch = hands_in(desk, sheet(rows))
    says(desk, batch)
    assert batch.counts == {"same": 2, "differs": 2, "created": 1, "failed": 2}


def test_columns_that_nobody_foresaw_are_told_by_their_contents_and_remembered_as_they_were_said(desk):
    batch = hands_in(desk, sheet([strange_row(n) for n in range(1, 5)], header=STRANGE))
    page = desk.get(f"/imports/{batch.pk}/columns/")
    assert [column["field"].value() for column in page.context["columns"]] == [
        "number",
        "text",
        "received",
        "",
        "phone",
    ]
    says(desk, batch, means_3="name")
    kept = SourceTemplate.objects.get()
    assert (kept.columns["谁"], kept.source_name, kept.changed_by_name) == ("name", "12345热线", "火乙")
    again = hands_in(desk, sheet([strange_row(9)], header=STRANGE), at_once="on")
    assert (again.state, Case.objects.get().source_number) == ("done", "ZZ00009")


def test_a_column_that_is_needed_and_one_that_is_said_twice_are_told(desk):
    batch = hands_in(desk, sheet([strange_row(1)], header=STRANGE))
    assert says(desk, batch, means_1="").status_code == 422
    assert says(desk, batch, means_3="text").status_code == 422
    assert (batch.state, SourceTemplate.objects.count()) == ("columns", 0)


def test_another_line_of_titles_and_another_sheet_can_be_chosen(desk):
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    page = book.create_sheet("数据")
    for row in (["工单编号", "内容"], ["编号2", "别的"], ["QH1", "路灯不亮"]):
        page.append(row)
    out = io.BytesIO()
    book.save(out)
    batch = hands_in(desk, out.getvalue())
    shown = desk.get(f"/imports/{batch.pk}/columns/?sheet=1&header=2").context
    assert (shown["sheet"], shown["header"], shown["form"].columns.titles) == (1, 2, ("编号2", "别的"))
    sent = {"sheet": 1, "header": 2, "means_0": "number", "means_1": "text"}
    assert desk.post(f"/imports/{batch.pk}/columns/", sent).status_code == 302
    run_pending(at=AT)
    batch.refresh_from_db()
    assert (batch.state, batch.total) == ("ready", 1)


def test_what_names_people_is_masked_while_it_is_looked_over(desk):
    rows = [order(1, **{"联系人/电话": "欧阳小明 13912345678"}), order(2, 是否保密="是", **{"联系人/电话": "司马光光"})]
    batch = hands_in(desk, sheet(rows))
    page = desk.get(f"/imports/{batch.pk}/columns/").content.decode()
    says(desk, batch)
    page += desk.get(f"/imports/{batch.pk}/").content.decode()
    assert "139****5678" in page
    assert not [word for word in ("欧阳小明", "13912345678", "司马") if word in page]


def test_the_sources_own_words_count(desk):
    rows = [order(1, 是否保密="可公开", 是否回复="回"), order(2, 是否保密="要保")]
    batch = hands_in(desk, sheet(rows))
    says(desk, batch, open_words="可公开，公示", reply_words="回")
    desk.post(f"/imports/{batch.pk}/do/bring-in/")
    run_pending(at=AT)
    found = Case.objects.order_by("source_number").values_list("confidential", "reply_wanted")
    assert list(found) == [(False, True), (True, True)]


@pytest.mark.parametrize(
    ("make", "name", "created", "left_out"),
    [(city_sheet, "a.xlsx", 60, 0), (county_csv, "a.csv", 60, 0), (english_csv, "a.csv", 54, 6),
     (english_xls, "a.xls", 54, 6), (county_page, "a.xls", 60, 0)],
    ids=["xlsx with merged titles", "GB18030 csv", "English csv", "old Excel", "web page named xls"],
)  # fmt: skip
def test_three_hotlines_that_look_nothing_like_each_other_come_in_as_they_are(
    desk, near, make, name, created, left_out
):
    """Once somebody has said in which system the positions of those that have any are."""
    said = {"crs": "wgs84", "changed_at": AT, "changed_by_name": "陈敏"}
    SourceTemplate.objects.create(area=near.areas["street"], source_name="12345热线", **said)
    batch = hands_in(desk, make(60), name=name, at_once="on")
    results = list(ImportRow.objects.filter(batch=batch).values_list("result", flat=True))
    assert (batch.state, results.count("created"), results.count("left_out")) == ("done", created, left_out)
    assert Case.objects.exclude(placed_by__in=["text", "point"]).count() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.csv", orders(1)), ("a.xlsx", county_csv(3)), ("a.xlsx", "工单编号\t内容\n1\t路灯".encode()),
     ("a.xls", b"<html><p>1</p></html>"), ("a.xlsx", b"<table><tr><td>1<td>2</table>"),
     ("a.csv", b"\x00\x01\x02" * 50)],
    ids=["xlsx as csv", "csv as xlsx", "text as xlsx", "web page as xls", "web table as xlsx", "bytes as csv"],
)  # fmt: skip
def test_a_file_that_lies_about_its_kind_is_refused_with_a_sentence(desk, name, content):
    response = desk.post("/imports/", {"source_name": "x", "sheet": SimpleUploadedFile(name, content)})
    assert (response.status_code, ImportBatch.objects.count()) == (422, 0)
    assert response.context["form"].non_field_errors() or response.context["form"].errors


class TestStopping:
    @pytest.fixture
    def batch(self, desk, near, monkeypatch):
        """Somebody stops it while its third line comes in; it is looked at after every second line."""
        monkeypatch.setattr(jobs, "_CHECKPOINT_EVERY", 2)
        real, seen = jobs.take_in_line, []

        def stopping(**given):
            row = real(**given)
            seen.append(row)
            if len(seen) == 3:
                stop_import(batch=given["batch"], by=near.actor("dispatcher"), at=AT)
            return row

        monkeypatch.setattr(jobs, "take_in_line", stopping)
        return hands_in(desk, orders(7), at_once="on")

    def test_it_stops_after_the_lines_under_way_and_goes_on_where_it_stopped(self, desk, batch):
        assert (batch.state, batch.done, Matter.objects.count()) == ("stopped", 4, 4)
        assert "已停下" in desk.get(f"/imports/{batch.pk}/").content.decode()
        desk.post(f"/imports/{batch.pk}/do/resume/")
        run_pending(at=AT)
        batch.refresh_from_db()
        assert (batch.state, batch.done, Matter.objects.count()) == ("done", 7, 7)
        actions = AuditRow.objects.filter(action__startswith="cases.import.").order_by("at", "id")
        assert [row.action for row in actions] == [
            *("cases.import.started", "cases.import.stopped", "cases.import.resumed"),
        ]

    def test_what_is_through_is_not_stopped(self, near, batch):
        by = near.actor("dispatcher")
        resume_import(batch=batch, by=by, at=AT)
        run_pending(at=AT)
        with pytest.raises(Conflict):
            stop_import(batch=batch, by=by, at=AT)


def test_the_lines_shown_are_counted_as_the_total_is(desk):
    """Two lines of one order: the second is the same once more, or says something else."""
    batch = hands_in(desk, sheet([order(1), order(1), order(1, 问题描述="别的事")]))
    says(desk, batch)
    shown = desk.get(f"/imports/{batch.pk}/").context["lines"]
    assert batch.counts == {"created": 1, "same": 1, "differs": 1}
    assert len({line["result"] for line in shown}) == 3


def test_a_wrong_file_is_put_away_before_anything_came_in(desk):
    """Before and after its columns were said; what was kept of it is gone, and it does nothing more."""
    for said in (False, True):
        batch = hands_in(desk, orders(2))
        if said:
            says(desk, batch)
        desk.post(f"/imports/{batch.pk}/do/discard/")
        for act in ("bring-in", "resume", "stop", "discard"):
            desk.post(f"/imports/{batch.pk}/do/{act}/")
        run_pending(at=AT)
        batch.refresh_from_db()
        assert (batch.state, batch.blob, batch.beginning) == ("discarded", None, None)
        assert "已作废" in desk.get(f"/imports/{batch.pk}/").content.decode()
    assert not Matter.objects.exists()
    assert not SealedBlob.objects.exists()
    assert AuditRow.objects.filter(action="cases.import.discarded").count() == 2


def test_what_is_being_brought_in_is_not_put_away(desk):
    batch = hands_in(desk, orders(2), at_once="on")
    desk.post(f"/imports/{batch.pk}/do/discard/")
    batch.refresh_from_db()
    assert (batch.state, Matter.objects.count()) == ("done", 2)


class TestMending:
    ROWS = (order(1, 问题描述=""), order(2), order(3, 接收时间="2030-01-01 08:00", 地址="@SUM(1)"))

    def test_the_lines_that_did_not_come_in_are_mended_and_brought_in_again(self, desk):
        batch = hands_in(desk, sheet(self.ROWS), at_once="on")
        sent = desk.post(f"/imports/{batch.pk}/to-mend/")
        content = b"".join(sent.streaming_content)
        lines = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
        assert [(line[0], line[-1]) for line in lines] == [
            ("工单编号", "怎么改"), ("QH000001", "请用几句话说说是什么事。"), ("QH000003", lines[2][-1]),
        ]  # fmt: skip
        assert lines[2][5] == "@SUM(1)"
        assert b"<f>" not in content
        mended = [lines[0], *[[*line[:2], "银杏小区路灯", "2026-11-22", *line[4:]] for line in lines[1:]]]
        again = hands_in(desk, sheet(mended[1:], header=mended[0]), at_once="on")
        assert (again.state, Case.objects.count()) == ("done", 3)
        assert AuditRow.objects.filter(action="cases.import.mend_opened").count() == 1

    def test_it_is_sealed_and_leaves_with_the_file(self, desk, settings):
        batch = hands_in(desk, sheet(self.ROWS), at_once="on")
        kept = b"".join(path.read_bytes() for path in settings.FILES_DIR.rglob("*") if path.is_file())
        assert b"QH000001" not in kept
        assert batch.to_mend.expires_at == batch.blob.expires_at == batch.beginning.expires_at
        SealedBlob.objects.all().delete()
        assert desk.post(f"/imports/{batch.pk}/to-mend/").status_code == 302
        assert desk.get(f"/imports/{batch.pk}/").status_code == 200


ACTS = ("columns/", "do/bring-in/", "do/stop/", "do/resume/", "to-mend/")


@pytest.mark.parametrize(
    "visitor",
    ["anonymous", "stranger", "far-dispatcher", "near-leader", "near-secretary", "near-handler",
     "former-near-dispatcher", "coming-near-dispatcher"],
)  # fmt: skip
def test_nobody_else_looks_over_brings_in_stops_or_takes_along(world, desk, visitor):
    batch = hands_in(desk, orders(2))
    client, before = visit(world, visitor, today=TODAY), (AuditRow.objects.count(), batch.state)
    refused = 302 if visitor == "anonymous" else 404
    answers = [client.post(f"/imports/{batch.pk}/{act}", {"means_0": "number"}).status_code for act in ACTS]
    answers.append(client.get(f"/imports/{batch.pk}/columns/").status_code)
    batch.refresh_from_db()
    assert (answers, Matter.objects.count()) == ([refused] * 6, 0)
    assert AuditRow.objects.filter(action__startswith="cases.").count() <= before[0]
    assert batch.state == "columns"


def test_a_first_sheet_with_nothing_in_it_is_passed_over(desk):
    """The page asks what the columns of the first one mean that has any."""
    book = openpyxl.Workbook()
    filled = book.create_sheet("单子")
    for row in (STRANGE, strange_row(1)):
        filled.append(row)
    out = io.BytesIO()
    book.save(out)
    batch = hands_in(desk, out.getvalue())
    page = desk.get(f"/imports/{batch.pk}/", follow=True)
    assert page.status_code == 200
    assert page.context["sheet"] == 1


def test_the_sheet_whose_titles_are_known_best_is_shown_first(desk):
    """Before it stands one that says how to fill it in, with more words and one title."""
    book = openpyxl.Workbook()
    for row in (["填表说明"], ["标题", "一句话"], ["地址", "尽量写到楼号"]):
        book.active.append(row)
    for name, rows in (("工单", (HEADER, order(1))), ("样表", (HEADER, order(2)))):
        page = book.create_sheet(name)
        for row in rows:
            page.append(row)
    out = io.BytesIO()
    book.save(out)
    batch = hands_in(desk, out.getvalue())
    page = desk.get(f"/imports/{batch.pk}/columns/")
    assert (page.context["sheet"], page.context["lacking"]) == (1, "")
    assert desk.get(f"/imports/{batch.pk}/columns/?sheet=0").context["sheet"] == 0


POINTED = sheet([[*order(1), "101.815", "36.602"]], header=(*HEADER, "经度", "纬度"))


def test_in_which_system_positions_are_is_said_once_and_remembered(desk):
    batch = hands_in(desk, POINTED, at_once="on")
    page = desk.get(f"/imports/{batch.pk}/columns/")
    assert (batch.state, page.context["asks_crs"]) == ("columns", True)
    assert '<details class="sheet-words" open' in page.content.decode()
    refused = says(desk, batch)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["crs"])
    assert (batch.state, SourceTemplate.objects.count()) == ("columns", 0)
    assert says(desk, batch, crs="bd09").status_code == 302
    assert SourceTemplate.objects.get().crs == "bd09"
    again = hands_in(desk, POINTED)
    page = desk.get(f"/imports/{again.pk}/columns/")
    assert (page.context["asks_crs"], page.context["form"]["crs"].value()) == (False, "bd09")
    assert hands_in(desk, POINTED, at_once="on").state == "done"


def test_a_sheet_without_positions_says_nothing_of_their_system(desk):
    """What was kept before for sheets without them was said by nobody (the migration)."""
    assert says(desk, hands_in(desk, orders(1))).status_code == 302
    assert SourceTemplate.objects.get().crs == ""
    SourceTemplate.objects.update(crs="wgs84")
    migration = import_module("xiuhuazhen.domains.cases.migrations.0016_source_crs_said")
    migration.forget_what_nobody_said(apps, None)
    assert SourceTemplate.objects.get().crs == ""
    assert hands_in(desk, POINTED, at_once="on").state == "columns"
