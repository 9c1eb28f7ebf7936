"""What a pasted message says: an excerpt of a group chat, or an order copied out of another program. A person looks
over everything proposed here before it counts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.masking import numbers_in
from xiuhuazhen.domains.cases.rules.orders import order_date, read_moment
from xiuhuazhen.domains.cases.rules.texts import TITLE_MAX, clean_text, plain_phone, title_of


@dataclass(frozen=True)
class Pasted:
    """What is proposed for the form; what was not found is empty. ``text`` is without the lines of senders and without
    the telephone number. ``order_due`` is until when an order's source wants it done."""

    text: str
    title: str = ""
    source_name: str = ""
    source_number: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    address: str = ""
    occurred_at: datetime | None = None
    order_due: datetime | None = None


_LABELS: Mapping[str, tuple[str, ...]] = {
    "number": ("工单编号", "工单号", "受理编号", "编号"),
    "title": ("标题", "工单标题"),
    "text": ("问题描述", "诉求内容", "反映内容", "内容"),
    "occurred": ("来电时间", "接收时间", "受理时间", "发生时间"),
    "due": ("办结时限", "办理时限", "要求办结时间", "截止时间"),
    "contact": ("联系人/电话", "联系方式"),
    "name": ("联系人", "来电人", "反映人", "姓名"),
    "phone": ("联系电话", "来电号码", "手机号", "电话"),
    "address": ("事发地址", "发生地址", "地址", "地点"),
    "source": ("工单来源", "信息来源", "来源单位", "来源"),
}
_NAMES = {label: name for name, labels in _LABELS.items() for label in labels}
_LABELLED = re.compile(rf"[【\[]?({'|'.join(sorted(_NAMES, key=len, reverse=True))})[】\]]?\s*[:：]\s*(.*)")
_NUMBER = re.compile(r"(?:工单编?号|受理编号|编号)[:：\s]*([A-Za-z]{0,6}[0-9][A-Za-z0-9-]{4,30})")

_CLOCK = r"(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?:[:：]\d{2})?"
_DATE = r"(?P<date>\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)"
_WORD = r"(?P<word>今天|昨天|前天)"
_WHO = r"[^\s，。！？,!?:：]{1,16}(?: [^\s，。！？,!?:：]{1,8})?"
_SENDERS = (
    re.compile(rf"{_WHO}\s+(?:(?:{_DATE}|{_WORD})\s*)?{_CLOCK}", re.ASCII),
    re.compile(rf"(?:{_DATE}|{_WORD})?\s*{_CLOCK}\s+{_WHO}", re.ASCII),
    re.compile(rf"{_WHO}[:：]"),
)
_DAYS_AGO = {"今天": 0, "昨天": 1, "前天": 2}
_LEFT_BEHIND = re.compile(r"\[(?:图片|语音|视频|表情|文件|链接)\]|^@\S+[\s\u2005]+")
"""What a chat program puts in the place of a picture, and whom a message calls."""

_PHONE_WORDS = r"(?:(?:联系|我的)?(?:电话|手机)(?:号码?)?(?:是|为)?\s*[:：]?\s*)?"
_PLACE = re.compile(
    r"[\u4e00-\u9fff]{2,8}?(?:大街|小区|家园|花园|社区|广场|大院|路|街|巷|苑|村)"
    r"(?:[\u4e00-\u9fff]{0,4}?\d+(?:号楼|号院|号|栋|幢|单元|楼|室)|(?:东|西|南|北)?(?:门口|路口|侧|旁|对面|附近))*"
)
_BEFORE_A_PLACE = re.compile(r"^(?:你好|您好|请问|我们|我在|我是|反映|就在|位于|住在|我|在|是)+")
_ADDRESS_MAX = 100


