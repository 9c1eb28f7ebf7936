"""A complaint of the demonstration: the supervising unit has it, and nobody else of the street sees it."""

from typing import Final

from xiuhuazhen.core.kit.actors import PUBLIC
from xiuhuazhen.core.kit.ids import derived_id
from xiuhuazhen.domains.cases.actions.complaining import NewComplaint, complain
from xiuhuazhen.web.demo import notice, staff
from xiuhuazhen.web.demo.timetable import Timetable

_TEXT: Final = (
    "去社区开居住证明，窗口的人说材料不全，也不说清楚缺什么，来回跑了三趟。第三次去又说经办的人不在，让改天再来。"
    "希望一次说清楚要带什么。"
)


def take_in(timetable: Timetable) -> None:
    """What is there stays."""
    complaint = NewComplaint(
        id=derived_id("demo-complaint"),
        unit_id=staff.unit("zhongzhuang").pk,
        text=_TEXT,
        worker="便民窗口，上午当班的人",
        contact_name="祁女士",
        contact_phone="13900009921",
        notice_version=notice.VERSION,
    )
    complain(complaint=complaint, by=PUBLIC, at=timetable.opened(1, "10:20"))
