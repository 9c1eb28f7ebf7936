"""What a pasted message says: an excerpt of a group chat, or an order copied out of another program. A person looks
over everything proposed here before it counts."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.masking import numbers_in
from xiuhuazhen.domains.cases.rules.orders import order_date, read_moment, says_confidential
from xiuhuazhen.domains.cases.rules.place_words import NO_ROAD, YARD
from xiuhuazhen.domains.cases.rules.texts import TITLE_MAX, clean_text, plain_phone, title_of


@dataclass(frozen=True)
class Pasted:
    """What is proposed for the form; what was not found is empty. ``text`` has all that took no field, without the
    telephone number. ``order_due`` is until when an order's source wants it done."""

    text: str
    title: str = ""
    source_name: str = ""
    source_number: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    address: str = ""
    occurred_at: datetime | None = None
    order_due: datetime | None = None
    confidential: bool = False


@dataclass(frozen=True)
class _Labelled:
    """What stands behind a label, and the label as it was written."""

    label: str
    value: str

    def line(self, value: str) -> str:
        return f"{self.label}：{value}"


@dataclass(frozen=True)
class _Line:
    """A line of the words. ``who`` is set for a line that only says who sent what follows, ``told`` for one that the
    label of the contents stands above."""

    text: str
    who: str = ""
    told: bool = False


_LABELS: Mapping[str, tuple[str, ...]] = {
    "number": ("工单编号", "工单号", "受理编号", "编号"),
    "title": ("标题", "工单标题", "诉求标题"),
    "text": ("问题描述", "诉求内容", "反映内容", "诉求描述", "内容"),
    "occurred": ("来电时间", "接收时间", "受理时间", "发生时间", "反映时间", "诉求时间"),
    "due": ("办结时限", "办理时限", "办结期限", "办理期限", "要求办结时间", "截止时间"),
    "contact": ("联系人/电话", "联系方式"),
    "name": ("联系人", "来电人", "反映人", "诉求人", "姓名"),
    "phone": ("联系电话", "来电电话", "来电号码", "手机号", "电话"),
    "address": ("事发地址", "发生地址", "诉求地址", "地址", "地点"),
    "source": ("工单来源", "信息来源", "来源单位", "派单单位", "来源"),
    "confidential": ("是否保密",),
}
_NAMES = {label: name for name, labels in _LABELS.items() for label in labels}
_ANY = "|".join(map(re.escape, sorted(_NAMES, key=len, reverse=True)))
_LABEL = re.compile(
    rf"[【\[［]\s*(?P<boxed>{_ANY})\s*[:：]?\s*[】\]］]\s*[:：]?"
    rf"|(?:^|(?<=[\s，,；;、|｜]))(?P<plain>{_ANY})\s*[:：]"
    rf"|(?:^|(?<=\t))(?P<cell>{_ANY})(?:\t|\s+(?=[\dA-Za-z]))"
)
"""A label in brackets is one wherever it stands; without them a colon says so, or a tab out of a table; of what
begins a line also a blank before a number."""
_OTHER_LABEL = re.compile(r"【[^【】]{1,12}】")
"""A label that no field knows ends what stands before it."""
_BETWEEN = " \t\u3000，,；;、|｜"
_NUMBER = re.compile(r"(?:工单编?号|受理编号|编号)[】\]］:：\s]*([A-Za-z]{0,6}[0-9][A-Za-z0-9-]{4,30})")

_CLOCK = r"(?P<hour>\d{1,2})[:：](?P<minute>\d{2})(?:[:：]\d{2})?"
_DATE = r"(?P<date>\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)"
_WORD = r"(?P<word>今天|昨天|前天)"
_WHO = r"(?P<who>[^\s，。！？,!?:：]{1,16}(?: [^\s，。！？,!?:：]{1,8})?)"
_SENDERS = (
    re.compile(rf"{_WHO}\s+(?:(?:{_DATE}|{_WORD})\s*)?{_CLOCK}", re.ASCII),
    re.compile(rf"(?:{_DATE}|{_WORD})?\s*{_CLOCK}\s+{_WHO}", re.ASCII),
    re.compile(rf"{_WHO}[:：]"),
)
_ONLY_A_TIME = re.compile(rf"(?:(?:{_DATE}|{_WORD})\s*)?{_CLOCK}", re.ASCII)
_NOT_A_NAME = re.compile(
    r"(?:[\d\W_年月日号时点分秒]|(?:星期|周|礼拜)[一二三四五六日天]|[今昨前]天|凌晨|[早晚]上|[上下中]午)+"
    r"|(?:你|您|大家|各位).*"
    r"|.*(?:以下|如下|注意|时间|备注|说明|附件?|[附配见如]图|图片|回复|补充|原[文话]|转发|通知|提醒|情况|问题|内容|诉求|反映)"
)
"""A day, a time, signs alone; or how a message is opened."""
_DAYS_AGO = {"今天": 0, "昨天": 1, "前天": 2}
_LEFT_BEHIND = re.compile(r"\[(?:图片|语音|视频|表情|文件|链接)\]|^@\S+[\s\u2005]+")
"""What a chat program puts in the place of a picture, and whom a message calls."""

