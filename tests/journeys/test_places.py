"""Places: what nobody could place is placed once and learned; a code at a spot; who looks after a grid; a border moved
on the map."""

import re

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.support.browsers import DESK, PHONE
from xiuhuazhen.core.kit import clock

pytestmark = pytest.mark.journey

FUMIN, GRID = "630102005006", "630102005006001"


def reports(resident, text):
    resident.opens("/report/")
    resident.writes("什么事", text)
    resident.submits("提交")
    resident.looks("places-01-reported")


def test_a_place_is_said_once_and_known_from_then_on(arrives, works):
    """The queue, the form, and the next report that is placed by itself."""
    resident, desk = arrives(), works("周敏")
    reports(resident, "梧桐花园北门的路灯不亮，晚上看不见路。")
    desk.opens("/cases/unplaced/")
    desk.looks("places-02-unplaced")
    row = desk.page.get_by_role("listitem").filter(has_text="梧桐花园").last
    row.get_by_role("link", name="定位").click()
    desk.page.locator("main select[name=area]").select_option(value=GRID)
    desk.fills("记住这个叫法", "梧桐花园")
    desk.looks("places-03-where")
    desk.submits("更正地点")
    desk.looks("places-04-placed")
    reports(resident, "梧桐花园3栋漏水。")
    resident.sees("地点在富民路第一网格")


def test_a_code_is_put_up_and_scanned(arrives, works):
    """The place is filled in on the traveller's phone."""
    desk, traveller = works("周敏"), arrives()
    desk.opens("/places/codes/")
    desk.page.get_by_placeholder("只看含这些字的").fill("广场")
    expect(desk.page.get_by_label("富民路第一网格", exact=True)).to_be_hidden()
    desk.ticks("站前广场")
    desk.page.locator("main select[name=area]").select_option(value=GRID)
    desk.fills("位置名称", "富民路东口公交站")
    desk.looks("places-05-which-codes")
    desk.page.set_viewport_size(PHONE)
    desk.looks("places-05-which-codes-phone")
    desk.page.set_viewport_size(DESK)
    desk.submits("制作地点码")
    desk.looks("places-05-codes")
    every = desk.page.get_by_label("这一页全选")
    boxes = desk.page.locator("input[name=pick]")
    every.press("Space")
    assert boxes.evaluate_all("boxes => boxes.every(box => box.checked)")
    every.press("Space")
    desk.page.get_by_label("打印富民路东口公交站的码").press("Space")
    expect(desk.page.locator("input[name=pick]:checked")).to_have_count(1)
    desk.looks("places-05-ticked")
    desk.submits("打印勾选的")
    expect(desk.page.locator(".code-sheet li")).to_have_count(1)
    desk.looks("places-06-sheet")
    token = (
        desk.page.locator(".code-sheet li", has_text="富民路东口公交站").locator("span").last.inner_text().split()[-1]
    )
    traveller.opens(f"/report/?place={token}")
    traveller.sees("您在：富民路东口公交站")
    traveller.looks("places-07-scanned")


def test_who_looks_after_a_grid(arrives, works):
    """The page of a community and a grid for staff, at a desk and on a phone; the notice for everybody."""
    for visitor, how in ((works("周敏"), "desk"), (arrives("周敏"), "phone")):
        visitor.opens("/areas/630102005/")
        visitor.looks(f"places-08-street-{how}")
        visitor.opens(f"/areas/{GRID}/")
        visitor.sees("现在值班", "超过通常规模")
        visitor.looks(f"places-09-grid-{how}")
        visitor.follows("四方联动")
        visitor.looks(f"places-09-parties-{how}")
    secretary = arrives("马秀兰")
    secretary.opens(f"/areas/{GRID}/")
    secretary.looks("places-09-grid-secretary")
    visitor.opens(f"/areas/{GRID}/names/")
    visitor.looks("places-10-names-phone")
    visitor.page.get_by_role("button", name="在地图上点").click()
    visitor.page.locator("[data-place-canvas] path").first.wait_for()
    visitor.page.locator("[data-place-canvas]").click()
    visitor.sees("已记下地图上的这个点。")
    visitor.fills("叫法", "红星杂货店")
    visitor.fills("依据", "网格员走访")
    visitor.submits("记下")
    visitor.sees("红星杂货店", "地图上有")
    visitor.looks("places-10b-named-phone")
    resident = arrives()
    resident.opens(f"/areas/{GRID}/notice/")
    resident.sees("监督电话")
    resident.looks("places-11-notice-phone")


