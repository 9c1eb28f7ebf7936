"""How a result goes back to its source: its columns where nobody said otherwise, and how long a text is."""

import re

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

CUT = "…（余下未列）"
"""What ends a text that was cut."""

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


def folder_of(number: str) -> str:
    """The order's number as the name of a folder."""
    return re.sub(r"[^\w.-]", "_", number).strip(".") or "_"
