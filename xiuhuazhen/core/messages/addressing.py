"""Which messages a notice becomes, and where each goes."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.messages import channels, hours, queries, wordings
from xiuhuazhen.core.messages.channels import NotSent
from xiuhuazhen.core.messages.choices import PERSONAL, Channel, MessageState, Trouble
from xiuhuazhen.core.messages.models import GroupRobot, Message, Preference
from xiuhuazhen.core.messages.recipients import PERSON, UNIT, Address, parted, resolved
from xiuhuazhen.core.messages.topics import Notice
from xiuhuazhen.core.people.models import Person


@dataclass(frozen=True)
class Destination:
    """An address in the clear, for the moment of sending; ``kind`` is the robot's."""

    channel: Channel
    address: str
    kind: str = ""


def messages_for(notice: Notice, happened_at: datetime, at: datetime) -> list[Message]:
    """Unsaved, one for each channel: the inbox for a person, and what they chose besides."""
    messages = list(_messages(notice, at))
    worded = _worded(notice, messages, at)
    for message in messages:
        message.created_at, message.subject = happened_at, worded.get(message.channel) or notice.subject
    return messages


def _worded(notice: Notice, messages: list[Message], at: datetime) -> dict[str, str]:
    """The subject of each channel where it is worded otherwise, by the area to which what is told of belongs."""
    if not (notice.wording and notice.area_id and wordings.is_worded(notice.wording)):
        return {}
    path, on = Area.objects.values_list("path", flat=True).get(pk=notice.area_id), clock.local_date(at)
    return {
        message.channel: wordings.subject_for(
            notice.wording, message.channel, given=notice.given, area_path=path, on=on
        )
        for message in messages
    }


def _messages(notice: Notice, at: datetime) -> Iterator[Message]:
    kind, reference = parted(notice.recipient)
    if kind == PERSON:
        return _for_person(notice, UUID(reference), at)
    if kind == UNIT:
        return _for_unit(notice, UUID(reference), at)
    return _for_outsider(notice, at)


def _for_person(notice: Notice, person_id: UUID, at: datetime) -> Iterator[Message]:
    """Outside the inbox nothing reaches somebody who has no role that day: they do not work here any more."""
    role = queries.first_role(person_id, on=clock.local_date(at))
    area_id = notice.area_id if notice.about else role.area_id if role else None
    yield _message(notice, Channel.INBOX, area_id, state=MessageState.SENT, sent_at=at)
    if role is None:
        return
    chosen = queries.choices_of(role.person)
    for channel in _chosen(chosen, role.person, urgent=notice.urgent):
        if chosen.daily and not notice.urgent:
            due = hours.next_daily(role.area, at)
            yield _message(notice, channel, area_id, state=MessageState.HELD, next_at=due, collect=True)
        else:
            yield _queued(notice, channel, area_id, at)


def _chosen(chosen: Preference, person: Person, *, urgent: bool) -> list[Channel]:
    """What the person chose, or what is usual, as far as it is switched on and has an address."""
    there = {Channel.SMS: bool(person.phone), Channel.EMAIL: bool(chosen.email)}
    wanted = chosen.urgent if urgent else chosen.ordinary
    return [channel for channel in PERSONAL if channel in wanted and there[channel] and channels.is_on(channel)]


def _for_unit(notice: Notice, unit_id: UUID, at: datetime) -> Iterator[Message]:
    robot = GroupRobot.objects.filter(unit_id=unit_id).select_related("unit").first()
    if robot:
        yield _queued(notice, Channel.GROUP, robot.unit.area_id, at)


def _for_outsider(notice: Notice, at: datetime) -> Iterator[Message]:
    way = next((channel for channel in PERSONAL if channels.is_on(channel)), None)
    if way:
        yield _queued(notice, way, notice.area_id, at)


def _queued(notice: Notice, channel: Channel, area_id: UUID | None, at: datetime) -> Message:
    return _message(notice, channel, area_id, state=MessageState.QUEUED, next_at=at)


def _message(
    notice: Notice,
    channel: Channel,
    area_id: UUID | None,
    *,
    state: MessageState,
    next_at: datetime | None = None,
    sent_at: datetime | None = None,
    collect: bool = False,
) -> Message:
    return Message(
        recipient=notice.recipient,
        channel=channel,
        key=notice.key,
        subject=notice.subject,
        text=notice.text,
        path=notice.path,
        urgent=notice.urgent,
        area_id=area_id,
        about=notice.about,
        state=state,
        collect=collect,
        next_at=next_at,
        sent_at=sent_at,
    )


def destination(message: Message) -> Destination:
    """Where a message goes, opened now. Raises ``NotSent`` where there is no address any more."""
    kind, reference = parted(message.recipient)
    if kind == PERSON:
        return _of_person(UUID(reference), Channel(message.channel))
    if kind == UNIT:
        return _of_unit(UUID(reference))
    return _of_outsider(resolved(message.recipient))


def _of_person(person_id: UUID, channel: Channel) -> Destination:
    if channel == Channel.SMS:
        owner = Person.objects.filter(pk=person_id).first()
        return _there(channel, owner.phone.open() if owner else "")
    chosen = Preference.objects.filter(person_id=person_id).first()
    return _there(channel, chosen.email.open() if chosen else "")


def _of_unit(unit_id: UUID) -> Destination:
    robot = GroupRobot.objects.filter(unit_id=unit_id).first()
    return _there(Channel.GROUP, robot.webhook.open() if robot else "", kind=robot.kind if robot else "")


def _of_outsider(found: Address) -> Destination:
    """The first way that is switched on and for which there is an address."""
    there = {Channel.SMS: found.phone, Channel.EMAIL: found.email}
    channel = next((way for way in PERSONAL if there[way] and channels.is_on(way)), Channel.SMS)
    return _there(channel, there[channel])


def _there(channel: Channel, address: str, *, kind: str = "") -> Destination:
    if not address:
        raise NotSent(Trouble.NO_ADDRESS, for_good=True)
    return Destination(channel, address, kind)