def read_pasted(text: str, *, at: datetime) -> Pasted:
    """What the text says, as far as plain patterns tell. ``at`` is when it was pasted: chats leave out the day.

    Raises :class:`~xiuhuazhen.domains.cases.rules.texts.UnreadableText`.
    """
    lines = _lines(text)
    given, body, moment = _sorted_out(lines, at)
    words = "\n".join(body)
    phone, words = _phone(given, words)
    number = given.get("number", "") or _first(_NUMBER, "\n".join(lines))
    occurred = _moment(given.get("occurred", "")) or moment
    title = given.get("title", "") or (title_of(words) if words else "")
    return Pasted(
        text=words,
        title=title[:TITLE_MAX],
        source_name=given.get("source", ""),
        source_number=number[:60],
        contact_name=_name(given),
        contact_phone=phone,
        address=(given.get("address", "") or _place(words))[:_ADDRESS_MAX],
        occurred_at=occurred if occurred and occurred <= at else None,
        order_due=_due(given.get("due", "")),
    )


def _lines(text: str) -> list[str]:
    found = (_LEFT_BEHIND.sub("", line.strip()).strip() for line in clean_text(text).split("\n"))
    return [line for line in found if line]


def _sorted_out(lines: list[str], at: datetime) -> tuple[dict[str, str], list[str], datetime | None]:
    """What stood behind a label, all other words, and when the first of them was sent."""
    given, body, moment = dict[str, str](), list[str](), None
    for line, is_last in _with_last(lines):
        labelled = _LABELLED.fullmatch(line)
        if labelled and _NAMES[labelled[1]] == "text":
            body.append(labelled[2])
        elif labelled and _NAMES[labelled[1]] == "due" and _due(labelled[2]) is None:
            body.append(line)  # a number of days, say: whoever looks it over counts them
        elif labelled:
            given.setdefault(_NAMES[labelled[1]], labelled[2].strip())
        elif not is_last and (sent := _sender(line)):
            moment = moment or _sent_at(sent, at)
        else:
            body.append(line)
    return given, [line for line in body if line], moment


def _with_last(lines: list[str]) -> Iterator[tuple[str, bool]]:
    """A sender's line has a message below it; the last line is a message, whatever it looks like."""
    return ((line, index == len(lines)) for index, line in enumerate(lines, start=1))


def _sender(line: str) -> re.Match[str] | None:
    return next((found for pattern in _SENDERS if (found := pattern.fullmatch(line))), None)


def _sent_at(sent: re.Match[str], at: datetime) -> datetime | None:
    parts = sent.groupdict()
    if not parts.get("hour"):
        return None
    hour = f"{parts['hour']}:{parts['minute']}"
    if parts["date"]:
        return _moment(f"{parts['date']} {hour}")
    ago = _DAYS_AGO.get(parts["word"] or "", 0)
    found = _moment(f"{clock.local_date(at) - timedelta(days=ago):%Y-%m-%d} {hour}")
    return found - timedelta(days=1) if found and found > at and not parts["word"] else found


def _moment(text: str) -> datetime | None:
    try:
        return read_moment(text)
    except ValueError:
        return None


def _due(text: str) -> datetime | None:
    """A day or a moment; a day alone means its end."""
    try:
        return order_date(text, in_days=False).at
    except ValueError:
        return None


def _phone(given: Mapping[str, str], words: str) -> tuple[str, str]:
    """The number to call, and the words without it: it is kept sealed, beside them."""
    labelled = f"{given.get('phone', '')} {given.get('contact', '')}"
    for number in [*numbers_in(labelled), given.get("phone", ""), *numbers_in(words)]:
        phone = _plain(number)
        if phone:
            return phone, re.sub(_PHONE_WORDS + re.escape(number), "", words).strip(" ，,；;\n")
    return "", words


def _plain(number: str) -> str:
    try:
        return plain_phone(number)
    except ValueError:
        return ""


def _name(given: Mapping[str, str]) -> str:
    """Who is to be called; a number that stands with the name goes into its own field."""
    name = given.get("name", "") or given.get("contact", "")
    for number in numbers_in(name):
        name = name.replace(number, "")
    return name.strip(" /／,，、:：-()（）")[:40]


def _place(words: str) -> str:
    found = _PLACE.search(words)
    return _BEFORE_A_PLACE.sub("", found[0]) if found else ""


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
