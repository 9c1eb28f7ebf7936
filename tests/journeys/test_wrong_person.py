"""What is not for somebody, they do not find: neither in lists nor in counts, maps, searches or by its address."""

import pytest
from playwright.sync_api import expect

from tests.support.browsers import DESK

pytestmark = pytest.mark.journey

NOT_THEIRS = "早市占人行道"
THEIRS = "五一小区门口人行道地砖松动"


@pytest.fixture
def password_of(demo_server):
    """The passwords lie beside the demonstration's data."""
    lines = (demo_server.database.data_dir / "demo-accounts.txt").read_text(encoding="utf-8").splitlines()
    known = {line.split()[0]: line.split()[1] for line in lines}
    return known.__getitem__


@pytest.fixture
def number(works):
    """A matter of 火车站街道, with a reporter who left name and telephone."""
    desk = works("周敏")
    desk.searches(NOT_THEIRS)
    found = desk.page.locator(".rows .number").first.inner_text()
    desk.looks("wrong-01-found-at-home")
    return found


def signs_in_with(visitor, username, password):
    visitor.writes("账号", username)
    visitor.page.get_by_label("密码").fill(password)
    visitor.submits("登录")


def test_the_neighbouring_dispatcher(works, number):
    """东关大街 has the same office, for another street."""
    neighbour = works("董丽")
    expect(neighbour.page.locator("[data-work]").first).to_be_visible()
    expect(neighbour.page.locator('[data-work^="630102005"]')).to_have_count(0)
    count = neighbour.page.locator(".counts b").first.inner_text()
    assert int(count) == neighbour.page.locator("[data-work]").count()
    neighbour.looks("wrong-02-own-worklist")

    neighbour.follows("事项")
    numbers = neighbour.page.locator(".rows .number").all_inner_texts()
    assert len(numbers) == int(neighbour.page.locator("h1 .figures").inner_text()) == 8
    assert {each.split("-")[0] for each in numbers} == {"630102001"}
    neighbour.looks("wrong-03-own-list")
    for words in (NOT_THEIRS, number):
        neighbour.searches(words)
        neighbour.sees("没有符合的事项。")
    neighbour.looks("wrong-04-nothing-found")

    neighbour.follows("地图")
    expect(neighbour.page.locator(".leaflet-marker-icon").first).to_be_visible()
    neighbour.sees("慈幼社区")
    points = neighbour.page.evaluate("async () => (await (await fetch('/map/points/')).json()).items")
    assert {point["number"].split("-")[0] for point in points} == {"630102001"}
    neighbour.looks("wrong-05-own-map")

    for address in ("", "do/dispatch/", "contact/"):
        start = "cases" if address == "contact/" else "matters"
        assert neighbour.opens(f"/{start}/{number}/{address}") == 404
        neighbour.sees("没有这个页面")
        neighbour.looks("wrong-06-no-such-page")
    assert neighbour.opens(f"/desk/?matter={number}") == 200
    expect(neighbour.page.locator("[data-matter]")).to_have_count(0)


def test_who_left_yesterday_sees_nothing(arrives, number, password_of):
    """The account is still there; the role is not, and with it goes everything."""
    former = arrives(at=DESK)
    former.opens("/desk/")
    former.looks("wrong-07-sign-in")
    signs_in_with(former, "yang.diaodu", password_of("yang.diaodu"))
    former.sees("现在没有要办的事。")
    former.looks("wrong-08-nothing-to-do")
    former.opens("/matters/")
    former.sees("这里还没有事项。")
    former.looks("wrong-09-no-matters")
    former.opens("/map/")
    former.sees("这里没有未办结的事项。")
    former.looks("wrong-10-no-map")
    assert former.opens(f"/matters/{number}/") == 404
    former.looks("wrong-11-no-matter")
    for address in ("/cases/new/", "/patrol/", "/imports/"):
        assert former.opens(address) == 403
        former.looks("wrong-12-no-door")


def test_anonymous_is_led_to_sign_in_and_back(arrives, number, password_of):
    visitor = arrives(at=DESK)
    visitor.opens(f"/matters/{number}/")
    visitor.sees("选一个岗位进入", "或用密码登录")
    visitor.looks("wrong-13-who-are-you")
    signs_in_with(visitor, "zhou.diaodu", password_of("zhou.diaodu"))
    visitor.page.wait_for_url(f"**/matters/{number}/")
    visitor.looks("wrong-14-back-at-the-matter")


def test_five_wrong_passwords_lock(arrives, password_of):
    """The right one does not open either until the time has passed."""
    visitor = arrives(at=DESK)
    visitor.opens("/sign-in/")
    for _ in range(4):
        signs_in_with(visitor, "zhou.diaodu", "falsch-27")
    visitor.sees("账号或密码不对。连错五次要等 15 分钟。")
    visitor.looks("wrong-15-not-this-password")
    signs_in_with(visitor, "zhou.diaodu", "falsch-27")
    visitor.sees("密码输错次数太多")
    visitor.looks("wrong-16-locked")
    visitor.opens("/sign-in/")
    signs_in_with(visitor, "zhou.diaodu", password_of("zhou.diaodu"))
    visitor.sees("密码输错次数太多")


def test_a_contact_opens_with_the_password(works, number, password_of):
    """Masked until somebody who may see it shows who they are."""
    desk = works("周敏")
    desk.opens(f"/matters/{number}/")
    desk.sees("139****2786")
    desk.does_not_see("13900002786", "潘女士")
    desk.looks("wrong-17-masked")
    desk.follows("查看")
    desk.looks("wrong-18-who-asks")
    desk.page.get_by_label("密码").fill("falsch-27")
    desk.submits("查看")
    desk.sees("密码不对。")
    desk.does_not_see("13900002786")
    desk.looks("wrong-19-wrong-password")
    desk.page.get_by_label("密码").fill(password_of("zhou.diaodu"))
    desk.submits("查看")
    desk.sees("潘女士 13900002786", "这次查看已记录。只能用来办这件事。")
    desk.looks("wrong-20-opened")
