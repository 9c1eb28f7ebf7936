"""Messages and their wordings, as the pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.messages import channels
from xiuhuazhen.core.messages.choices import PERSONAL, Channel
from xiuhuazhen.core.messages.models import Wording
from xiuhuazhen.core.messages.rules import filled, sms_parts
from xiuhuazhen.core.messages.wordings import EXAMPLE, NUMBER, PLACEHOLDERS, MessageKind, wording_in_force
from xiuhuazhen.web.moments import full_day


@dataclass(frozen=True)
class Present:
    """How a message reads on one channel today, with an example; ``parts`` is as how many text messages it counts, 0
    for other channels. ``area`` is for where it was worded, empty for the shipped words."""

    channel: Channel
    words: str
    example: str
    area: str = ""
    signs: int = 0
    parts: int = 0


@dataclass(frozen=True)
class Version:
    words: str
    channel: str
    area: str
    since: str
    who: str
    at: datetime


def title_of(kind: MessageKind) -> str:
    """The title without what is filled into it for one matter."""
    return str(kind.title).split("%")[0].rstrip(" ：:（，到")


def channels_of(kind: MessageKind) -> tuple[Channel, ...]:
    return PERSONAL if kind.outside else tuple(Channel)


def as_people_write(text: str) -> str:
    """What stands in braces in people's own words."""
    return filled(text, {name: f"{{{said}}}" for name, said in PLACEHOLDERS.items()})


def shipped_words(kind: MessageKind) -> str:
    return kind.said({name: f"{{{said}}}" for name, said in PLACEHOLDERS.items()})


def presents(name: str, kind: MessageKind, *, area: Area, on: date) -> list[Present]:
    """How it reads in this area, channel by channel."""
    return [_present(name, kind, channel, area, on) for channel in channels_of(kind)]


def _present(name: str, kind: MessageKind, channel: Channel, area: Area, on: date) -> Present:
    row = wording_in_force(name, channel, area_path=area.path, on=on)
    own = bool(row and row.text)
    words = as_people_write(row.text) if row and own else shipped_words(kind)
    example = filled(row.text, EXAMPLE) if row and own else kind.said(EXAMPLE)
    place = short_name(row.area.name) if row and own else ""
    if channel != Channel.SMS:
        return Present(channel, words, example, place)
    whole = "\n".join(filter(None, (example, channels.link(reverse(kind.path, args=[EXAMPLE[NUMBER]])))))
    return Present(channel, words, whole, place, len(whole), sms_parts(whole))


def versions(rows: Iterable[Wording]) -> list[Version]:
    return [
        Version(
            words=as_people_write(row.text) if row.text else _("the shipped wording again"),
            channel=row.get_channel_display() if row.channel else _("all channels"),
            area=short_name(row.area.name),
            since=_("from %(day)s on") % {"day": full_day(row.valid_from)},
            who=row.set_by_name,
            at=row.set_at,
        )
        for row in rows
    ]
