"""The day of the street's administrator, who looks after people, rules and the installation."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey

STREET = "630102005"


def chooses_street(admin):
    admin.page.locator("main select[name=area]").select_option(value=STREET)


def enters_a_unit_and_somebody(admin):
    """With a second role for a while; what comes back is the link with which they set their password."""
    admin.goes_to("管理")
    admin.follows("单位")
    admin.follows("登记单位")
    admin.fills("单位名称", "火车站街道绿化队")
    admin.chooses("类型", "部门")
    chooses_street(admin)
    admin.submits("登记")
    admin.follows("登记人员")
    admin.fills("姓名", "石磊磊")
    admin.fills("账号名", "shi.lvhua")
    admin.chooses("角色", "经办人")
    chooses_street(admin)
    admin.submits("登记并生成链接")
    admin.sees("请只交给本人。")
    link = admin.page.locator("[data-copy-text]").inner_text()
    admin.follows("回到这个人的页面")
    admin.follows("授予角色")
    admin.chooses("角色", "核查员")
    admin.chooses("单位", "火车站街道办事处")
    chooses_street(admin)
    admin.fills("最后一天", "2035-12-31")
    admin.submits("授予")
    admin.sees("核查员", "2035年12月31日")
    return link


def comes_in_for_the_first_time(newcomer, link):
    newcomer.opens(link)
    newcomer.page.get_by_label("新密码").fill("green-hill-31")
    newcomer.page.get_by_label("再填一遍").fill("green-hill-31")
    newcomer.submits("设密码")
    newcomer.page.get_by_label("账号").fill("shi.lvhua")
    newcomer.page.get_by_label("密码").fill("green-hill-31")
    newcomer.submits("登录")
    newcomer.sees("待核查")
    newcomer.looked |= newcomer.opened  # coming in has a story of its own


def sets_rules(admin):
    admin.goes_to("管理")
    admin.follows("类别")
    admin.follows("添加类别")
    admin.fills("代码", "9951")
    admin.fills("类别名称", "共享单车")
    admin.fills("关键词", "共享单车，单车")
    admin.submits("添加")
    admin.sees("已把共享单车加进类别目录。")
    admin.follows("管理")
    admin.follows("标准")
    admin.follows("事件处置时限（从派遣起算）")
    admin.follows("新定一个值")
    admin.fills("值", "4")
    admin.fills("依据", "街道主任办公会，2026年11月20日")
    admin.ticks("本系统设定，非规定")
    admin.submits("设定")
    admin.sees("已设定。")
    admin.follows("标准")
    admin.follows("管理")
    admin.follows("消息写法")
    admin.page.locator(".row-title").first.click()
    admin.page.wait_for_url("**/manage/wordings/*/")
    admin.follows("改写法")
    words = admin.page.locator("textarea[name=text]")
    words.fill("街道告诉您：{编号}有新情况。")
    admin.submits("保存写法")
    admin.sees("从那天起就这样写。")
    admin.follows("消息写法")
    admin.follows("管理")
    admin.follows("保存期限")
    admin.follows("看这条标准")
    admin.follows("标准")


def brings_a_register(admin, tmp_path):
    """What came out is corrected and goes in again."""
    admin.goes_to("管理")
    admin.follows("单位")
    with admin.page.expect_download() as sheet:
        admin.page.get_by_role("link", name="导出").click()
    assert sheet.value.suggested_filename.endswith(".xlsx")
    (tmp_path / "units.csv").write_text(f"单位名称,类型,地点代码\n火车站街道环卫队,部门,{STREET}\n", encoding="utf-8")
    admin.follows("导入")
    admin.page.locator("main input[type=file]").set_input_files(str(tmp_path / "units.csv"))
    admin.submits("导入")
    admin.sees("新登记 1 行")
    admin.goes_to("管理")
    admin.follows("操作记录")
    admin.fills("谁做的", "高云")
    with admin.page.expect_event("load"):
        admin.presses("查看")
    admin.sees("火车站街道环卫队")
    with admin.page.expect_download() as rows:
        admin.page.get_by_role("link", name="导出").click()
    assert rows.value.suggested_filename.endswith(".xlsx")


def looks_after_the_installation(admin):
    """As whoever is responsible for the server does each morning."""
    admin.goes_to("管理")
    admin.follows("系统状况")
    admin.sees("备份")
    admin.follows("管理")
    admin.follows("后台任务")
    admin.sees("定时任务")
    admin.goes_to("管理")
    admin.follows("工作日历")
    admin.sees("放假和调休")
    admin.goes_to("消息")
    admin.follows("没送到")
    admin.goes_to("管理")
    admin.follows("离岗交接")
    admin.follows("管理")


def test_an_administrators_day(comes, arrives, tmp_path):
    admin = comes("高云")
    link = enters_a_unit_and_somebody(admin)
    comes_in_for_the_first_time(arrives(), link)
    sets_rules(admin)
    brings_a_register(admin, tmp_path)
    looks_after_the_installation(admin)
    admin.goes_to("我的账户")
    admin.sees("系统里保存的您的信息")
    admin.signs_out()
    expect(admin.page.get_by_role("link", name="我要反映")).to_be_visible()
