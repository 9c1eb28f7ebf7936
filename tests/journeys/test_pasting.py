"""A message from a group is pasted, looked over and entered, and the reply is copied back."""

import pytest

from tests.support.browsers import DESK, PHONE

pytestmark = pytest.mark.journey

CHAT = """张三 8:41
河畔小区3号楼门口路灯不亮，晚上很黑。
李四 8:45
我也看到了，电话13800001234"""


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_chat_is_pasted_and_answered(arrives, size):
    desk = arrives("周敏", at=size)
    width = size["width"]
    desk.opens("/cases/new/")
    desk.looks(f"paste-{width}-0-new")
    desk.follows("粘贴消息")
    desk.writes("粘贴的文字", CHAT)
    desk.looks(f"paste-{width}-1-pasted")
    desk.submits("核对内容")
    desk.sees("这是从文字里认出来的")
    desk.looks(f"paste-{width}-2-found")
    desk.writes("来自哪个群或热线", "河畔小区居民群")
    desk.submits("登记")
    desk.sees("回复文本", "已收到，编号")
    desk.presses("复制")
    desk.sees("已复制")
    desk.looks(f"paste-{width}-3-reply")
    desk.follows("看事项")
    desk.sees("回复文本")
    desk.looks(f"paste-{width}-4-matter")
