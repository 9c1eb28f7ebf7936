"""A hotline's spreadsheet is looked over and comes in, one of its orders is dispatched, and the results go back."""

import re
import shutil
import zipfile
from datetime import datetime

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.support.browsers import DESK, PHONE
from tests.support.orders import RESULT_HEADER, result, sheet
from xiuhuazhen.domains.cases.models import Case

pytestmark = pytest.mark.journey

ROWS = 300
HEADERS = ("工单编号", "标题", "诉求内容", "接收时间", "联系人/电话", "地址", "是否保密", "是否回复", "工单状态")
ENDED = 207
STATES = {4: "已答复", ENDED: "已评价", ENDED + 1: "已处置"}
"""The second is usual for what is ended; of the first and the third only people know."""
FAULTY = {
    51: ("", "这一行没有编号。", "王女士 13900001111", "否"),
    102: ("2026112300102", "", "王女士 13900001111", "否"),
    153: ("2026112300153", "很" * 2001, "王女士 139000011", "否"),
    255: ("2026112300010", "这一行用了别的工单的编号。", "王女士 13900001111", "否"),
}
COME_IN = ROWS - len(FAULTY) - 1
SENTENCES = (
    "缺工单编号。",
    "请用几句话说说是什么事。",
    "最多 2000 个字，现在有 2001 个。",
    "系统里的内容没有改动，请核对两边后手工更正。",
)
OF_RESULTS, AT_ONCE = "来源单位的办结结果", "各列和上次一样，直接导入"
STAIRS, ICE = "过街天桥台阶掉了一块砖", "幸福里小区东门坡道结冰"
RESULTS = ("已记下结果", "以前已记", "内容有出入", "要改的")
NOT_NOTED = (
    "在这里是“待核查”。请先办完并回单，再导入这一行。",
    "这里没有这个来源、这个编号的工单。请核对来源和编号，或先导入工单。",
    "来源单位还没有办结。等办结后再导入。",
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("sheets")


@pytest.fixture(scope="module")
def orders(folder):
    """300 orders of a day, four of them with something to correct, one that its source has ended."""
    book = openpyxl.Workbook()
    book.active.append(HEADERS)
    for line in range(2, ROWS + 2):
        usual = (f"20261123{line:05d}", f"河畔小区{line}号楼前的路灯不亮。", "", "否")
        number, text, contact, confidential = FAULTY.get(line, usual)
        received = datetime(2026, 11, 20, 9, line % 60)  # noqa: DTZ001 - a cell of a spreadsheet has no offset
        status = STATES.get(line, "处理中")
        book.active.append((number, "", text, received, contact, "昆仑东路", confidential, "否", status))
    book.save(folder / "orders.xlsx")
    return folder / "orders.xlsx"


@pytest.fixture(scope="module")
def bomb(folder):
    """A package of some hundred kilobytes that unpacks to 201 MB."""
    path = folder / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(201):
                sheet.write(bytes(1024 * 1024))
    return path


def hands_in(desk, path, *ticks):
    desk.follows("导入")
    for choice in ticks:
        desk.ticks(choice)
    desk.fills("来自哪条热线", "西宁12345")
    desk.page.get_by_label("表格（.xlsx、.xls 或 .csv）").set_input_files(str(path))
    desk.submits("导入")


def columns_are_asked(desk):
    """The job has read the first lines; nobody reloads the page."""
    expect(desk.page.get_by_role("heading", name="核对各列", level=1)).to_be_visible(timeout=90_000)
    desk.page.wait_for_load_state()


def figures(desk):
    """New, already there, to correct; once the job says that it is through."""
    through(desk)
    return counts(desk, "新增事项", "已在系统中", "内容有出入", "要改的")


def through(desk):
    """Nobody reloads the page."""
    expect(desk.page.locator("#import-progress .state")).to_have_text("已完成", timeout=90_000)
    desk.page.wait_for_load_state()


def counts(desk, *names):
    shown = desk.page.locator(".import-counts")
    return [int(shown.locator("dt", has_text=name).locator("~ dd").inner_text()) for name in names]


def test_a_sheet_is_looked_over_and_brought_in_twice(works, orders):
    """The first time 295 orders become matters, four lines say what to correct, and one that had ended is brought in
    all the same; the second time none comes twice."""
    desk = works("周敏")
    desk.follows("导入")
    desk.looks("import-1-empty")
    hands_in(desk, orders)
    columns_are_asked(desk)
    expect(desk.page.get_by_label("诉求内容", exact=True)).to_have_value("text")
    expect(desk.page.get_by_label("已答复", exact=True)).not_to_be_checked()
    desk.looks("import-2-columns")
    desk.page.set_viewport_size(PHONE)
    desk.looks("import-2-columns-phone")
    desk.page.set_viewport_size(DESK)
    desk.submits("就按这些列")
    expect(desk.page.get_by_role("button", name="导入", exact=True)).to_be_visible(timeout=90_000)
    desk.sees("已预览，还没有导入", "共 300 行", "已处置（共 1 行）")
    desk.looks("import-3-looked-over")
    desk.page.set_viewport_size(PHONE)
    desk.looks("import-3-looked-over-phone")
    desk.page.set_viewport_size(DESK)
    desk.submits("导入")
    assert figures(desk) == [COME_IN, 0, 1, len(FAULTY) - 1]
    desk.sees("300 行中的 300 行", *SENTENCES)
    to_correct = desk.page.locator("table.rows").first.locator("tbody tr").all_inner_texts()
    lines = [int(row.split()[0]) for row in to_correct]
    assert lines == sorted(FAULTY)
    desk.looks("import-4-through")
    desk.page.set_viewport_size(PHONE)
    desk.looks("import-4-through-phone")
    desk.page.set_viewport_size(DESK)
    with desk.page.expect_download() as mend:
        desk.presses("下载要改的行")
    assert mend.value.suggested_filename == "orders-要改的行.xlsx"

    desk.page.get_by_role("button", name=f"仍要导入第 {ENDED} 行").click()
    assert figures(desk) == [COME_IN + 1, 0, 1, len(FAULTY) - 1]
    expect(desk.page.get_by_text("来源单位已办结，没有导入")).to_be_hidden()

    desk.searches("2号楼前的路灯")
    desk.looks("import-5-found")
    desk.follows("河畔小区2号楼前的路灯不亮")
    desk.sees(
        "热线工单：西宁12345 2026112300002", "幸福第三网格（按文中地名「河畔小区」，小区、大院，较可能，请看一眼）"
    )
    desk.begins("派给…")
    desk.sees("按派遣规则建议：城东区市政养护所")
    desk.looks("import-6-proposed")
    desk.submits("派遣")
    desk.sees("待签收")
    desk.looks("import-7-dispatched")

    hands_in(desk, orders, AT_ONCE)
    assert figures(desk) == [0, COME_IN, 2, len(FAULTY) - 1]  # of the one that came in anyway its source says otherwise
    desk.looks("import-8-again")


def test_results_go_back_in_the_columns_that_the_source_wants(works, orders, folder):
    """What ended here stands in the file; nobody's name does."""
    desk = works("周敏")
    desk.follows("导入")
    desk.looks("import-results-0-imports")
    hands_in(desk, orders, AT_ONCE)
    figures(desk)
    desk.looks("import-results-0-through")
    desk.searches("3号楼前的路灯")
    desk.looks("import-results-0-found")
    desk.follows("河畔小区3号楼前的路灯不亮")
    desk.begins("不予受理")
    desk.writes("原因", "路灯属于铁路部门，请拨打12306。")
    desk.submits("不予受理")
    desk.looks("import-results-0-declined")
    desk.follows("导入")
    desk.follows("给来源单位回单")
    desk.looks("import-results-1-empty")
    desk.follows("西宁12345")
    desk.looks("import-results-2-columns")
    desk.page.set_viewport_size(PHONE)
    desk.looks("import-results-2-columns-phone")
    desk.page.set_viewport_size(DESK)
    desk.fills("办理结果最多多少字", "200")
    desk.submits("就按这些列")
    desk.submits("生成文件")
    expect(desk.page.get_by_role("button", name="表格", exact=True)).to_be_visible(timeout=90_000)
    desk.sees(re.compile(r"\d+ 件工单，\d+ 个附件"))
    desk.looks("import-results-3-made")
    desk.page.set_viewport_size(PHONE)
    desk.looks("import-results-3-made-phone")
    desk.page.set_viewport_size(DESK)
    with desk.page.expect_download() as made:
        desk.presses("表格")
    shutil.copy(made.value.path(), folder / "results.xlsx")
    rows = openpyxl.load_workbook(folder / "results.xlsx").active.iter_rows(min_row=2, values_only=True)
    [line] = [row for row in rows if row[0] == "2026112300003"]
    assert (line[5], line[6]) == ("否", "路灯属于铁路部门，请拨打12306。")


@pytest.fixture
def called_back(demo_server, number_of, tmp_path):
    """What the hotline says of three orders that are here and of one that is not."""
    order = Case.objects.values_list("source_number", flat=True).get
    stairs, ice = order(matter__number=number_of(STAIRS)), order(matter__number=number_of(ICE))
    mended = {"满意度": "满意", "回访时间": "2026-11-27 10:30", "回访意见": "台阶平了，老人走着放心。"}
    rows = ({"工单编号": stairs, **mended}, {"工单编号": ice}, {}, {"工单编号": stairs, "办结状态": "办理中"})
    path = tmp_path / "results.xlsx"
    path.write_bytes(sheet([result(9, **row) for row in rows], header=RESULT_HEADER))
    return path


def test_the_sources_own_results_close_here_what_it_closed(works, number_of, called_back):
    """Looked over first; then one is closed with the caller's mark and words, and three lines say what to do. Brought
    in again, nothing changes."""
    desk, number = works("周敏"), number_of(STAIRS)
    desk.looked |= {'cases:imports ""'}  # has stories of its own
    hands_in(desk, called_back, OF_RESULTS)
    columns_are_asked(desk)
    desk.looks("import-results-in-0-columns")
    desk.submits("就按这些列")
    expect(desk.page.get_by_role("button", name="导入", exact=True)).to_be_visible(timeout=90_000)
    assert counts(desk, "将记下结果", *RESULTS[1:]) == [1, 0, 0, 3]
    said = desk.page.locator("table.rows tbody tr").all_inner_texts()
    assert [("将记到事项上" in row, "要改" in row) for row in said] == [(True, False), *[(False, True)] * 3]
    desk.looks("import-results-in-1-looked-over")
    desk.page.set_viewport_size(PHONE)
    desk.looks("import-results-in-2-phone")
    desk.page.set_viewport_size(DESK)
    desk.submits("导入")
    through(desk)
    assert counts(desk, *RESULTS) == [1, 0, 0, 3]
    desk.sees(*NOT_NOTED)

    desk.sees_to(number)
    desk.sees("已结案", "来源单位已办结：已解决", "来源单位评价：满意", "台阶平了，老人走着放心。")
    assert desk.menu() == ["重新打开"]
    stitches = desk.stitches()
    assert stitches[-2:] == ["已回单给来源单位", "来源单位已办结：已解决"]
    desk.looks("import-results-in-3-closed")
    hands_in(desk, called_back, OF_RESULTS, AT_ONCE)
    through(desk)
    assert counts(desk, *RESULTS) == [0, 1, 0, 3]
    desk.sees_to(number)
    assert desk.stitches() == stitches


def test_what_is_no_sheet_is_refused_at_once(works, folder, bomb):
    """A text with the wrong name and a package that would burst each get a sentence, and are not taken in."""
    false = folder / "notes.xlsx"
    false.write_text("我不是表格", encoding="utf-8")
    desk = works("周敏")
    hands_in(desk, false)
    desk.sees("这不是表格。请打开后另存为 .xlsx 再上传。")
    expect(desk.page.get_by_role("combobox", name="来自哪条热线")).to_have_value("西宁12345")
    desk.looks("import-9-no-sheet")
    hands_in(desk, bomb)
    desk.sees("这份表格解开后大得不正常，没有打开。", "还没有导入过表格。")
    desk.looks("import-10-bomb")