def test_a_border_is_moved_for_both_on_the_map(arrives):
    """By keyboard, as with a finger; a check finds nothing wrong, and then it is drawn."""
    for how, at in (("desk", DESK), ("phone", {"width": 360, "height": 740})):
        admin = arrives("高云", at=at)
        admin.opens(f"/areas/{FUMIN}/edit/")
        admin.page.get_by_role("button", name="改边界").first.click()
        expect(admin.page.locator(".corner").first).to_be_visible()
        admin.looks(f"places-12-borders-{how}")
    admin.page.locator(".corner-shared").nth(2).press("ArrowRight")
    expect(admin.page.locator("[data-borders-said]")).to_contain_text("已改动：富民路第一网格、富民路第二网格")
    admin.fills("依据", "演示")
    admin.submits("只检查")
    admin.sees("没有重叠，也没有空隙，可以划定。")
    admin.looks("places-13-checked")
    admin.submits("划定")
    admin.sees("边界已划定。")


def test_an_overlap_is_told_with_its_place(arrives):
    """A corner that leaves the community is numbered on the map, and nothing is drawn."""
    admin = arrives("高云")
    admin.opens(f"/areas/{FUMIN}/edit/")
    admin.page.get_by_role("button", name="改边界").first.click()
    admin.page.locator(".corner-shared").first.press("ArrowUp")
    admin.fills("依据", "演示")
    admin.submits("划定")
    admin.sees("还没有划定，请先改好下面几处。编号标在地图上。")
    expect(admin.page.locator(".border-fault").first).to_have_text("1")
    admin.looks("places-14-faults")


def test_before_a_grid_ends_it_is_told_what_hangs_on_it(works, arrives):
    """Who works there, what is open, names and codes, at a desk and on a phone; without a place to go on it stays."""
    for admin, how in ((works("高云"), "desk"), (arrives("高云", at=PHONE), "phone")):
        admin.opens(f"/areas/{GRID}/end/")
        admin.sees("这个网格还有人负责，请先办离岗。")
        admin.looks(f"places-19-ending-{how}")
        admin.fills("依据", "街道发〔2026〕9号")
        admin.submits("撤销这个区域")
        admin.looks(f"places-20-ending-refused-{how}")
        expect(admin.page.get_by_label("依据")).to_have_value("街道发〔2026〕9号")


def test_a_team_is_linked_with_a_grid(works, arrives):
    """The community's secretary says who works together with the grid; a phone shows it."""
    secretary = works("马秀兰")
    secretary.opens(f"/areas/{GRID}/parties/")
    secretary.follows("增加联动单位")
    secretary.looks("places-14-link")
    secretary.chooses("哪个单位", "大十字书店（共建单位）")
    secretary.fills("在这里做什么", "周末在院里办读书角")
    secretary.submits("保存")
    secretary.sees("大十字书店", "周末在院里办读书角")
    secretary.looks("places-15-linked")
    phone = arrives("马秀兰", at=PHONE)
    phone.opens(f"/areas/{GRID}/parties/")
    phone.looks("places-15-linked-phone")


def test_the_register_of_a_street_comes_as_a_spreadsheet_and_goes_back(works, arrives, tmp_path):
    """Everything that lies in the street, at a desk and on a phone; the counts of a grid are corrected in the file."""
    for visitor, how in ((works("高云"), "desk"), (arrives("高云", at=PHONE), "phone")):
        visitor.opens("/areas/630102005/")
        visitor.looked |= {'web:area ""'}  # in a story of its own
        visitor.follows("登记表")
        visitor.sees("中庄4-1网格")
        visitor.looks(f"places-16-register-{how}")
    with visitor.page.expect_download() as saved:
        visitor.page.get_by_role("link", name="导出区域").click()
    saved.value.save_as(tmp_path / "区域.xlsx")
    book = openpyxl.load_workbook(tmp_path / "区域.xlsx")
    row = next(row for row in book.active.iter_rows() if row[0].value == GRID)
    row[5].value, row[8].value, row[9].value = "801", f"{clock.local_date(clock.now())}", "入户清点"
    for other in list(book.active.iter_rows(min_row=2)):
        if other[0].value != GRID:
            book.active.delete_rows(other[0].row)
    book.save(tmp_path / "区域.xlsx")
    visitor.follows("导入区域")
    visitor.page.locator("main input[type=file]").set_input_files(str(tmp_path / "区域.xlsx"))
    visitor.looks("places-17-register-in-phone")
    visitor.submits("导入")
    visitor.sees("更正 1 行", "801")
    visitor.looks("places-18-brought-in-phone")


def test_who_has_reported_nothing_finds_the_notice_of_their_grid(arrives):
    """From the first page by community and grid, or by the position of the phone."""
    resident = arrives(geolocation={"longitude": 101.82, "latitude": 36.62}, permissions=["geolocation"])
    resident.opens("/")
    resident.looks("places-30-first-page")
    resident.follows("查我的网格")
    resident.looks("places-31-which-community")
    resident.follows("富民路社区")
    resident.looks("places-32-which-grid")
    resident.follows("富民路第一网格")
    resident.sees("工作电话", "监督电话")
    resident.looks("places-33-notice")
    resident.follows("查别的网格")
    with resident.page.expect_navigation(url=re.compile("/areas/[0-9]+/notice/$")):
        resident.presses("用我的位置")
    resident.sees("监督电话")
