"""A new place is drawn where others lie already: every tap sets a corner, and those that are there are taken over."""

import json

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.journey

STREET = "630102005"


def adds(admin, name, kind):
    admin.opens(f"/areas/{STREET}/parts/new/")
    admin.fills("名称", name)
    admin.ticks(kind)
    admin.fills("依据", "两家商定")
    admin.looks("borders-01-new-place")
    admin.submits("新增区域")


def drawn(admin):
    field = admin.page.locator("[name=geojson]").input_value()
    return json.loads(field)["features"] if field else []


def test_a_joint_area_is_drawn_over_the_places_that_share_it(works):
    """Five corners by mouse over parts that are there, one of them taken back; closed at the first, checked, drawn."""
    admin = works("高云")
    adds(admin, "河边联管区", "联管区")
    admin.page.locator("li", has_text="河边联管区").get_by_role("button", name="改边界").click()
    canvas = admin.page.locator("[data-borders-map]")

    def taps(right, down):
        canvas.scroll_into_view_if_needed()
        box = canvas.bounding_box()
        admin.page.mouse.click(box["x"] + box["width"] / 2 + right, box["y"] + box["height"] / 2 + down)

    for right, down in ((0, 0), (60, 0), (60, 60)):
        taps(right, down)
    assert len(drawn(admin)[0]["geometry"]["coordinates"][0]) == 4
    taps(0, 60)
    admin.page.keyboard.press("Backspace")
    assert len(drawn(admin)[0]["geometry"]["coordinates"][0]) == 4
    taps(10, 60)
    admin.looks("borders-02-drawing")
    taps(0, 0)
    expect(admin.page.locator("[data-borders-said]")).to_contain_text("已改动：河边联管区")
    expect(admin.page.locator(".corner")).to_have_count(4)
    ring = drawn(admin)[0]["geometry"]["coordinates"][0]
    assert (len(ring), ring[0]) == (5, ring[-1])
    admin.fills("依据", "两家商定")
    admin.looks("borders-03-drawn")
    admin.submits("划定")
    admin.sees("边界已划定。")
    expect(admin.page.locator(".area-name", has_text="河边联管区")).to_be_visible()
    admin.looks("borders-04-kept")


def keys(admin, *pressed):
    for each in pressed:
        admin.page.keyboard.press(each)


def heard(admin, words):
    expect(admin.page.locator("[data-borders-heard]")).to_have_text(words)


def test_a_border_is_drawn_and_mended_with_the_keyboard_alone(works):
    """The map moves below the cross; each corner is told, the last is taken back, Esc leaves and nothing is lost."""
    admin = works("高云")
    adds(admin, "河边联管区", "联管区")
    part = admin.page.locator("li", has_text="河边联管区").get_by_role("button", name="改边界")
    part.press("Enter")
    expect(admin.page.locator("[data-borders-map]")).to_be_focused()
    expect(admin.page.locator(".cross-shown")).to_be_visible()
    keys(admin, "ArrowDown", "ArrowDown", "Enter", *["ArrowRight"] * 4, "Enter", *["ArrowDown"] * 4, " ")
    heard(admin, "已经定了 3 个角。")
    keys(admin, "ArrowUp", "Enter", "Backspace", "ArrowDown")
    assert len(drawn(admin)[0]["geometry"]["coordinates"][0]) == 4
    admin.looks("borders-05-keys")
    keys(admin, "Escape")
    heard(admin, "没有连成一圈就退出了。再点这一处的“改边界”，接着原来的角画。")
    assert drawn(admin) == []
    part.press("Space")
    keys(admin, *["ArrowLeft"] * 4, "Enter", *["ArrowUp"] * 4)
    expect(admin.page.locator(".cross-on")).to_be_visible()
    heard(admin, "十字正在一个已有的角上。")
    keys(admin, "Enter")
    heard(admin, "这一圈连好了。")
    before = drawn(admin)[0]["geometry"]["coordinates"][0]
    assert (len(before), before[0]) == (5, before[-1])
    keys(admin, "Enter", "ArrowUp", "Shift+ArrowRight")
    heard(admin, "这个角挪动了。")
    after = drawn(admin)[0]["geometry"]["coordinates"][0]
    assert [round(now - then, 6) for now, then in zip(after[0], before[0], strict=True)] == [0.0002, 0.00002]
    assert after[1:4] == before[1:4]
    keys(admin, "Escape")
    expect(admin.page.locator("[data-borders-map]")).to_be_focused()
    admin.fills("依据", "两家商定")
    admin.submits("划定")
    admin.sees("边界已划定。")
