from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.triggers import append_only
from xiuhuazhen.core.files.models import SealedBlob
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.fields import SealedTextField
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.people.models import Person, Unit
from xiuhuazhen.core.procedures.choices import BulkResult, Urgency, WorkState


class Matter(models.Model):
    """Anything that somebody must finish. A domain's own row points at it one-to-one.

    ``area`` is the smallest area known; the four level columns repeat its ancestors for indexed lists. ``joint`` is
    the joint area in which it lies besides, if any; who may see it never goes by that. The point is in 1e-7 degrees,
    WGS-84. ``version`` is the number of the last step. ``due_at`` is the earliest end of the limits
    that run in the present state (``clocks``, see ``rules.clocks``),
    :data:`~xiuhuazhen.core.kit.clock.NO_LIMIT` where none is set; ``due_norm`` is the norm that set it.

    ``order_due_at`` is the date that an outside order came with. While the limits stand still, ``paused_at`` says
    since when. ``wake_at`` is when the product itself acts next, ``rung`` how far the matter has climbed the ladder;
    ``failed_at`` is since when the product fails to do its own part. ``erased_at`` is when its contents were erased.
    ``requests`` holds what was asked for and is not decided: by name when, by which step, and until when.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=120)
    category = models.CharField(max_length=20, blank=True)
    urgency = models.CharField(max_length=10, choices=Urgency.choices, default=Urgency.ORDINARY)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    county = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    street = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    community = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    grid = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    joint = models.ForeignKey(Area, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    lng_e7 = models.IntegerField(null=True)
    lat_e7 = models.IntegerField(null=True)
    state = models.CharField(max_length=30)
    is_open = models.BooleanField(default=True)
    holder = models.ForeignKey(Unit, null=True, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(default=clock.NO_LIMIT)
    due_provisional = models.BooleanField(default=False)
    due_norm = models.ForeignKey(Norm, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    clocks = models.JSONField(default=dict)
    order_due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    wake_at = models.DateTimeField(default=clock.NO_LIMIT)
    failed_at = models.DateTimeField(null=True)
    rung = models.PositiveSmallIntegerField(default=0)
    requests = models.JSONField(default=dict)
    supervised = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=30, blank=True)
    version = models.PositiveIntegerField(default=0)
    code_key = models.CharField(max_length=20, blank=True, help_text="id of the key behind the query code")

    class Meta:
        indexes = [
            models.Index(fields=["wake_at"], name="matter_wake"),
            models.Index(fields=["failed_at"], name="matter_failed", condition=Q(failed_at__isnull=False)),
            models.Index(
                fields=["closed_at", "id"],
                name="matter_to_erase",
                condition=Q(closed_at__isnull=False, erased_at__isnull=True),
            ),
            *(
                index
                for level in ("county", "street", "community", "grid")
                for index in (
                    models.Index(fields=[level, "is_open", "due_at", "id"], name=f"matter_{level}_due"),
                    models.Index(fields=[level, "opened_at", "id"], name=f"matter_{level}_opened"),
                )
            ),
            models.Index(
                fields=["joint", "opened_at", "id"], name="matter_joint_opened", condition=Q(joint__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="matter_closed_when_closed",
                condition=Q(is_open=True, closed_at__isnull=True) | Q(is_open=False, closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="matter_point_whole",
                condition=Q(lng_e7__isnull=True, lat_e7__isnull=True) | Q(lng_e7__isnull=False, lat_e7__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def due(self) -> datetime | None:
        return None if self.due_at == clock.NO_LIMIT else self.due_at

    def late(self, at: datetime) -> bool:
        return self.is_open and self.due_at < at


@append_only
class Step(models.Model):
    """One transition of a matter: who did what, for which unit, when, from where to where.

    ``hash`` is SHA-256 over the step before and this step's own columns. Text and personal data lie in
    :class:`StepContent` and are bound by ``content_digest``, which is salted there: erasing the content leaves the
    chain provable. (``actor_key``, ``command_id``) is the idempotency key of the client's write.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveIntegerField()
    action = models.CharField(max_length=30)
    from_state = models.CharField(max_length=30, blank=True)
    to_state = models.CharField(max_length=30)
    at = models.DateTimeField()
    actor_key = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=80)
    unit_id = models.UUIDField(null=True)
    due_at = models.DateTimeField(default=clock.NO_LIMIT)
    facts = models.JSONField(default=dict, help_text="codes and references, never text or personal data")
    basis = models.CharField(max_length=200, blank=True)
    content_digest = models.BinaryField()
    previous_hash = models.BinaryField()
    hash = models.BinaryField()
    command_id = models.UUIDField()

    replayed = False
    """Set on the instance that answers a repeated command: nothing was written this time."""

    if TYPE_CHECKING:
        content: "StepContent"

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="step_number_once"),
            models.UniqueConstraint(fields=["actor_key", "command_id"], name="step_command_once"),
        ]


