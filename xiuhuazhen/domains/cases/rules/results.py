"""How the source says that an order ended there, in the words that Chinese hotlines write into their columns."""

import re
from collections.abc import Mapping
from enum import StrEnum

from xiuhuazhen.domains.cases.rules.states import says_finished

RETURNED = "returned"
"""The source wants it done again; every other outcome is the reason with which it closed the order."""

_NO = {
    "",
    "否",
    "无",
    "不",
    "没有",
    "未",
    "n",
    "no",
    "0",
    "false",
    "/",
    "-",
    "暂无",
    "不涉及",
    "无需",
    "不需要",
    "不用",
}
_YES = {"是", "有", "y", "yes", "1", "true", "√", "✓"}
_WANTED = _YES | {"需要", "需", "要"}
_AGAIN = ("重办", "退回", "返工", "重新办理")
_NOT_AGAIN = re.compile(rf"(?:无需|无须|不需要?|不用|不必|不予|不再|没有?|未|无|不)(?:要|被|再)?(?:{'|'.join(_AGAIN)})")
_BETWEEN = " ，,；;。、/()（）"
_UNRATED = ("未评价", "未回访", "无需回访", "无法联系", "联系不上", "未接通", "未接听", "无人接听", "拒绝回访")
_UNSOLVED = ("未解决", "没解决", "没有解决", "不解决", "无法解决")
_SOLVED = _YES | {"已解决", "解决", "已经解决", "问题已解决", "诉求已解决"}


class Column(StrEnum):
    """A column that the outcome rests on."""

    STATUS = "status"
    SOLVED = "solved"
    REWORK = "rework"
    WHY = "why"


class Unclear(ValueError):  # noqa: N818 - says which column is unclear
    def __init__(self, column: Column) -> None:
        super().__init__(column)
        self.column = column


class NotEnded(ValueError):  # noqa: N818 - says how it stands
    """The source is not through with it."""


def source_outcome(*, status: str, solved: str, rework: str, why: str) -> str:
    """:data:`RETURNED`, or the close reason. ``rework`` says whether it is to be done again, ``why`` for what reason.

    Raises :class:`NotEnded`, and :class:`Unclear` for words that nobody foresaw: a person decides on those.
    """
    status, solved = _without_denials(status), solved.strip().lower()
    if any(word in status for word in _AGAIN) or _wants_again(rework) or _gives_a_reason(why, rework, solved):
        return RETURNED
    if status in _YES or says_finished(status) or (not status and solved):
        return _reason(solved)
    if status in _NO or status.startswith(("未", "待")) or status.endswith("中"):
        raise NotEnded(status)
    raise Unclear(Column.STATUS)


def _without_denials(cell: str) -> str:
    """Without words that say it is not to be done again, which may stand beside others."""
    return _NOT_AGAIN.sub("", cell.strip().lower()).strip(_BETWEEN)


def _wants_again(rework: str) -> bool:
    left = _without_denials(rework)
    if left in _WANTED or any(word in left for word in _AGAIN):
        return True
    if _plainly(rework):
        raise Unclear(Column.REWORK)
    return False


def _gives_a_reason(why: str, rework: str, solved: str) -> bool:
    """Why it is to be done again; beside a plain no, or where it is solved, nobody knows what the words mean."""
    if not _plainly(why):
        return False
    if rework.strip() or solved in _SOLVED:
        raise Unclear(Column.WHY)
    return True


def _plainly(cell: str) -> bool:
    return _without_denials(cell) not in _NO


def _reason(solved: str) -> str:
    if not solved or any(word in solved for word in _UNRATED):
        return "unrated"
    if "解释" in solved:
        return "explained"
    if solved in _NO or any(word in solved for word in _UNSOLVED):
        return "unsolved"
    if solved in _SOLVED:
        return "solved"
    raise Unclear(Column.SOLVED)


_RATINGS: Mapping[str, tuple[str, ...]] = {
    "very_satisfied": ("非常满意", "很满意", "十分满意"),
    "satisfied": ("满意",),
    "fairly_satisfied": ("基本满意", "比较满意", "较满意"),
    "neutral": ("一般",),
    "dissatisfied": ("不满意",),
    "very_dissatisfied": ("非常不满意", "很不满意", "十分不满意"),
    "not_rated": ("未评价", "未评", "无评价"),
}


def source_rating(text: str) -> str:
    """The code of the mark that a caller gave at the source; empty for other words."""
    return next((code for code, words in _RATINGS.items() if text.strip() in words), "")


def reason_to_redo(*, rework: str, why: str, opinion: str) -> str:
    """What the source says is still wrong; empty where it does not say."""
    said = rework if rework.strip().lower() not in _YES | _NO else ""
    given = (why if _plainly(why) else "", said, opinion)
    return next((text.strip() for text in given if text.strip()), "")
