"""Results go back in the source's own form: its lines above the titles and its titles are taken over from the file."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.domains.cases.test_result_files import HOTLINE, ended, made, rows_in, taken_along
from tests.support.orders import orders
from tests.support.street import AT
from tests.support.visitors import visit
from xiuhuazhen.core.kit import clock
from xiuhuazhen.domains.cases.actions.importing import start_import
from xiuhuazhen.domains.cases.models import Case, SourceTemplate
from xiuhuazhen.domains.cases.rules import answer_means, title_line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]

ADDRESS = f"/imports/results/columns/?source={HOTLINE}"
FORM = [
    ["西宁市12345热线工单办理结果反馈表"],
    [],
    ["填报单位：", "火车站街道"],
    ["*工单编号", "序号", "办理结果（500字以内）", "承办单位", "是否解决", "附件"],
]


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def known(near):
    """Orders of the source came in before."""
    given = {"content": orders(1), "file_name": "a.xlsx", "source_name": HOTLINE, "area": near.areas["street"]}
    start_import(**given, by=near.actor("dispatcher"), at=AT)


@pytest.fixture
def desk(client, near, known):
    client.force_login(near.accounts["dispatcher"])
    return client


def sheet(rows, name="反馈表.xlsx"):
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())


def shown(page):
    """What the page would send, were it sent as it is."""
    form = page.context["form"]
    return {field.name: field.value() or "" for field in form}


@pytest.mark.parametrize(
    ("titles", "means"),
    [
        (["工单编号", "办理结果"], ["number", "text"]),
        (["*工单编号（必填）", "备注", "答复内容"], ["number", "", "text"]),
        (["办理结果", "答复内容"], ["text", ""]),
        (["工单编号", "重办次数"], ["number", "again"]),
        (["Service Request ID", "Closed Date"], ["number", "ended"]),
    ],
    ids=["plain", "with hints", "two for one", "how often again", "English"],
)
def test_what_its_titles_ask_for(titles, means):
    assert answer_means(titles) == means


def test_the_titles_are_the_line_that_asks_for_most():
    assert title_line(FORM) == 3
    assert title_line([["工单编号说明"], ["姓名", "电话"]]) is None


def test_the_form_is_taken_over_looked_over_and_filled_in(desk, near):
    """Its heading stands above the results as it stood there, the empty line too; what nobody knows stays empty."""
    page = desk.post(ADDRESS, {"do": "take", "sheet": sheet(FORM)})
    assert (page.status_code, page.context["taken"], SourceTemplate.objects.count()) == (200, True, 0)
    sent = shown(page)
    assert [sent[f"means_{place}"] for place in range(7)] == ["number", "", "text", "unit", "solved", "pictures", ""]
    assert desk.post(ADDRESS, {**sent, "means_1": "round"}).status_code == 302
    ended(near, 1, text="已更换灯泡")
    rows = rows_in(taken_along(desk, made(near)))
    assert rows[0][0] == FORM[0][0]
    assert not any(rows[1])
    assert rows[2][:2] == FORM[2]
    assert rows[3] == FORM[3]
    assert rows[4] == ["QH/1", "1", "已更换灯泡", near.units["lamps"].name, "是", None]
    assert len(rows) == 5


def test_how_often_it_was_to_be_done_again_is_one_less_than_the_round(desk, near):
    form = [["工单编号", "轮次", "重办次数"]]
    assert desk.post(ADDRESS, shown(desk.post(ADDRESS, {"do": "take", "sheet": sheet(form)}))).status_code == 302
    Case.objects.filter(pk=ended(near, 1, text="已更换灯泡").pk).update(source_round=3)
    assert rows_in(taken_along(desk, made(near)))[1] == ["QH/1", "3", "2"]


def test_it_stands_on_the_page_afterwards_as_it_was_kept(desk):
    desk.post(ADDRESS, shown(desk.post(ADDRESS, {"do": "take", "sheet": sheet(FORM)})))
    again = shown(desk.get(ADDRESS))
    assert again["head"].split("\n") == ["西宁市12345热线工单办理结果反馈表", "", "填报单位：\t火车站街道"]
    assert again["title_2"] == "办理结果（500字以内）"


def test_a_form_of_many_columns_is_taken_over_whole(desk):
    wide = [["工单编号", *(f"第{number}栏" for number in range(2, 31))]]
    sent = shown(desk.post(ADDRESS, {"do": "take", "sheet": sheet(wide)}))
    assert (sent["title_29"], "title_31" in sent) == ("第30栏", True)
    assert desk.post(ADDRESS, sent).status_code == 302
    assert len(SourceTemplate.objects.get().result_columns) == 30


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (sheet([["姓名", "电话"]]), "工单编号"),
        (SimpleUploadedFile("反馈表.xlsx", b"no spreadsheet"), "不是表格"),
        ("", "请填写。"),
    ],
    ids=["without a number", "no spreadsheet", "no file"],
)
def test_a_form_that_cannot_be_taken_over_says_why_and_changes_nothing(desk, file, said):
    page = desk.post(ADDRESS, {"do": "take", "sheet": file})
    assert (page.status_code, page.context["taken"], SourceTemplate.objects.count()) == (422, False, 0)
    assert said in page.content.decode()
    assert shown(page)["title_0"] == "工单编号"


@pytest.mark.parametrize("name", ["near-handler", "near-leader", "former-near-dispatcher", "stranger", "anonymous"])
@pytest.mark.usefixtures("known")
def test_others_take_nothing_over(world, name):
    answer = visit(world, name, today=clock.local_date(AT)).post(ADDRESS, {"do": "take", "sheet": sheet(FORM)})
    assert answer.status_code in {302, 403, 404}
    assert SourceTemplate.objects.count() == 0
