"""Being told: from the bell to the matter, choosing how, and what an administrator does with what did not arrive."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tests.support.browsers import DESK, PHONE
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.messages.models import Message
from xiuhuazhen.core.people.models import Account
from xiuhuazhen.core.procedures.models import Matter

pytestmark = pytest.mark.journey


def told(name, subject, *, text="", urgent=False, path="/desk/", minutes=10, **given):
    account = Account.objects.select_related("person").get(person__name=name)
    usual = {"channel": "inbox", "state": "sent"}
    return Message.objects.create(
        recipient=f"person:{account.person_id}",
        key=f"{subject}{minutes}{given.get('channel', '')}",
        subject=subject,
        text=text,
        path=path,
        urgent=urgent,
        created_at=clock.now() - timedelta(minutes=minutes),
        **{**usual, **given},
    )


@pytest.mark.parametrize(("at", "width"), [(PHONE, "360"), (DESK, "1280")], ids=["360", "1280"])
def test_from_the_bell_to_the_matter(arrives, at, width):
    """Unread messages are counted everywhere; following one reads it."""
    worker = arrives("刘志强", at=at)
    Message.objects.update(read_at=clock.now())
    matter = Matter.objects.filter(is_open=True, holder__name__contains="市政").first()
    told(
        "刘志强",
        "请签收：路灯不亮",
        text=f"{matter.number} 派给了您的单位，今天 17:00 前签收。",
        path=f"/matters/{matter.number}/",
    )
    told("刘志强", "快到期：井盖松动", text="还有 2 小时到期。", urgent=True, minutes=50)
    told("刘志强", "已结案：公交站旁路面塌陷", minutes=60 * 30)
    worker.opens("/desk/")
    worker.looks(f"messages-1-bell-{width}")
    if at == PHONE:
        worker.page.locator("nav.bar summary").click()
        expect(worker.page.locator(".menu-sheet .bell-count").filter(visible=True)).to_contain_text("3")
        worker.looks(f"messages-2-menu-{width}")
    worker.follows("消息")
    worker.looks(f"messages-3-inbox-{width}")
    with worker.page.expect_event("load"):
        worker.page.get_by_role("button", name="标为已读：已结案：公交站旁路面塌陷").click()
    with worker.page.expect_event("load"):
        worker.page.get_by_role("button", name="请签收：路灯不亮").first.click()
    worker.sees(matter.number)
    worker.looks(f"messages-4-followed-{width}")
    worker.opens("/messages/")
    worker.sees("快到期：井盖松动")
    worker.does_not_see("请签收：路灯不亮")
    with worker.page.expect_event("load"):
        worker.presses("全部标为已读")
    worker.sees("没有新消息。")
    worker.looks(f"messages-5-nothing-new-{width}")
    worker.follows("已读")
    worker.sees("请签收：路灯不亮")
    worker.looks(f"messages-6-read-{width}")


@pytest.mark.parametrize(("at", "width"), [(PHONE, "360"), (DESK, "1280")], ids=["360", "1280"])
def test_choosing_how_to_be_told(arrives, at, width):
    worker = arrives("刘志强", at=at)
    worker.opens("/messages/")
    worker.looks(f"messages-7-empty-{width}")
    worker.follows("怎么通知我")
    worker.looks(f"messages-8-choices-{width}")
    worker.page.locator("fieldset", has_text="紧急消息").get_by_label("邮件").check()
    worker.submits("保存")
    worker.sees("请填邮箱地址，或者不选邮件。")
    worker.looks(f"messages-08-no-address-{width}")
    worker.writes("邮箱地址", "liu@example.org")
    worker.submits("保存")
    worker.sees("以后就这样通知您。", "已存有一个地址。不改就空着。")
    worker.looks(f"messages-09-chosen-{width}")


@pytest.mark.parametrize(("at", "width"), [(PHONE, "360"), (DESK, "1280")], ids=["360", "1280"])
def test_what_did_not_arrive(arrives, at, width):
    """The administrator sees why, sends one again and drops the other; nobody else has the page."""
    area = Matter.objects.filter(is_open=True).select_related("street").first().street
    gone = {"state": "dead", "area": area, "trouble": "refused"}
    told("刘志强", "请签收：路灯不亮", channel="sms", code="HTTP 400", **gone)
    told("刘志强", "快到期：井盖松动", channel="email", code="SMTP 550", minutes=80, **gone)
    boss = arrives("高云", at=at)
    boss.opens("/messages/")
    boss.looks(f"messages-10-administrator-{width}")
    boss.follows("没送到")
    boss.sees("对方的服务没有收下。", "SMTP 550")
    boss.looks(f"messages-11-not-arrived-{width}")
    with boss.page.expect_event("load"):
        boss.page.get_by_role("button", name="放弃").first.click()
    boss.sees("这条消息不再发了。")
    # The worker may try it, and fail again, before the next page: what this page then lists is its own business.
    with boss.page.expect_event("load"):
        boss.page.get_by_role("button", name="再发一次").first.click()
    boss.sees("马上再发一次。")
    boss.looks(f"messages-12-sent-again-{width}")
    boss.opens("/messages/groups/")
    boss.looks(f"messages-13-groups-{width}")
    with boss.page.expect_event("load"):
        boss.page.locator(".work").first.click()
    boss.writes("群机器人的地址", "https://robots.example.org/send?key=7")
    boss.looks(f"messages-14-group-{width}")
    boss.submits("保存")
    boss.sees("企业微信")
    boss.looks(f"messages-15-connected-{width}")
    assert arrives("刘志强", at=at).opens("/messages/dead/") == 404


def test_the_inbox_in_large_type(arrives):
    worker = arrives("陈小梅")
    told("陈小梅", "请核查：楼道灯已修好", text="富民路社区说已修好，请去看看。")
    worker.page.locator("nav.bar summary").click()
    worker.presses("大字版")
    worker.opens("/messages/")
    worker.looks("messages-16-large")
