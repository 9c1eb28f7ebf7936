from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from xiuhuazhen.core.messages.choices import Channel, MessageState
from xiuhuazhen.core.messages.models import GroupRobot, Message, OutboxRow, Preference
from xiuhuazhen.core.people.access import Grant
from xiuhuazhen.core.people.models import Person, Role

COUNTED = 99


def outbox_due(at: datetime) -> QuerySet[OutboxRow]:
    return OutboxRow.objects.filter(claimed_at__isnull=True, next_at__lte=at)


def due(at: datetime) -> QuerySet[Message]:
    return Message.objects.filter(next_at__isnull=False, next_at__lte=at)


def anything_due(at: datetime) -> bool:
    """Whether the job has anything to do, in one query on two small indexes."""
    rows = outbox_due(at).order_by().values_list("pk").union(due(at).order_by().values_list("pk"), all=True)
    return bool(rows[:1])


def first_role(person_id: UUID, *, on: date) -> Role | None:
    """The role by which a person is known on this day, the one they have had longest."""
    roles = Role.objects.in_force(on).filter(person_id=person_id).select_related("area", "person")
    return roles.order_by("valid_from", "id").first()


def inbox(recipient: str) -> QuerySet[Message]:
    return Message.objects.filter(recipient=recipient, channel=Channel.INBOX)


def unread(recipient: str) -> QuerySet[Message]:
    return inbox(recipient).filter(read_at__isnull=True)


def unread_count(recipient: str) -> str:
    """Empty for none, "99+" for more than 99: nobody counts them, and no query has to."""
    number = unread(recipient).order_by().values("pk")[: COUNTED + 1].count()
    return f"{COUNTED}+" if number > COUNTED else str(number or "")


def dead_letters(grants: Collection[Grant]) -> QuerySet[Message]:
    """What was given up in the areas of these grants."""
    return Message.objects.filter(under({grant.area_path for grant in grants}), state=MessageState.DEAD)


def under(area_paths: Collection[str]) -> Q:
    """The condition that a row's area lies in the subtree of one of these."""
    reach = Q(pk__in=[])
    for path in area_paths:
        reach |= Q(area__path__startswith=path)
    return reach


def choices_of(person: Person) -> Preference:
    """What the person chose, or else, unsaved, the usual: urgent messages by text message too, so that what comes up at
    night does not lie in an inbox until morning. Who has no telephone on record is told in the inbox alone."""
    usual = {"urgent": [Channel.SMS.value] if person.phone else []}
    return Preference.objects.filter(person=person).first() or Preference(person=person, **usual)


def robots_of(unit_ids: Collection[UUID]) -> dict[UUID, str]:
    """Whose group chats these units have; units without one are left out."""
    return dict(GroupRobot.objects.filter(unit_id__in=unit_ids).values_list("unit_id", "kind"))


def stuck_outbox() -> int:
    """How many events could not be turned into messages so far; the log says why."""
    return OutboxRow.objects.filter(claimed_at__isnull=True, attempts__gt=0).count()