_PHONE_WORDS = r"(?:(?:联系|我的)?(?:电话|手机)(?:号码?)?(?:是|为)?\s*[:：]?\s*)?"
_PLACE = re.compile(
    rf"[\u4e00-\u9fff]{{2,8}}?(?:路{YARD}|大街|小区|家园|花园|社区|广场|大院|路{NO_ROAD}|街|巷|苑|村)"
    r"(?:[\u4e00-\u9fff]{0,4}?\d+(?:号楼|号院|号|栋|幢|单元|楼|室)|(?:东|西|南|北)?(?:门口|路口|侧|旁|对面|附近))*"
)
_BEFORE_A_PLACE = re.compile(r"^(?:你好|您好|请问|我们|我在|我是|反映|就在|位于|住在|我|在|是)+")
_ADDRESS_MAX = 100
_NAME_MAX = 40
_LONGEST: Mapping[str, int] = {"number": 60, "source": 60, "address": _ADDRESS_MAX}
_TO_CALL = ("phone", "contact", "name")
_AROUND_A_NAME = " /／,，、:：-()（）"


def read_pasted(text: str, *, at: datetime) -> Pasted:
    """What the text says, as far as plain patterns tell. ``at`` is when it was pasted: chats leave out the day.

    Raises :class:`~xiuhuazhen.domains.cases.rules.texts.UnreadableText`.
    """
    lines = _lines(text)
    given, body, moment = _sorted_out(lines, at)
    values = {name: labelled.value for name, labelled in given.items()}
    bare = "\n".join(line.text for line in body if not line.who)
    number, phone = _phone(values, bare)
    name = _name(values) or _sender_to_call(body, number)
    words = [line.text for line in body if not line.who or line.who != name]
    occurred = _moment(values.get("occurred", "")) or moment
    title = values.get("title", "") or _title(body, number)
    return Pasted(
        text=_without("\n".join([*words, *_unused(given, name, number)]), number),
        title=title[:TITLE_MAX],
        source_name=values.get("source", ""),
        source_number=values.get("number", "") or _first(_NUMBER, "\n".join(lines)),
        contact_name=name,
        contact_phone=phone,
        address=(values.get("address", "") or _place(_without(bare, number)))[:_ADDRESS_MAX],
        occurred_at=occurred if occurred and occurred <= at else None,
        order_due=_due(values.get("due", "")),
        confidential=says_confidential(values.get("confidential", "")),
    )


def _lines(text: str) -> list[str]:
    found = (_LEFT_BEHIND.sub("", line.strip()).strip() for line in clean_text(text).split("\n"))
    return [line for line in found if line]


def _sorted_out(lines: list[str], at: datetime) -> tuple[dict[str, _Labelled], list[_Line], datetime | None]:
    """What stood behind a label, all other words, and when the first of them was sent."""
    given, body, moment = dict[str, _Labelled](), list[_Line](), None
    for line, is_last in _with_last(lines):
        before, labelled = _parted(line)
        if not labelled and not is_last and moment is None and (moment := _only_a_time(line, at)):
            continue
        if not labelled and not is_last and (sent := _sender(line)):
            body.append(_Line(line, who=sent["who"]))
            moment = moment or _sent_at(sent, at)
        else:
            body.append(_Line(before))
        for each in labelled:
            name = _NAMES[each.label]
            if name == "text":
                body.append(_Line(each.value, told=True))
            elif name in given or not _fits(name, each.value, at):
                body.append(_Line(each.line(each.value)))
            else:
                given[name] = each
    return given, [line for line in body if line.text], moment


