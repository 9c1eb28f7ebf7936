"""What a hotline writes into its columns: until when it wants an order done, how urgent it is, and what for."""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from xiuhuazhen.core.kit import clock

_DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_HOUR = r"(\d{1,2})[:时点](?:(\d{1,2})分?)?(?::(\d{1,2}))?秒?"
_HALF = r"(凌晨|早上|上午|中午|下午|傍晚|晚上)?"
_MOMENT = re.compile(rf"{_DAY}(?:[ T]*{_HALF} *{_HOUR} ?([AaPp])?(?:\.?[Mm]\.?)?)?", re.ASCII)
_RUN_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2})(\d{2})?)?", re.ASCII)
"""20261130153000"""
_KEPT_BY_PROGRAMS = re.compile(r"\d{5}(?:\.\d+)?", re.ASCII)
_DAYS_SINCE = datetime(1899, 12, 30)  # noqa: DTZ001 - a wall clock
_SOONEST, _LATEST = 30_000, 60_000
"""1982 to 2064; other figures of five digits are none of these."""
_NUMBER_OF_DAYS = re.compile(
    r"(?P<count>\d{1,3}|[一二两三四五六七八九十]{1,3})(?:个?(?P<unit>工作日|自然日|小时|天|日)|个(?P<months>月))?",
    re.ASCII,
)
_IN_CHINESE = re.compile(r"(?P<tens>[二三])?(?P<ten>十)?(?P<ones>[一二两三四五六七八九])?")
_ONES = {sign: number for number, sign in enumerate("一二三四五六七八九", start=1)} | {"两": 2}
_MOST_IN_CHINESE = 30
_NO_YEAR = re.compile(r"(\d{1,2})月(\d{1,2})[日号](.*)", re.ASCII)
_WITHIN = timedelta(days=183)
"""After it was received, a day without a year: further off, or before, nobody knows which year is meant."""
_UNTIL = re.compile(r"(?:以|之)?(?:前|内)(?:办结|完成|反馈|回复)?$")
"""Behind a day or a number: 2026-12-01前, 5个工作日内."""
_NO_DATE = frozenset({"", "/", "-", "—", "--", "无", "无要求", "未设定", "n/a", "none", "null"})
_NEVER = (1, 9999)
"""The years that programs write where there is no date."""
_MIDNIGHT = time(0)
_THEN_HOUR = rf"(?:[ T,]*{_HOUR} ?([AaPp])?\.?[Mm]?\.?)?"
_SLASHED_DAY = r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})"
_SLASHED = re.compile(rf"{_SLASHED_DAY}{_THEN_HOUR}", re.ASCII)
_NAMED_DAY = r"(?:([A-Za-z]{3,9})\.? (\d{1,2})|(\d{1,2})[- ]([A-Za-z]{3,9})\.?),?[- ](\d{4})"
"""Nov 22, 2026; 22-Nov-2026"""
_NAMED = re.compile(rf"{_NAMED_DAY}{_THEN_HOUR}", re.ASCII)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_TIME_OF_DAY = re.compile(rf"{_HOUR}", re.ASCII)
_NOON = 12
_HALVES: Mapping[str | None, str] = {None: "", "A": "上午", "a": "上午", "P": "下午", "p": "下午"}
_URGENT = ("紧急", "特急", "加急", "urgent", "emergency", "high")
_NOT_URGENT = ("非紧急", "不紧急", "一般", "not urgent", "non-emergency")
_MIDNIGHT_AFTER = (24, 0, 0)
"""How many programs write the end of a day."""
_Read = tuple[date, time | None]
"""A day and a time of it; ``None`` for the midnight after."""
_LEAVES_OPEN = frozenset(
    {
        "",
        "否",
        "不",
        "不保密",
        "不要求保密",
        "未要求",
        "未要求保密",
        "不需要",
        "无",
        "无要求",
        "非保密",
        "公开",
        "否(公开)",
        "实名",
        "非匿名",
        "不匿名",
        "不要求匿名",
    }
    | {"n", "no", "0", "false", "/", "-"}
)
"""Whatever else stands there means that an order is confidential."""
_REQUESTS: Mapping[str, str] = {
    "咨询": "consult",
    "求助": "help",
    "投诉": "complaint",
    "举报": "tip",
    "建议": "suggestion",
}


