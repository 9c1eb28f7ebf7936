"""How a result goes back to its source: its columns where nobody said otherwise, and how long a text is."""

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import chain, count

from xiuhuazhen.domains.cases.rules.columns import HEADERS, Cell, plain_title

COLUMNS: tuple[tuple[str, str], ...] = (
    ("工单编号", "number"),
    ("承办单位", "unit"),
    ("答复人", "who"),
    ("答复时间", "when"),
    ("答复方式", "how"),
    ("是否解决", "solved"),
    ("办理结果", "text"),
    ("办结时间", "ended"),
    ("附件", "pictures"),
)
"""Title and what stands below it, as hotlines ask for it."""

TITLES: Mapping[str, tuple[str, ...]] = {
    "number": HEADERS["number"],
    "round": HEADERS["round"],
    "again": HEADERS["again"],
    "title": HEADERS["title"],
    "unit": ("承办单位", "办理单位", "主办单位", "责任单位", "处置单位", "答复单位", "agency", "responsible agency"),
    "who": ("答复人", "回复人", "办理人", "经办人", "承办人", "answered by", "handled by"),
    "when": ("答复时间", "回复时间", "反馈时间", "answered at", "date answered"),
    "how": ("答复方式", "回复方式", "反馈方式", "联系方式", "how answered"),
    "solved": ("是否解决", "解决情况", "是否已解决", "resolved"),
    "reason": ("办结类型", "办结方式", "办结原因", "closure reason"),
    "text": (
        "办理结果", "处理结果", "处置结果", "答复内容", "回复内容", "办理情况", "办理意见", "办结意见", "resolution",
        "resolution description",
    ),
    "ended": ("办结时间", "完成时间", "处理完成时间", "办结日期", "办理时间", "处理时间", "closed date", "date closed"),
    "pictures": ("附件", "附件名称", "佐证材料", "图片", "照片", "attachments"),
}  # fmt: skip
"""What a column of a source's form for results may be called; compared as titles of its orders are."""

CUT = "…（余下未列）"
"""What ends a text that was cut."""

_ASIDE = re.compile(r"[*＊]|[(（][^)）]*[)）]")
"""What a form adds to its titles: that it has to be filled in, and how."""

_SENTENCE_END = re.compile(r"[。！？；!?;\n]")


def shortened(text: str, most: int) -> str:
    """The text within so many characters (0: whatever its length), cut at the end of a sentence where there is one in
    its second half, and marked as cut."""
    if not most or len(text) <= most:
        return text
    room = text[: max(most - len(CUT), 0)]
    ends = [found.end() for found in _SENTENCE_END.finditer(room)]
    kept = room[: ends[-1]] if ends and ends[-1] * 2 >= len(room) else room
    return (kept.rstrip() + CUT)[:most]


def is_solved(outcome: str, *, solved: bool | None) -> bool:
    """Whether the order counts as solved: as what it ended here (``outcome``, empty in the ordinary course, in which
    its work was checked), unless its source found that it is not."""
    return solved is not False and outcome in {"", "on_the_spot", "answered", "solved"}


def title_line(lines: Sequence[Sequence[Cell]]) -> int | None:
    """The place of the line in which most titles are known, the order number's among them; nothing where none is."""
    known = [[means for means in answer_means(line) if means] for line in lines]
    places = [place for place, means in enumerate(known) if "number" in means]
    return max(places, key=lambda place: len(known[place]), default=None)


def answer_means(titles: Sequence[Cell]) -> list[str]:
    """What is to stand below each title, each once; empty below one that is not known."""
    found: list[str] = []
    for title in (plain_title(_ASIDE.sub("", str(title))) for title in titles):
        means = next((means for means, names in TITLES.items() if title in names), "")
        found.append("" if means in found else means)
    return found


def folder_of(number: str, taken: Collection[str]) -> str:
    """The order's number as the name of a folder. Where another has it already, be it in other letters, it is counted
    on, so that unpacking puts no two orders into one folder; ``taken`` has the others case-folded."""
    name = re.sub(r"[^\w.-]", "_", number).strip(".") or "_"
    names = chain([name], (f"{name}-{place}" for place in count(2)))
    return next(each for each in names if each.casefold() not in taken)
