"""A lamp is dark: from a resident's phone to the knot at the end of the thread."""

import re

import pytest
import segno
from playwright.sync_api import expect

from tests.journeys.visitors import NUMBER

pytestmark = pytest.mark.journey

TEXT = "富民路18号院3单元门口的路灯不亮，晚上老人下楼看不见台阶。"
STAFF = ("周敏", "刘志强", "马秀兰")
STITCHES = [
    "上报",
    "派给城东区市政养护所",
    "签收",
    "处理完成",
    "已答复反映人",
    "已核查（去现场看了）：办好了",
    "反映人打回",
    "处理完成",
    "已答复反映人",
    "已核查（去现场看了）：办好了",
    "反映人评价：办好了",
    "结案：已解决",
]


def qr_drawn(address: str) -> str:
    """The path of the QR code of an address, as the product draws it."""
    drawn = segno.make(address, error="m").svg_inline(scale=4, border=2)
    return re.search(r'd="([^"]+)"', drawn)[1]


def reports(resident, *photos):
    resident.opens("/")
    resident.looks("lamp-01-portal")
    resident.follows("我要反映")
    resident.looks("lamp-02-empty-form")
    resident.writes("什么事", TEXT)
    resident.adds_photos(*photos)
    resident.chooses("社区", "富民路社区")
    resident.looks("lamp-03-filled-in")
    resident.submits("提交")
    resident.sees("街道收到了")
    number = resident.page.locator(".given-number").inner_text()
    code = resident.page.locator(".given-code").inner_text()
    assert NUMBER.fullmatch(number)
    assert re.fullmatch(r"[A-Z2-7]{4}-[A-Z2-7]{4}-[A-Z2-7]{4}", code)
    return number, code


def upright(page, photo):
    """The large photo behind a preview stands as the phone was held, and is not larger than it need be."""
    address = photo.locator("xpath=..").get_attribute("href")
    size = """async address => { const image = new Image(); image.src = address; await image.decode();
        return [image.naturalWidth, image.naturalHeight]; }"""
    return page.evaluate(size, address) == [1536, 2048]


def asks_how_far(resident, number, code):
    resident.opens("/")
    resident.follows("查进度")
    resident.looks("lamp-13-find")
    resident.writes("编号", number)
    resident.submits("下一步")
    resident.writes("查询码", "AAAA-BBBB-CCCC")
    resident.submits("看进度")
    resident.sees("编号和查询码对不上")
    resident.looks("lamp-14-wrong-code")
    resident.writes("查询码", code.lower().replace("-", " "))
    resident.submits("看进度")
    resident.sees("已收到您的上报")


def chooses_by_keyboard(dispatcher, number):
    """↓ goes from row to row, and the matter opens beside the list."""
    row = dispatcher.page.locator(f'[data-work="{number}"]')
    for _ in range(dispatcher.page.locator("[data-work]").count()):
        dispatcher.page.keyboard.press("ArrowDown")
        if row.evaluate("element => element === document.activeElement"):
            break
    expect(dispatcher.page.locator(f'#matter-pane [data-matter="{number}"]')).to_be_visible()


def finds(worker, number):
    """The matter on its own page, by its number."""
    worker.opens("/desk/")
    worker.searches(number)
    worker.looks("lamp-08-found")
    worker.follows("富民路18号院3单元")
    expect(worker.page.locator(f'[data-matter="{number}"]')).to_be_visible()


def mends(handler, what, photo=None):
    handler.begins("处理完成")
    handler.writes("办了什么", what)
    if photo:
        handler.adds_photos(photo)
        handler.looks("lamp-09-mended")
    handler.submits("处理完成")
    handler.begins("答复反映人")
    expect(handler.box("给反映人的答复")).to_have_value(what)
    if photo:
        handler.looks("lamp-10-answer")
    handler.submits("答复反映人")
    handler.sees("待核查")


