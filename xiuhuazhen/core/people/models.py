from datetime import datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.fields import SealedTextField
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.kit.periods import Dated, DatedQuerySet
from xiuhuazhen.core.people.choices import RoleName, ShiftPost, UnitKind
from xiuhuazhen.core.people.rules import Span


class Unit(Dated):
    """A body that can hold matters: an office, a committee, a desk, a department, a partner.

    ``version`` grows with every correction, so that of two who correct at once the second is told.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=UnitKind.choices)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="units")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    work_telephone = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        indexes = [models.Index(fields=["kind", "area"], name="people_unit_desk")]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody who works here. Private telephone and identity numbers are sealed. ``version`` as for a unit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=40)
    work_telephone = models.CharField(max_length=40, blank=True)
    phone = SealedTextField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return self.name


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(username=username)


class Account(AbstractBaseUser):
    """The means to sign in. What the person may do comes from roles, never from the account."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(_("account name"), max_length=40, unique=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "username"
    objects = AccountManager()

    def __str__(self) -> str:
        return self.username


class Invitation(models.Model):
    """A link with which somebody sets the password of their account once. Only the SHA-256 of its token is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="invitations")
    digest = models.BinaryField(unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn = models.BooleanField(default=False)

    def is_open(self, at: datetime) -> bool:
        return self.used_at is None and not self.withdrawn and at < self.expires_at


class SecondFactor(models.Model):
    """A secret that an account shares with an app on its person's telephone, from which both compute a code every half
    minute. ``pending`` is one that was begun and not confirmed by a code yet; ``last_step`` the half minute whose code
    was used last, so that none is used twice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="second_factor")
    secret = SealedTextField()
    pending = SealedTextField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    failures = models.PositiveSmallIntegerField(default=0)
    blocked_until = models.DateTimeField(null=True)


class RecoveryCode(models.Model):
    """A code that stands in once for the telephone that is lost. Only its SHA-256 is kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="recovery_codes")
    digest = models.BinaryField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "digest"], name="people_recovery_once")]


class Device(models.Model):
    """A browser in which somebody is signed in, for their own eyes alone, so that they can end it from another. It
    leaves when the session does; nothing tells afterwards when anybody came or went."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="devices")
    session_key = models.CharField(max_length=40, unique=True)
    label = models.CharField(max_length=60, blank=True)
    since = models.DateTimeField()


class Role(Dated):
    """An office that a person holds in an area's subtree, for a unit, for a period, given by somebody.

    ``deputy_for`` is whoever else holds it and is stood in for; the role then always has an end.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    name = models.CharField(max_length=30, choices=RoleName.choices)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="roles")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="roles")
    granted_by = models.CharField(max_length=80)
    deputy_for = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="deputies", db_index=False
    )

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                name="people_deputy_ends", condition=Q(deputy_for__isnull=True) | Q(valid_to__isnull=False)
            ),
        ]


class ShiftQuerySet(models.QuerySet["Shift"]):
    def standing(self) -> "ShiftQuerySet":
        """Those that nobody cancelled."""
        return self.filter(cancelled=False)

    def touching(self, begins_at: datetime, ends_at: datetime) -> "ShiftQuerySet":
        """Those that have a part of the time from ``begins_at`` to ``ends_at``."""
        return self.filter(begins_at__lt=ends_at, ends_at__gt=begins_at)


class Shift(models.Model):
    """Somebody is to be on duty for a unit from one moment to another. Rows stay: one that was not to be is cancelled,
    one that somebody else took over half-way ends there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="shifts", db_index=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="shifts", db_index=False)
    post = models.CharField(max_length=10, choices=ShiftPost.choices)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=100, blank=True)
    cancelled = models.BooleanField(default=False)
    set_by = models.CharField(max_length=80)

    objects = ShiftQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "begins_at"], name="people_shift_unit"),
            models.Index(fields=["person", "begins_at"], name="people_shift_person"),
        ]
        constraints = [
            models.CheckConstraint(name="people_shift_span", condition=Q(ends_at__gt=F("begins_at"))),
        ]

    @property
    def span(self) -> Span:
        return Span(self.begins_at, self.ends_at)


class ApiToken(Dated):
    """A key for a program. Only its SHA-256 is kept; the token itself is shown once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=60)
    digest = models.BinaryField(unique=True)
    permissions = models.JSONField(default=list)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    granted_by = models.CharField(max_length=80)
    revoked = models.BooleanField(default=False)

    objects = DatedQuerySet.as_manager()

    class Meta(Dated.Meta):
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(name="people_token_digest_there", condition=~Q(digest=b"")),
        ]
