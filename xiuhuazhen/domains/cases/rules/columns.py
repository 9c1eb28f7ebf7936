"""What the columns of a source's spreadsheet mean: proposed from their titles and from what stands in them."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

Cell = str | datetime
Row = Sequence[Cell]

HEADERS: Mapping[str, tuple[str, ...]] = {
    "number": (
        "工单编号", "工单号", "编号", "工单流水号", "流水号", "service request id", "request id", "case id",
        "case number", "sr number", "unique key", "ticket id",
    ),
    "round": ("轮次", "办理轮次", "派单轮次", "round"),
    "again": ("重办次数", "退回重办次数"),
    "is_again": ("是否重办",),
    "urged": ("催办次数",),
    "is_urged": ("是否催办",),
    "text": (
        "问题描述", "诉求内容", "内容", "工单内容", "反映内容", "事件描述", "description", "details", "request details",
        "comments",
    ),
    "title": ("标题", "工单标题", "诉求标题", "service name", "request type", "complaint type", "type", "subject"),
    "received": (
        "接收时间", "受理时间", "来电时间", "接收日期", "受理日期", "来电日期", "登记时间", "requested datetime",
        "requested date", "created date", "opened", "open date", "date opened", "created at",
    ),
    "received_hour": ("接收时刻", "受理时刻", "来电时刻", "time opened"),
    "contact": ("联系人/电话", "联系人及电话", "联系人电话"),
    "name": ("联系人", "来电人", "姓名", "诉求人", "反映人", "caller name", "contact name"),
    "phone": ("联系电话", "电话", "来电号码", "手机号", "手机号码", "phone", "contact phone", "caller phone"),
    "address": ("地址", "事发地址", "发生地址", "事发地点", "address", "incident address", "location address"),
    "lng": ("经度", "lng", "lon", "long", "longitude"),
    "lat": ("纬度", "lat", "latitude"),
    "confidential": ("是否保密", "保密", "confidential", "是否匿名", "匿名"),
    "reply": ("是否回复", "是否需要回复", "reply wanted"),
    "due": (
        "办结时限", "截止时间", "要求办结时间", "办理时限", "截止日期", "expected datetime", "due date", "sla date",
    ),
    "due_hour": ("截止时刻", "办结时刻"),
    "urgency": ("紧急程度", "priority", "urgency"),
    "request": ("工单类型", "受理类型", "诉求类型"),
    "category": (
        "工单分类", "工单类别", "诉求类别", "诉求分类", "问题分类", "问题类别", "事项分类", "事件分类", "归口分类",
        "category",
    ),
    "instruction": (
        "转办意见", "派单意见", "交办意见", "拟办意见", "处理意见", "派单说明", "转办说明", "办理要求", "交办要求",
        "instructions",
    ),
    "status": ("工单状态", "状态", "status"),
}  # fmt: skip
"""What a column of an order may be called, in the words that hotlines print above it; small letters, one blank."""

RESULT_HEADERS: Mapping[str, tuple[str, ...]] = {
    "number": HEADERS["number"],
    "status": ("办结状态", "是否办结", "status"),
    "solved": ("回访结果", "是否解决"),
    "rating": ("满意度",),
    "called": ("回访时间",),
    "opinion": ("回访意见",),
    "rework": ("退回重办",),
    "why": ("重办原因",),
}
"""The same for the sheet that says how orders ended at their source."""

ORDER_NEEDS = (("number",), ("text",))
RESULT_NEEDS = (("number",), ("status", "solved", "rework", "why"))
"""Of each group one column at least has to be there."""

HEADER_WITHIN = 10

_IN_DAYS = re.compile(r"[(（](?:工作日|天)[)）]$")
_COUNTS = re.compile(r"次数(?:[(（].*[)）])?$")
_ASIDE = re.compile(r"[(（][^)）]*[)）]$")
_PHONE = re.compile(r"\+?\d[\d\- ()]{6,}\d")
_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}.*|\d{1,2}[/.]\d{1,2}[/.]\d{4}.*", re.DOTALL)
_NUMBERED = re.compile(r"[A-Za-z]{0,6}[-_]?\d[\dA-Za-z_-]{4,}")
_MOST_CELLS = 0.8
_LONG_TEXT = 12


class NoHeader(ValueError):  # noqa: N818 - says what is missing
    pass


@dataclass(frozen=True)
class Layout:
    """``header`` is the place of the title line among the lines, ``titles`` what each column is called and ``means``
    what it is taken for; empty where nothing is taken from it."""

    header: int
    titles: tuple[str, ...]
    means: tuple[str, ...]


def plain_title(title: Cell) -> str:
    """The title as titles are compared: letters alike, without line ends and doubled blanks; none beside Chinese."""
    bare = unicodedata.normalize("NFKC", str(title)).replace("_", " ").lower()
    bare = re.sub(r"\s+", " ", bare).strip()
    return bare if bare.isascii() else bare.replace(" ", "")


def remembered_as(titles: Sequence[Cell]) -> list[str]:
    """The titles as what they mean is remembered by them: the same title a second time is another column."""
    plain = [plain_title(title) for title in titles]
    before = [plain[:place].count(title) for place, title in enumerate(plain)]
    return [f"{title}\n{count + 1}" if title and count else title for title, count in zip(plain, before, strict=True)]


def counts_days(title: str) -> bool:
    """Whether a bare number under this title is so many work days."""
    return _IN_DAYS.search(plain_title(title)) is not None


def counts_repeats(title: str) -> bool:
    """Whether a number under this title says how often it came again, and not which round it is."""
    return _COUNTS.search(plain_title(title)) is not None


def propose(
    lines: Sequence[Row],
    headers: Mapping[str, tuple[str, ...]],
    *,
    remembered: Mapping[str, str] = {},
    header: int | None = None,
) -> Layout:
    """Which line holds the titles and what each column means: as it was remembered for this title, by the words of the
    title, and for titles that nobody foresaw by what stands below. Raises :class:`NoHeader` for no lines at all."""
    if not lines:
        raise NoHeader
    if header is None:
        header = max(
            range(min(len(lines), HEADER_WITHIN)),
            key=lambda place: (_known(titles_of(lines, place), headers, remembered), -place),
        )
    titles = titles_of(lines, header)
    means = _by_title(titles, headers, remembered)
    _by_content(means, titles, lines[header + 1 :], headers, remembered)
    return Layout(header, tuple(titles), tuple(means))


def titles_of(lines: Sequence[Row], header: int) -> list[str]:
    """The titles of a line. Where it has none, that of the line above counts: titles may be merged over two lines."""
    own = [str(cell).strip() for cell in lines[header]]
    above = [str(cell).strip() for cell in lines[header - 1]] if header else []
    if sum(map(bool, above)) < 2:  # a heading over the whole sheet
        return own
    width = max(len(own), len(above))
    own, above = [*own, *[""] * (width - len(own))], [*above, *[""] * (width - len(above))]
    return [title or over for title, over in zip(own, above, strict=True)]


def lacking(means: Iterable[str], needs: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The groups of which no column is there."""
    there = set(means)
    return [group for group in needs if not there & set(group)]


