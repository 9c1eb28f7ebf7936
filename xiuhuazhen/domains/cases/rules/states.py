"""How an order stands at its source, in the words that hotlines write for it."""

import re
import unicodedata
from collections.abc import Collection

_HOW = (
    r"(?:已?(?:超期|逾期|超时|延期)|未(?:超期|逾期|超时)|按期|按时|及时|正常"
    r"|(?:非常|基本|比较)?满意|已(?:归档|评价|回访))"
)
_BEHIND = rf"(?:归档|件)?(?:\(.*|[-—–_:/,; ]+{_HOW})?", r"(?: by .*| ?[-:(].*)?"
"""What may stand behind such a word: 已办结（超期）, 已办结-超期, Closed - Duplicate."""
_BEFORE = r"(?:超期|逾期|按期|按时|正常|提前|(?:系统)?自动)?"
_FINISHED = re.compile(
    rf"(?:{_BEFORE}已?(?:办结|办完|完结|结案|归档|关闭|完成|结束)|已(?:办理|处理|解决)|已?(?:办理|处理|处置)完(?:毕|成)"
    rf"|已审核归档){_BEHIND[0]}"
    r"|已(?:回访|评价)(?:归档|办结|件)?(?:[-:(]+(?:非常|基本|比较)?满意\)?)?"
    rf"|(?:closed|resolved|completed|done|archived|auto(?:matically)?[- ]?closed){_BEHIND[1]}",
    re.ASCII,
)
"""待归档 is still to come; 已答复 and 已处置 may be the unit's word before anybody called back; 已回访（不满意） may be
given out again."""
_NOT_DONE = re.compile(
    rf"(?:已?(?:撤单|撤回|撤销|作废|退单|终止)|已取消|终止办理|不予?受理|无效(?:工单|诉求|件)?){_BEHIND[0]}|cancell?ed{_BEHIND[1]}",
    re.ASCII,
)
"""Ended without being done; 申请撤单 is still to come."""
_GOES_ON = re.compile(
    r"(?:未|待|正在|申请).*|.*中|.*(?:重办|催办).*|open|opened|new|pending|assigned|submitted|in[ -]progress|reopened",
    re.ASCII,
)


def state_compared(text: str) -> str:
    """A state as states are compared."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text)).strip().lower()


def says_finished(text: str) -> bool:
    """Whether the source says that the order is done."""
    return _FINISHED.fullmatch(state_compared(text)) is not None


def says_ended(text: str, more: Collection[str] = (), but: Collection[str] = ()) -> bool:
    """Whether the source says that it is through with the order already, done or not: by the usual words ``but`` those
    that mean something else there, or by one of the source's own."""
    plain = state_compared(text)
    return plain in more or (plain not in but and _usually_ended(plain))


def says_goes_on(text: str) -> bool:
    """Whether the usual words say that the source is not through with the order."""
    plain = state_compared(text)
    return not plain or (not _usually_ended(plain) and _GOES_ON.fullmatch(plain) is not None)


def _usually_ended(plain: str) -> bool:
    return says_finished(plain) or _NOT_DONE.fullmatch(plain) is not None