@dataclass(frozen=True)
class OrderDate:
    """What an order came with: a moment; or so many work days, days, hours or months from when its source received
    it."""

    at: datetime | None = None
    work_days: int = 0
    days: int = 0
    hours: int = 0
    months: int = 0

    @property
    def counts(self) -> bool:
        """Whether it is counted from when the source received the order."""
        return bool(self.work_days or self.days or self.hours or self.months)

    def after(self, received: datetime) -> datetime:
        """Days and months end at midnight in China, hours are counted round the clock. Work days are none of these:
        they need a calendar."""
        if self.hours:
            return received + timedelta(hours=self.hours)
        if self.months:
            return _end_of(_months_after(clock.local_date(received), self.months))
        return _end_of(clock.local_date(received) + timedelta(days=self.days))


def read_moment(text: str, *, day_first: bool = False) -> datetime:
    """A day, or a day with a time, in the spellings that Chinese programs and people use, in ISO 8601, run together, or
    with the year last: then the month comes first, or the day, or it has its English name; also the number of days by
    which spreadsheet programs keep a time. Raises ``ValueError``."""
    day, at = _read(text, day_first=day_first)
    return _end_of(day) if at is None else clock.aware(datetime.combine(day, at))


def _read(text: str, *, day_first: bool) -> _Read:
    plain = unicodedata.normalize("NFKC", text).strip()
    if _KEPT_BY_PROGRAMS.fullmatch(plain):
        return _of_days(float(plain))
    if found := _RUN_TOGETHER.fullmatch(plain):
        year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
        return _on(date(year, month, day), hour, minute, second)
    if found := _MOMENT.fullmatch(plain):
        year, month, day, hour, minute, second = (int(found[number] or 0) for number in (1, 2, 3, 5, 6, 7))
        return _on(date(year, month, day), _of_24_hours(hour, found[4] or _HALVES[found[8]]), minute, second)
    if found := _NAMED.fullmatch(plain):
        return _month_named(found)
    if found := _SLASHED.fullmatch(plain):
        return _year_last(found, day_first=day_first)
    return _in_china(clock.parse(plain))


def _in_china(at: datetime) -> _Read:
    try:
        there = clock.local(at)
    except OverflowError as fault:
        raise ValueError(str(at)) from fault
    return there.date(), there.time()