def _known(titles: Sequence[str], headers: Mapping[str, tuple[str, ...]], remembered: Mapping[str, str]) -> int:
    return sum(bool(means) for means in _by_title(titles, headers, remembered))


def _by_title(
    titles: Sequence[str], headers: Mapping[str, tuple[str, ...]], remembered: Mapping[str, str]
) -> list[str]:
    """Each meaning once: where several titles could have it, the one that is named first among its words."""
    keys = remembered_as(titles)
    means = [remembered.get(key, "") if key else "" for key in keys]
    free = [plain_title(title) if key not in remembered else "" for title, key in zip(titles, keys, strict=True)]
    known = {word for words in headers.values() for word in words}
    bare = [title if title in known else _ASIDE.sub("", title) for title in free]
    for meaning, words in headers.items():
        places = [place for word in words for place, title in enumerate(bare) if title and title == word]
        if places and meaning not in means:
            first = next((place for place in places if not means[place]), None)
            if first is not None:
                means[first] = meaning
    return _once(means)


def _once(means: list[str]) -> list[str]:
    return [meaning if meaning not in means[:place] else "" for place, meaning in enumerate(means)]


def _by_content(
    means: list[str],
    titles: Sequence[str],
    below: Sequence[Row],
    headers: Mapping[str, tuple[str, ...]],
    remembered: Mapping[str, str],
) -> None:
    for meaning, looks_like in _LOOKS.items():
        if meaning not in headers or meaning in means or (meaning == "phone" and "contact" in means):
            continue
        for place, key in enumerate(remembered_as(titles)):
            if means[place] or key in remembered:
                continue
            cells = [row[place] for row in below if place < len(row) and row[place]]
            if cells and sum(map(looks_like, cells)) >= _MOST_CELLS * len(cells):
                means[place] = meaning
                break


def _is_day(cell: Cell) -> bool:
    return isinstance(cell, datetime) or _DAY.fullmatch(cell) is not None


_LOOKS: Mapping[str, Callable[[Cell], bool]] = {
    "received": _is_day,
    "number": lambda cell: isinstance(cell, str) and _NUMBERED.fullmatch(cell) is not None,
    "phone": lambda cell: isinstance(cell, str) and _PHONE.fullmatch(cell) is not None,
    "text": lambda cell: isinstance(cell, str) and len(cell) >= _LONG_TEXT and not _is_day(cell),
}
"""By what a column is known whose title nobody foresaw."""