class StepContent(models.Model):
    """What may have to be erased: a step's text, its sealed personal data, and the salt that binds both."""

    step = models.OneToOneField(Step, primary_key=True, on_delete=models.PROTECT, related_name="content")
    salt = models.BinaryField()
    text = models.TextField(blank=True)
    personal = SealedTextField()
    request_digest = models.BinaryField()


class SearchDocument(models.Model):
    """By which terms a matter is found (see ``documents``). The terms themselves lie where only SQL reaches them: in a
    column ``terms`` of this table on PostgreSQL, in the table ``procedures_terms`` of FTS5 on SQLite."""

    matter = models.OneToOneField(Matter, on_delete=models.PROTECT, related_name="document")


class SavedFilter(models.Model):
    """What somebody often looks for: the list's address without its path, columns and order included."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=20)
    query = models.CharField(max_length=600)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="saved_filter_name_once")]


class Export(models.Model):
    """A list that somebody wanted as a spreadsheet. ``wanted`` holds the filters and ``columns`` the names of what it
    shows; the sheet is made by a job with what the person may see then, sealed, and leaves after 30 days. ``roles``
    says with which roles it was written: with others one may see other things."""

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    wanted = models.JSONField()
    columns = models.JSONField()
    order = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=WorkState.choices, default=WorkState.WAITING)
    problem = models.CharField(max_length=300, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    blob = models.ForeignKey(SealedBlob, null=True, on_delete=models.SET_NULL, related_name="+")
    roles = models.CharField(max_length=64, blank=True, default="")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "created_at"], name="export_person")]


class Bulk(models.Model):
    """One action on many matters, each in a transaction of its own. ``given`` is what the action's form is filled in
    with for all of them, what was written only until it is done."""

    id = models.UUIDField(primary_key=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=30)
    given = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=WorkState.choices, default=WorkState.WAITING)
    problem = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["person", "created_at"], name="bulk_person")]


class BulkRow(models.Model):
    """One of the matters, at the version at which the person saw it, and what became of it."""

    bulk = models.ForeignKey(Bulk, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveSmallIntegerField()
    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    result = models.CharField(max_length=10, choices=BulkResult.choices, default=BulkResult.WAITING)
    message = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["bulk", "matter"], name="bulk_matter_once")]


class NumberCounter(models.Model):
    """The last number given out in one street on one day."""

    street_code = models.CharField(max_length=20)
    day = models.DateField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["street_code", "day"], name="number_counter_once")]


class WorklistRow(models.Model):
    """Who is to act on an open matter. Rewritten with every step, in the same transaction.

    ``reason`` is empty for whoever the state waits for, the name of a request for who decides it, the name of a rung
    for who sees a late matter. Nobody needs to see the row before ``from_at``.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    matter = models.ForeignKey(Matter, on_delete=models.CASCADE, related_name="worklist")
    area = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
        help_text="that of the matter, so that a worklist need not look at every matter of its place",
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+", db_index=False)
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    permission = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    from_at = models.DateTimeField()
    reason = models.CharField(max_length=30, blank=True)
    returned = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(F("unit"), F("permission"), F("due_at"), F("id"), name="worklist_unit"),
            models.Index(F("person"), F("due_at"), F("id"), name="worklist_person"),
        ]
