"""The administrator of the street sees to its units, people and rules in the product's own pages."""

import base64

import pytest
from django_otp.oath import hotp

from tests.support.browsers import DESK, PHONE
from xiuhuazhen.core.kit import clock

pytestmark = pytest.mark.journey


def test_somebody_new_is_entered_and_comes_in(arrives, works):
    """The unit first, then the person with their role; they set their password with the link and are in."""
    gao, newcomer = works("高云"), arrives()
    gao.opens("/manage/")
    gao.looks("administration-01-entries")
    gao.follows("单位")
    gao.looks("administration-02-units")
    gao.opens("/manage/units/?q=城运中心")
    gao.sees("火车站街道城运中心")
    gao.follows("登记单位")
    gao.fills("单位名称", "火车站街道绿化队")
    gao.chooses("类型", "部门")
    gao.page.locator("main select[name=area]").select_option(value="630102005")
    gao.fills("工作电话", "0971-0000090")
    gao.looks("administration-03-unit-new")
    gao.submits("登记")
    gao.sees("这个单位现在没有人任职。")
    gao.looks("administration-03-unit")
    gao.follows("登记人员")
    gao.fills("姓名", "石磊")
    gao.fills("账号名", "shi.lvhua")
    gao.chooses("角色", "经办人")
    gao.page.locator("main select[name=area]").select_option(value="630102005")
    gao.looks("administration-04-person-new")
    gao.submits("登记并生成链接")
    gao.sees("请只交给本人。")
    gao.looks("administration-05-link")
    link = gao.page.locator("[data-copy-text]").inner_text()
    newcomer.opens(link)
    newcomer.sees("shi.lvhua")
    newcomer.looks("administration-06-password")
    newcomer.page.get_by_label("新密码").fill("green-hill-31")
    newcomer.page.get_by_label("再填一遍").fill("green-hill-31")
    newcomer.submits("设密码")
    newcomer.looks("administration-07-sign-in")
    newcomer.page.get_by_label("账号").fill("shi.lvhua")
    newcomer.page.get_by_label("密码").fill("green-hill-31")
    newcomer.submits("登录")
    newcomer.sees("现在没有要办的事。")
    newcomer.looks("administration-08-desk")


def test_a_deputy_stands_in(works, arrives):
    """For a week, and the page of each says so; at a desk and on a phone."""
    gao = works("高云")
    gao.opens("/manage/people/?q=周敏")
    gao.looks("administration-10-people")
    gao.follows("周敏")
    gao.looks("administration-11-person")
    gao.follows("指定代理人")
    gao.page.locator("main select[name=person]").select_option(label="赵慧 · 火车站街道办事处")
    gao.fills("最后一天", "2035-12-31")
    gao.looks("administration-12-deputy")
    gao.submits("指定")
    gao.sees("代理周敏")
    gao.looks("administration-13-deputy-person")
    phone = arrives("高云", at=PHONE)
    for number, address in enumerate(
        ("/manage/", "/manage/people/", "/manage/units/", "/manage/people/new/"), start=14
    ):
        phone.opens(address)
        phone.looks(f"administration-{number}-phone")
    phone.opens("/manage/people/?q=赵慧")
    phone.follows("赵慧")
    phone.looks("administration-18-person-phone")


def test_ones_own_account(works, arrives):
    """The second factor is set up with the code that an app would show; the password; the devices."""
    desk, phone = works("高云"), arrives("高云", at=PHONE)
    desk.opens("/account/")
    desk.sees("我的账户", "已登录的设备")
    desk.looks("administration-20-account")
    desk.opens("/account/password/")
    desk.looks("administration-21-password")
    phone.opens("/account/")
    phone.looks("administration-22-account-phone")
    desk.opens("/account/second-factor/")
    desk.looks("administration-23-factor")
    desk.fills("现在的密码", desk.page.locator(".form-hint b.number").inner_text())
    desk.submits("下一步")
    desk.looks("administration-24-qr")
    secret = desk.page.locator(".ordered .number").inner_text().replace(" ", "")
    desk.fills("验证码", f"{hotp(base64.b32decode(secret), int(clock.now().timestamp()) // 30):06d}")
    desk.submits("确认")
    desk.sees("恢复码只显示这一次")
    desk.looks("administration-25-codes")
    desk.follows("我已保存好")
    desk.sees("还有 10 个恢复码没用。")


def test_an_account_is_locked_and_unlocked(works):
    gao = works("高云")
    gao.opens("/manage/people/?q=陈小梅")
    gao.looks("administration-29-people")
    gao.follows("陈小梅")
    gao.looks("administration-30-person")
    gao.follows("锁定")
    gao.fills("原因", "手机丢了")
    gao.looks("administration-31-lock")
    gao.submits("锁定")
    gao.sees("账号已锁定。")
    gao.follows("解锁")
    gao.looks("administration-32-unlock")
    gao.submits("解锁")
    gao.sees("账号已解锁。")


