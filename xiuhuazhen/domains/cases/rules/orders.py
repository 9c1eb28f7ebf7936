"""What a hotline writes into its columns: until when it wants an order done, how urgent it is, and what for."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from xiuhuazhen.core.kit import clock

_DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
_HOUR = r"(\d{1,2})[:时点](?:(\d{1,2})分?)?(?::(\d{1,2}))?秒?"
_MOMENT = re.compile(rf"{_DAY}(?:[ T]*{_HOUR})?", re.ASCII)
_NUMBER_OF_DAYS = re.compile(r"(\d{1,3})个?(工作日|天|日)?", re.ASCII)
_MIDNIGHT = time(0)
_MIDNIGHT_AFTER = (24, 0, 0)
"""How many programs write the end of a day."""
_URGENT = ("紧急", "特急", "加急")
_NOT_URGENT = ("非紧急", "不紧急", "一般")
_LEAVES_OPEN = {"", "否", "不", "不保密", "无", "公开", "n", "no", "0", "false"}
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
    """What an order came with: a moment, or so many work days from when its source received it."""

    at: datetime | None = None
    work_days: int = 0


def read_moment(text: str) -> datetime:
    """A day, or a day with a time, in the spellings that Chinese programs print. Raises ``ValueError``."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = _MOMENT.fullmatch(plain)
    if not found:
        return clock.parse(plain)
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups())
    if (hour, minute, second) == _MIDNIGHT_AFTER:
        return _end_of(date(year, month, day))
    return clock.aware(datetime(year, month, day, hour, minute, second))  # noqa: DTZ001 - taken as +08:00


def order_date(cell: str | datetime, *, in_days: bool) -> OrderDate:
    """Until when the source wants it. A day alone means its end; a number counts work days, if the cell or, by
    ``in_days``, the column says that it is days. Raises ``ValueError`` for anything else."""
    if isinstance(cell, datetime):
        return OrderDate(_end_of(cell.date()) if cell.time() == _MIDNIGHT else clock.aware(cell))
    plain = unicodedata.normalize("NFKC", cell).strip()
    days = _NUMBER_OF_DAYS.fullmatch(plain)
    if days and (days[2] or in_days) and int(days[1]):
        return OrderDate(work_days=int(days[1]))
    at = read_moment(plain)
    return OrderDate(_end_of(clock.local_date(at)) if _says_day_alone(plain) else at)


def _says_day_alone(plain: str) -> bool:
    return re.fullmatch(_DAY, plain, re.ASCII) is not None


def _end_of(day: date) -> datetime:
    try:
        return clock.aware(clock.end_of_day(day))
    except OverflowError as fault:
        raise ValueError(str(day)) from fault


def says_confidential(text: str) -> bool:
    return text.strip().lower() not in _LEAVES_OPEN


def says_urgent(text: str) -> bool:
    return any(word in text for word in _URGENT) and not any(word in text for word in _NOT_URGENT)


def request_kind(text: str) -> str:
    """What somebody wants, by the first such word in the cell; empty where it says none."""
    found = {text.index(word): kind for word, kind in _REQUESTS.items() if word in text}
    return found[min(found)] if found else ""
