from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.triggers import append_only
from xiuhuazhen.core.kit.fields import SealedTextField
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.messages import topics
from xiuhuazhen.core.messages.choices import UNDER_WAY, Channel, MessageState, RobotKind, Trouble
from xiuhuazhen.core.messages.recipients import RECIPIENT_LENGTH
from xiuhuazhen.core.people.models import Person, Unit


class OutboxRow(models.Model):
    """Something happened of which people may have to be told. ``payload`` holds ids, never personal data.

    Written in the transaction of what happened; claimed in the one that makes messages of it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    topic = models.CharField(max_length=80)
    payload = models.JSONField(encoder=DjangoJSONEncoder)
    posted_at = models.DateTimeField()
    next_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(claimed_at__isnull=True), name="messaging_outbox_due"),
            models.Index(fields=["claimed_at"], name="messaging_outbox_claimed"),
        ]


class Message(models.Model):
    """One notice on one channel. Its id is the key by which a service outside knows one that it was given before.

    ``next_at`` is set as long as it is under way. A ``collect`` one goes into the recipient's next daily message. What
    a service said when it refused is not kept, since services repeat addresses: only which ``trouble`` it was, and
    its code (``HTTP 400``). ``created_at`` is when what it tells of happened, however late the message was made.
    ``about`` names what not everybody of the area may hear of.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    recipient = models.CharField(max_length=RECIPIENT_LENGTH)
    channel = models.CharField(max_length=10, choices=Channel)
    key = models.CharField(max_length=topics.KEY_LENGTH)
    subject = models.CharField(max_length=topics.SUBJECT_LENGTH)
    text = models.CharField(max_length=topics.TEXT_LENGTH, blank=True)
    path = models.CharField(max_length=topics.PATH_LENGTH)
    urgent = models.BooleanField()
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about = models.UUIDField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=MessageState)
    collect = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True, blank=True)
    trouble = models.CharField(max_length=20, choices=Trouble, blank=True)
    code = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="messaging_due"),
            models.Index(
                fields=["recipient", "read_at", "created_at", "id"],
                condition=Q(channel=Channel.INBOX),
                name="messaging_unread",
            ),
            models.Index(
                fields=["recipient", "created_at", "id"], condition=Q(channel=Channel.INBOX), name="messaging_inbox"
            ),
            models.Index(
                fields=["created_at", "id"], condition=Q(state=MessageState.DEAD), name="messaging_dead_letters"
            ),
            models.Index(fields=["created_at"], name="messaging_age"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "key", "channel"], name="messaging_told_once"),
            models.CheckConstraint(
                name="messaging_due_while_under_way",
                condition=Q(state__in=UNDER_WAY, next_at__isnull=False)
                | (~Q(state__in=UNDER_WAY) & Q(next_at__isnull=True)),
            ),
        ]


class Preference(models.Model):
    """How a person wants to be told beside the inbox, by their own choice. Without a row: as is usual
    (``queries.choices_of``)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    email = SealedTextField()
    ordinary = models.JSONField(default=list)
    urgent = models.JSONField(default=list)
    daily = models.BooleanField(default=False)


@append_only
class Wording(models.Model):
    """In which words a message is told in an area's subtree from a day on, until the next row for the same. An empty
    ``channel`` means all of them, an empty ``text`` the words of the product; what stands in braces is filled in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    channel = models.CharField(max_length=10, choices=Channel, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=topics.SUBJECT_LENGTH, blank=True)
    valid_from = models.DateField()
    set_at = models.DateTimeField()
    set_by_key = models.CharField(max_length=80)
    set_by_name = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["name", "valid_from"], name="messaging_wording_name")]


class GroupRobot(models.Model):
    """The group chat of a unit. Whoever has the address of its robot can write there, so it is sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.OneToOneField(Unit, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=RobotKind)
    webhook = SealedTextField()
