"""The ways out of the product, each an adapter to a service. The inbox needs none: its row is the message."""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings

from xiuhuazhen.core.messages.choices import Channel, Trouble


class NotSent(Exception):  # noqa: N818 - names what happened
    """The message is not known to have arrived. ``for_good``: trying again would change nothing."""

    def __init__(self, trouble: Trouble, code: str = "", *, for_good: bool = False) -> None:
        super().__init__(f"{trouble} {code}".strip())
        self.trouble = trouble
        self.code = code
        self.for_good = for_good


@dataclass(frozen=True)
class Parcel:
    """What is handed to a service. ``key`` stays the same when it is handed over again; ``url`` is empty where the
    product does not know its own address; ``kind`` is that of a group's robot."""

    key: str
    subject: str
    text: str
    url: str
    kind: str = ""

    def body(self) -> str:
        return "\n".join(part for part in (self.text, self.url) if part)


class Adapter(Protocol):
    """One way out."""

    def is_on(self) -> bool:
        """Whether its settings are there."""

    def send(self, parcel: Parcel, *, to: str) -> None:
        """Hand over; raises :class:`NotSent`."""


_adapters: dict[Channel, Adapter] = {}


def register(channel: Channel, adapter: Adapter) -> None:
    _adapters[channel] = adapter


def is_on(channel: Channel) -> bool:
    return channel in _adapters and _adapters[channel].is_on()


def adapter(channel: Channel) -> Adapter:
    """Raises :class:`NotSent` for one that was switched off since the message was written."""
    if not is_on(channel):
        raise NotSent(Trouble.SWITCHED_OFF)
    return _adapters[channel]


def link(path: str) -> str:
    """The whole address of a page here, or nothing while nobody has set ``XHZ_SITE_URL``."""
    return f"{settings.SITE_URL.rstrip('/')}{path}" if settings.SITE_URL else ""