def test_norms_categories_and_programs(works, arrives):
    """A value of the street's own, a corrected category, a program that is let in; at a desk and on a phone."""
    gao, phone = works("高云"), arrives("高云", at=PHONE)
    gao.opens("/manage/norms/")
    gao.looks("administration-40-norms")
    gao.follows("事件处置时限（从派遣起算）")
    gao.looks("administration-41-norm")
    gao.follows("新定一个值")
    gao.fills("值", "4")
    gao.fills("依据", "街道主任办公会，2026年11月20日")
    gao.ticks("本系统设定，非规定")
    gao.looks("administration-42-norm-set")
    gao.submits("设定")
    gao.sees("已设定。", "高云设定")
    gao.looks("administration-42-norm-is-set")
    gao.opens("/manage/categories/")
    gao.looks("administration-43-categories")
    gao.opens("/manage/categories/new/")
    gao.looks("administration-44-category-new")
    gao.opens("/manage/programs/")
    gao.looks("administration-45-programs")
    gao.follows("发放密钥")
    gao.fills("程序名称", "区数据平台")
    gao.ticks("查看事件")
    gao.chooses("为哪个单位", "火车站街道办事处")
    gao.fills("最后一天", "2035-12-31")
    gao.looks("administration-46-program-new")
    gao.submits("生成密钥")
    gao.sees("密钥只显示这一次")
    gao.looks("administration-47-token")
    for number, address in enumerate(("norms", "norms/cases.limit.handle", "categories", "programs"), start=48):
        phone.opens(f"/manage/{address}/")
        phone.looks(f"administration-{number}-phone")


def test_the_audit_is_searched(works, arrives):
    gao, phone = works("高云"), arrives("李国栋", at=PHONE)
    gao.opens("/manage/audit/")
    gao.looks("administration-60-audit")
    gao.fills("谁做的", "系统")
    gao.chooses("做了什么", "授予了一个角色")
    with gao.page.expect_event("load"):
        gao.presses("查看")
    gao.sees("派遣员 · 火车站街道城运中心")
    gao.looks("administration-61-found")
    phone.opens("/manage/audit/")
    phone.looks("administration-62-phone")


def test_units_are_brought_in(works, arrives, tmp_path):
    """A line at fault is named; put right, all come in."""
    gao, phone = works("高云"), arrives("高云", at=PHONE)
    gao.opens("/manage/units/")
    gao.looks("administration-70-units")
    gao.follows("导入")
    for kind, name in (("公司", "wrong.csv"), ("部门", "right.csv")):
        (tmp_path / name).write_text(f"单位名称,类型,地点代码\n火车站街道环卫队,{kind},630102005\n", encoding="utf-8")
    gao.page.locator("main input[type=file]").set_input_files(str(tmp_path / "wrong.csv"))
    gao.submits("导入")
    gao.sees("第2行：没有“公司”这种单位类型。")
    gao.looks("administration-71-wrong")
    gao.page.locator("main input[type=file]").set_input_files(str(tmp_path / "right.csv"))
    gao.submits("导入")
    gao.sees("新登记 1 行")
    gao.opens("/manage/units/?q=环卫队")
    gao.sees("火车站街道环卫队")
    phone.opens("/manage/people/import/")
    phone.looks("administration-72-import-phone")


@pytest.mark.parametrize(("size", "name"), [(PHONE, "phone"), (DESK, "wide")])
def test_what_is_held_and_for_how_long(arrives, size, name):
    gao = arrives("高云", at=size)
    gao.opens("/manage/retention/")
    gao.sees("环节的文字和联系方式", "办结起按标准规定的期限")
    gao.looks(f"administration-60-retention-{name}")
    gao.follows("敏感个人信息")
    gao.does_not_see("工作日和放假日")
    gao.looks(f"administration-61-retention-sensitive-{name}")


@pytest.mark.parametrize(("size", "name"), [(PHONE, "phone"), (DESK, "wide")])
def test_a_message_is_worded_otherwise(arrives, size, name):
    gao = arrives("高云", at=size)
    gao.opens("/manage/wordings/")
    gao.looks(f"administration-70-wordings-{name}")
    gao.opens("/manage/wordings/cases.case.dispatch.holder/")
    gao.looks(f"administration-71-wording-{name}")
    gao.follows("改写法")
    gao.fills("写法", "火车站街道派来{编号}，{电话}")
    gao.submits("保存写法")
    gao.sees("{电话} 填不出来")
    gao.looks(f"administration-72-wording-wrong-{name}")
    gao.fills("写法", "火车站街道派来{编号}，请尽快签收。")
    gao.submits("保存写法")
    gao.sees("从那天起就这样写。")
    gao.looks(f"administration-73-worded-{name}")