def test_a_lamp_is_dark(arrives, works, dark_lamp, wall, new_lamp):
    """Reported with two photos, dispatched by keyboard, mended, checked by somebody else, sent back once by the
    resident, mended again, rated and closed; the thread keeps every stitch."""
    resident = arrives()
    number, code = reports(resident, dark_lamp, wall)
    resident.looks("lamp-04-number-and-code")
    address = resident.page.url.replace("/report/", f"/m/{number}/")
    assert resident.page.locator(".given-qr path").get_attribute("d") == qr_drawn(address)
    assert code not in address

    dispatcher = works("周敏")
    dispatcher.looks("lamp-05-worklist")
    chooses_by_keyboard(dispatcher, number)
    dispatcher.sees(TEXT, "居民上报")
    dispatcher.page.keyboard.press("Enter")
    dispatcher.sees("建议依据：文中提到“路灯、不亮”。", "按派遣规则建议：城东区市政养护所")
    expect(dispatcher.page.get_by_label("类别")).to_have_value("2137")
    dispatcher.looks("lamp-06-proposed")
    dispatcher.submits("派遣")
    expect(dispatcher.page.locator("#matter-pane")).to_contain_text("派给城东区市政养护所")
    photos = dispatcher.sees_photos(2)
    assert upright(dispatcher.page, photos.first)
    dispatcher.looks("lamp-07-dispatched")

    handler = works("刘志强")
    finds(handler, number)
    handler.acts("签收")
    handler.sees("处置中")
    handler.looks("lamp-08-signed-for")
    mends(handler, "更换灯泡一只，试亮正常。", new_lamp)
    handler.has_no("核查通过")
    assert handler.opens(f"/matters/{number}/do/confirm/") == 403
    handler.sees("您不能核查这个区域的事项。")
    handler.looks("lamp-11-may-not-check")

    secretary = works("马秀兰")
    finds(secretary, number)
    secretary.sees_photos(3)
    secretary.looks("lamp-12-to-be-checked")
    secretary.acts("核查通过", ticks=["去现场看了"])
    secretary.sees("待评价")

    asks_how_far(resident, number, code)
    resident.sees("已转给城东区市政养护所", "更换灯泡一只，试亮正常。", "另有人核查过（去现场看了）：已办好")
    resident.does_not_see(*STAFF)
    assert not [name for name in STAFF if name in resident.page.content()]
    resident.sees_photos(2)
    resident.looks("lamp-15-progress")
    resident.ticks("没办好")
    resident.writes("补充说明", "亮了一晚又灭了。")
    resident.submits("告诉街道")
    resident.sees("您已打回", "亮了一晚又灭了。", "城东区市政养护所正在办")
    expect(resident.page.get_by_role("button", name="告诉街道")).to_have_count(0)
    resident.looks("lamp-16-sent-back")

    handler.opens("/desk/?only=returned")
    handler.picks("富民路18号院3单元")
    expect(handler.page.locator("#matter-pane")).to_contain_text("亮了一晚又灭了。")
    handler.looks("lamp-17-came-back")
    mends(handler, "换了新灯座和线路，连看两晚都亮。")
    finds(secretary, number)
    secretary.acts("核查通过", ticks=["去现场看了"], 说明="昨晚去看过，亮。")

    resident.page.reload()
    resident.sees("您已经打回过一次，这次的评价会记录在案。")
    expect(resident.box("补充说明")).to_have_value("")
    resident.ticks("办好了")
    resident.submits("告诉街道")
    resident.sees("您已评价：办好了。谢谢。")

    finds(dispatcher, number)
    dispatcher.begins("结案")
    dispatcher.ticks("已解决")
    dispatcher.looks("lamp-18-closing")
    dispatcher.submits("结案")
    dispatcher.sees("已结案")
    assert dispatcher.stitches() == STITCHES
    expect(dispatcher.page.locator(".stitch").last.locator("use")).to_have_attribute("href", re.compile("#knot$"))
    assert dispatcher.menu() == ["重新打开"]
    expect(dispatcher.page.locator(".matter-first")).to_have_count(0)
    dispatcher.looks("lamp-19-closed")

    resident.page.reload()
    resident.sees("已结案")
    resident.looks("lamp-20-told-closed")