def _parted(line: str) -> tuple[str, list[_Labelled]]:
    """The words before the first label, and what stands behind each."""
    found = list(_LABEL.finditer(line))
    if not found:
        return line, []
    ends = [each.start() for each in found[1:]] + [len(line)]
    before, labelled = [line[: found[0].start()]], list[_Labelled]()
    for each, end in zip(found, ends, strict=True):
        label, value = each[each.lastgroup or 0], line[each.end() : end].strip(_BETWEEN)
        if each["boxed"] and _NAMES[label] != "text" and (other := _OTHER_LABEL.search(value, 1)):
            before.append(value[other.start() :])
            value = value[: other.start()].strip(_BETWEEN)
        labelled.append(_Labelled(label, value))
    return "\n".join(filter(None, (words.strip(_BETWEEN) for words in before))), labelled


def _fits(name: str, value: str, at: datetime) -> bool:
    """Whether the field takes what stands there whole; anything else stays in the text for whoever looks it over."""
    if name == "due":
        return _due(value) is not None
    if name == "occurred":
        moment = _moment(value)
        return moment is not None and moment <= at
    if name == "phone":
        return not value or bool(_plain(value) or numbers_in(value))
    return len(value) <= _LONGEST.get(name, len(value))


def _with_last(lines: list[str]) -> Iterator[tuple[str, bool]]:
    """A sender's line has a message below it; the last line is a message, whatever it looks like."""
    return ((line, index == len(lines)) for index, line in enumerate(lines, start=1))


def _sender(line: str) -> re.Match[str] | None:
    found = next((found for pattern in _SENDERS if (found := pattern.fullmatch(line))), None)
    return found if found and not _NOT_A_NAME.fullmatch(found["who"]) else None


def _only_a_time(line: str, at: datetime) -> datetime | None:
    """When a message was sent, out of a line that says nothing else; no time to come."""
    sent = _ONLY_A_TIME.fullmatch(line)
    moment = _sent_at(sent, at) if sent else None
    return moment if moment and moment <= at else None


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


def _phone(values: Mapping[str, str], words: str) -> tuple[str, str]:
    """The number to call as it was written, and plain: it is kept sealed, beside the words."""
    labelled = " ".join(values.get(name, "") for name in _TO_CALL)
    for number in [*numbers_in(labelled), *(values.get(name, "") for name in _TO_CALL), *numbers_in(words)]:
        phone = _plain(number)
        if phone:
            return number, phone
    return "", ""


def _without(words: str, number: str) -> str:
    return re.sub(_PHONE_WORDS + re.escape(number), "", words).strip(" ，,；;\n") if number else words


def _plain(number: str) -> str:
    try:
        return plain_phone(number)
    except ValueError:
        return ""


def _name(values: Mapping[str, str]) -> str:
    """Who is to be called; a number that stands with the name goes into its own field."""
    return _name_in(values.get("name", "")) or _name_in(values.get("contact", ""))


def _name_in(text: str) -> str:
    """What is left beside the numbers."""
    for number in numbers_in(text):
        text = text.replace(number, "")
    left = text.strip(_AROUND_A_NAME)
    return left if len(left) <= _NAME_MAX and not _plain(left) else ""


def _sender_to_call(body: list[_Line], number: str) -> str:
    """Whoever wrote the number into the chat; without one the only one who wrote at all."""
    senders, who, wrote = list[str](), "", ""
    for line in body:
        if line.who:
            who = line.who
            senders.append(who)
        elif number and number in line.text:
            wrote = wrote or who
    return wrote or (senders[0] if len(set(senders)) == 1 else "")


def _unused(given: Mapping[str, _Labelled], name: str, number: str) -> Iterator[str]:
    """What stood with name and number and is neither."""
    for each in (given[label] for label in _TO_CALL if label in given):
        left = each.value.replace(number, "").strip(_AROUND_A_NAME)
        if left and left != name:
            yield each.line(left)
    title = given.get("title")
    if title and len(title.value) > TITLE_MAX:
        yield title.line(title.value)


def _title(body: list[_Line], number: str) -> str:
    """From the contents, where a label says which they are, otherwise from the first words."""
    told = next((index for index, line in enumerate(body) if line.told), 0)
    words = _without("\n".join(line.text for line in body[told:] if not line.who), number)
    return title_of(words) if words else ""


def _place(words: str) -> str:
    found = _PLACE.search(words)
    return _BEFORE_A_PLACE.sub("", found[0]) if found else ""


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