def _months_after(day: date, months: int) -> date:
    """The same day of that month, or its last."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    return first.replace(day=min(day.day, monthrange(first.year, first.month)[1]))


def _of_24_hours(hour: int, half: str) -> int:
    """The hour that is meant with a part of the day beside it; raises ``ValueError`` where nobody knows which."""
    if half in ("下午", "傍晚", "晚上"):
        if hour == 0 or (hour == _NOON and half != "下午"):
            raise ValueError(half)
        return hour if hour >= _NOON else hour + _NOON
    if half == "中午":
        return hour + _NOON if hour < _NOON // 4 else hour
    if half and hour > _NOON:
        raise ValueError(half)
    return hour % _NOON if half else hour


def _year_last(found: re.Match[str], *, day_first: bool) -> _Read:
    first, second, year = (int(found[number]) for number in (1, 2, 3))
    month, day = (second, first) if day_first else (first, second)
    return _at_hour(date(year, month, day), found.groups()[3:])


def _month_named(found: re.Match[str]) -> _Read:
    name, day = (found[1] or found[4]).lower().removesuffix("."), int(found[2] or found[3])
    months = [number for number, month in enumerate(_MONTHS, start=1) if month.startswith(name)]
    if len(months) != 1:
        raise ValueError(name)
    return _at_hour(date(int(found[5]), months[0], day), found.groups()[5:])


def _at_hour(day: date, parts: Sequence[str | None]) -> _Read:
    """``parts``: hour, minute, second, and A or P; each may be missing."""
    hour, minute, second = (int(part or 0) for part in parts[:3])
    return _on(day, _of_24_hours(hour, _HALVES[parts[3]]), minute, second)


def _of_days(days: float) -> _Read:
    """Days since the end of 1899, as programs that write no format beside them leave them."""
    if not _SOONEST <= days <= _LATEST:
        raise ValueError(str(days))
    there = _DAYS_SINCE + timedelta(seconds=round(days * 86400))
    return there.date(), there.time()


def _on(day: date, hour: int, minute: int, second: int) -> _Read:
    return day, None if (hour, minute, second) == _MIDNIGHT_AFTER else time(hour, minute, second)


def with_hour(day: str | datetime, hour: str | datetime) -> str | datetime:
    """A day and the time of the day out of two columns, as one cell; the day as it is where the other says nothing."""
    if isinstance(hour, datetime):
        hour = f"{hour:%H:%M:%S}"
    at = _TIME_OF_DAY.fullmatch(unicodedata.normalize("NFKC", hour).strip())
    if not day or not at:
        return day
    parts = [int(part or 0) for part in at.groups()]
    if isinstance(day, datetime):
        day = f"{day:%Y-%m-%d}"
    return f"{day} {parts[0]:02d}:{parts[1]:02d}:{parts[2]:02d}"


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().lower()


def order_date(
    cell: str | datetime, *, in_days: bool, day_first: bool = False, received: datetime | None = None
) -> OrderDate:
    """Until when the source wants it. A day alone means its end, and so does its midnight: programs write a day as
    that; without a year it is the one that comes next after it was ``received``. A number counts work days, if the
    cell or, by ``in_days``, the column says that it is days. Without a moment and without days where it says that there
    is no date. Raises ``ValueError`` for anything else."""
    if isinstance(cell, datetime):
        return OrderDate() if cell.year in _NEVER else OrderDate(_until(*_in_china(clock.aware(cell))))
    plain = _UNTIL.sub("", unicodedata.normalize("NFKC", cell).strip())
    if plain.lower() in _NO_DATE or plain.startswith(tuple(f"{year:04d}-" for year in _NEVER)):
        return OrderDate()
    if (found := _NUMBER_OF_DAYS.fullmatch(plain)) and (counted := _counted(found, in_days=in_days)).counts:
        return counted
    return OrderDate(_until(*_read(_with_year(plain, received), day_first=day_first)))


def _counted(found: re.Match[str], *, in_days: bool) -> OrderDate:
    """So many of what is named; nothing where nobody knows of what, or how many."""
    count = int(found["count"]) if found["count"].isdecimal() else _in_chinese(found["count"])
    if found["months"]:
        return OrderDate(months=count)
    if found["unit"] in ("自然日", "小时"):
        return OrderDate(days=count) if found["unit"] == "自然日" else OrderDate(hours=count)
    return OrderDate(work_days=count) if found["unit"] or in_days else OrderDate()


def _in_chinese(signs: str) -> int:
    """From 一 to 三十; 0 for what is no such number."""
    found = _IN_CHINESE.fullmatch(signs)
    if not found or (found["tens"] and not found["ten"]):
        return _ONES.get(signs, 0)
    tens = _ONES.get(found["tens"], 1) * 10 if found["ten"] else 0
    count = tens + _ONES.get(found["ones"], 0)
    return count if count <= _MOST_IN_CHINESE else 0


def _with_year(plain: str, received: datetime | None) -> str:
    """A day without a year in that year in which it comes next. Raises ``ValueError`` where that lies far off, or
    nobody said when it was received."""
    found = _NO_YEAR.fullmatch(plain)
    if not found:
        return plain
    if received is None:
        raise ValueError(plain)
    first, month, day = clock.local_date(received), int(found[1]), int(found[2])
    year = first.year if (month, day) >= (first.month, first.day) else first.year + 1
    if date(year, month, day) - first > _WITHIN:
        raise ValueError(plain)
    return f"{year}年{month}月{day}日{found[3]}"


def _until(day: date, at: time | None) -> datetime:
    return _end_of(day) if at in (None, _MIDNIGHT) else clock.aware(datetime.combine(day, at))


def _end_of(day: date) -> datetime:
    if day > clock.LAST_DAY:
        raise ValueError(str(day))
    return clock.aware(clock.end_of_day(day))


def says_confidential(text: str, more: Collection[str] = ()) -> bool:
    """Unless the usual words, or one of the source's own, leave it open."""
    plain = _plain(text)
    return plain not in _LEAVES_OPEN and plain not in more


def says_urgent(text: str, more: Collection[str] = ()) -> bool:
    """By the usual words, or by one of the source's own."""
    plain = text.strip().lower()
    usual = any(word in plain for word in _URGENT) and not any(word in plain for word in _NOT_URGENT)
    return usual or plain in more


def request_kind(text: str) -> str:
    """What somebody wants, by the first such word in the cell; empty where it says none."""
    found = {text.index(word): kind for word, kind in _REQUESTS.items() if word in text}
    return found[min(found)] if found else ""
