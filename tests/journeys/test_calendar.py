"""An administrator brings the calendar up to date: the yearly notice, a local day, summer hours."""

import pytest

from tests.support.browsers import PHONE

pytestmark = pytest.mark.journey

WRONG = "1月1日至3日 休 元旦\n2月30日 休 春节"
NOTICE = (
    "1月1日至3日 休 元旦\n2月5日至11日 休 春节\n2月14日 班 春节\n4月3日至5日 休 清明节\n"
    "5月1日至5日 休 劳动节\n5月8日 班 劳动节\n10月1日至7日 休 国庆节\n10月9日 班 国庆节"
)
BASIS = "国务院办公厅关于部分节假日安排的通知（演示）"


def test_the_calendar_is_brought_up_to_date(arrives, works):
    admin = works("高云")
    admin.follows("管理")
    admin.looks("calendar-00-entries")
    admin.follows("工作日历")
    admin.sees("工作日历", "放假和调休", "国庆节")
    admin.looks("calendar-01-year")
    year = admin.page.locator("h1").inner_text()[:4]
    admin.follows("导入放假安排")
    admin.writes("依据", BASIS)
    admin.writes("放假和调休", WRONG)
    admin.submits("看看有哪些变化")
    admin.sees("第 2 行", "“2月30日”不是日期。")
    admin.looks("calendar-02-wrong-line")
    admin.writes("放假和调休", NOTICE)
    admin.submits("看看有哪些变化")
    admin.sees("有哪些变化", "这次写明的日子")
    admin.looks("calendar-03-preview")
    admin.submits("确认保存")
    admin.sees("的工作日历已保存", "2月5日至2月11日")
    admin.looks("calendar-04-next-year")
    admin.follows("设本地放假或上班日")
    admin.writes("日期", f"{year}-11-30")
    admin.writes("名称", "州庆")
    admin.writes("依据", "州政府通知（演示）")
    admin.looks("calendar-05-local")
    admin.submits("设定")
    admin.sees("已设好", "州庆")
    admin.looks("calendar-06-with-local-day")
    admin.follows("设上班时间")
    admin.writes("从哪天起", "2099-05-01")
    for label, moment in (("上午上班", "08:30"), ("上午下班", "12:00"), ("下午上班", "15:00"), ("下午下班", "18:30")):
        admin.writes(label, moment)
    admin.writes("依据", "区政府通知（演示）")
    admin.submits("设上班时间")
    admin.sees("上班时间已设好", "08:30–12:00 15:00–18:30", "未开始")
    admin.looks("calendar-07-hours")

    worker = arrives("陈小梅", at=PHONE)
    worker.opens("/calendar/")
    worker.sees("工作日历", "州庆")
    worker.looks("calendar-08-phone")
    phone = arrives("高云", at=PHONE)
    for address, name in (("import", "09-import"), ("local", "10-local"), ("hours", "11-hours")):
        phone.opens(f"/calendar/{address}/")
        phone.looks(f"calendar-{name}-phone")
    phone.opens("/calendar/import/")
    phone.writes("依据", BASIS)
    phone.writes("放假和调休", NOTICE.replace("10月9日", "10月10日"))
    phone.submits("看看有哪些变化")
    phone.looks("calendar-12-preview-phone")
