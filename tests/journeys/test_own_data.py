"""Somebody who reported looks after what is held of them; somebody who works here sees the same of themselves."""

import pytest
from playwright.sync_api import expect

from tests.support.browsers import DESK, PHONE

pytestmark = pytest.mark.journey


def reports(resident):
    resident.opens("/report/")
    resident.writes("什么事", "楼门口的灯坏了，老人进出看不清。")
    resident.chooses("社区", "富民路社区")
    resident.writes("您的称呼", "王小明")
    resident.writes("电话", "13900005678")
    resident.submits("提交")
    number, code = (resident.page.locator(f".given-{part}").inner_text() for part in ("number", "code"))
    resident.looked.update(resident.opened)  # reporting has a story of its own
    resident.follows("查进度")
    resident.writes("查询码", code)
    resident.submits("看进度")
    resident.looked.update(resident.opened)
    return number, code


def opens_part(visitor, summary):
    visitor.page.locator("summary", has_text=summary).click()


def part(visitor, button):
    return visitor.page.locator("form", has=visitor.page.get_by_role("button", name=button, exact=True))


def asks_to_erase(resident, code):
    opens_part(resident, "删除我的信息")
    part(resident, "申请删除").get_by_label("查询码").fill(code)
    with resident.page.expect_event("load"):
        part(resident, "申请删除").get_by_role("button", name="申请删除").click()


@pytest.mark.parametrize(("size", "name"), [(PHONE, "phone"), (DESK, "wide")])
def test_a_reporter_sees_corrects_and_has_erased_what_is_held(arrives, works, size, name):
    resident = arrives(at=size)
    number, code = reports(resident)
    resident.follows("您的信息，以及您的权利")
    resident.sees("王**", "139****5678", "办结后保存")
    resident.looks(f"own-01-page-{name}")
    opens_part(resident, "姓名或电话有误")
    form = part(resident, "更正")
    form.get_by_label("姓名").fill("王晓明")
    form.get_by_label("查询码").fill("AAAA-BBBB-CCCC")
    with resident.page.expect_event("load"):
        form.get_by_role("button", name="更正").click()
    expect(part(resident, "更正").get_by_label("姓名")).to_have_value("王晓明")
    resident.looks(f"own-02-wrong-code-{name}")
    part(resident, "更正").get_by_label("查询码").fill(code)
    with resident.page.expect_event("load"):
        part(resident, "更正").get_by_role("button", name="更正").click()
    resident.sees("已更正。")
    opens_part(resident, "要一份副本")
    part(resident, "下载副本").get_by_label("查询码").fill(code)
    with resident.page.expect_download() as download:
        part(resident, "下载副本").get_by_role("button", name="下载副本").click()
    assert "姓名：王晓明" in download.value.path().read_text(encoding="utf-8")
    asks_to_erase(resident, code)
    resident.sees("正在决定")
    resident.looks(f"own-03-asked-{name}")

    desk = works("周敏")
    expect(desk.owes("楼门口的灯坏了").first).to_be_visible()
    desk.sees_to(number)
    desk.begins("不予删除")
    desk.ticks("事情还在办理")
    desk.fills("具体说明", "灯还没有修好，修好以后请再申请。")
    desk.looks(f"own-04-refusing-{name}")
    desk.submits("不予删除")
    desk.looks(f"own-05-refused-{name}")
    resident.page.reload()
    resident.sees("没有删除", "灯还没有修好，修好以后请再申请。")
    resident.looks(f"own-06-read-{name}")

    resident.follows("查进度")
    opens_part(resident, "这件事不用办了")
    with resident.page.expect_event("load"):
        resident.presses("撤回")
    resident.looks(f"own-07-progress-{name}")
    resident.follows("您的信息，以及您的权利")
    asks_to_erase(resident, code)
    desk.sees_to(number)
    desk.begins("删除反映人的信息")
    desk.ticks("我已核实，没有必须保存的情形")
    desk.looks(f"own-08-erasing-{name}")
    desk.submits("删除反映人的信息")
    desk.sees("事件（内容已清除）")
    desk.looks(f"own-09-erased-{name}")
    resident.page.reload()
    resident.sees("已删除：您的姓名")
    resident.does_not_see("139****5678")
    resident.looks(f"own-10-gone-{name}")


@pytest.mark.parametrize(("size", "name"), [(PHONE, "phone"), (DESK, "wide")])
def test_somebody_who_works_here_sees_what_is_held_of_them(arrives, size, name):
    handler = arrives("周敏", at=size)
    handler.opens("/account/")
    handler.sees("系统里保存的您的信息", "以您的名义办的环节", "高云")
    handler.looks(f"own-11-account-{name}")
