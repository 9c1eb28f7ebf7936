"""Locking, the second factor, and the browsers in which somebody is signed in."""

from datetime import datetime, timedelta
from uuid import UUID

from axes.utils import reset
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.commands import marked, repeated
from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, Forbidden, InvalidInput
from xiuhuazhen.core.people import codes
from xiuhuazhen.core.people.access import digest_of
from xiuhuazhen.core.people.granting import require_to_answer_for
from xiuhuazhen.core.people.models import Account, Device, RecoveryCode, SecondFactor

LOCKED, UNLOCKED, LIFTED = "people.account.locked", "people.account.unlocked", "people.lockout.lifted"
FACTOR_SET, FACTOR_DROPPED = "people.factor.set", "people.factor.dropped"
RECOVERY_USED, DEVICE_ENDED = "people.recovery.used", "people.device.ended"


@transaction.atomic
def lock_account(
    *, account: Account, reason: str, by: Actor, at: datetime, command_id: UUID, area_code: str = ""
) -> None:
    """Let somebody in no more, from this moment on: who is signed in is signed out."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    if repeated(by, command_id, action=LOCKED, request=[row.pk, reason]):
        return
    require_to_answer_for(by, row.person, at=at)
    if not row.is_active:
        raise Conflict(_("This account is locked already."))
    row.is_active = False
    row.save(update_fields=["is_active"])
    row.invitations.filter(used_at__isnull=True).update(withdrawn=True)
    _end_sessions(row)
    after = marked(command_id, [row.pk, reason])
    record(LOCKED, subject=row, by=by, at=at, area_code=area_code, after=after, reason=reason, command_id=command_id)


@transaction.atomic
def unlock_account(*, account: Account, by: Actor, at: datetime, command_id: UUID, area_code: str = "") -> None:
    row = Account.objects.select_for_update().get(pk=account.pk)
    if repeated(by, command_id, action=UNLOCKED, request=[row.pk]):
        return
    require_to_answer_for(by, row.person, at=at)
    if row.is_active:
        raise Conflict(_("This account is not locked."))
    row.is_active = True
    row.save(update_fields=["is_active"])
    after = marked(command_id, [row.pk])
    record(UNLOCKED, subject=row, by=by, at=at, area_code=area_code, after=after, command_id=command_id)


@transaction.atomic
def lift_lockout(*, account: Account, by: Actor, at: datetime, command_id: UUID, area_code: str = "") -> None:
    """Let somebody try again at once whom too many wrong passwords keep out for a while."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    if repeated(by, command_id, action=LIFTED, request=[row.pk]):
        return
    require_to_answer_for(by, row.person, at=at)
    reset(username=row.username)
    SecondFactor.objects.filter(account=row).update(failures=0, blocked_until=None)
    after = marked(command_id, [row.pk])
    record(LIFTED, subject=row, by=by, at=at, area_code=area_code, after=after, command_id=command_id)


@transaction.atomic
def begin_second_factor(*, account: Account, by: Actor, at: datetime) -> SecondFactor:  # noqa: ARG001 - as every action
    """Make the secret that is confirmed by a first code. What is in use stays until then; nothing is recorded yet."""
    _require_own(account, by)
    row, _created = SecondFactor.objects.get_or_create(account=account)
    row.pending = codes.new_secret()
    row.save(update_fields=["pending"])
    return row


@transaction.atomic
def confirm_second_factor(*, account: Account, code: str, by: Actor, at: datetime) -> list[str]:
    """The first code shows that the app has the secret. Gives the recovery codes, which are shown once; earlier ones
    are good no more."""
    _require_own(account, by)
    row = SecondFactor.objects.select_for_update().filter(account=account).first()
    if row is None or not row.pending:
        raise Conflict(_("Begin again: there is nothing to confirm."))
    secret = row.pending.open()
    step = codes.step_of(codes.plain(code), secret, at=at, after=0)
    if step is None:
        sentence = _("This code is not right. Take the one that the app shows now.")
        raise InvalidInput(sentence, fields={"code": sentence})
    row.secret, row.pending, row.confirmed_at, row.last_step = secret, "", at, step
    row.failures, row.blocked_until = 0, None
    row.save()
    fresh = codes.new_recovery_codes()
    account.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(account=account, digest=digest_of(codes.plain(each))) for each in fresh
    )
    record(FACTOR_SET, subject=account, by=by, at=at)
    return fresh


@transaction.atomic
def drop_second_factor(
    *, account: Account, by: Actor, at: datetime, command_id: UUID, area_code: str = "", reason: str = ""
) -> None:
    """For somebody whose telephone and recovery codes are lost: they sign in with the password and set up another."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    if repeated(by, command_id, action=FACTOR_DROPPED, request=[row.pk]):
        return
    require_to_answer_for(by, row.person, at=at)
    SecondFactor.objects.filter(account=row).delete()
    row.recovery_codes.all().delete()
    _end_sessions(row)
    record(
        FACTOR_DROPPED,
        subject=row,
        by=by,
        at=at,
        area_code=area_code,
        after=marked(command_id, [row.pk]),
        reason=reason,
        command_id=command_id,
    )


@transaction.atomic
def check_code(*, account: Account, code: str, by: Actor, at: datetime) -> bool:
    """Whether the code is one that the app shows about now and that nobody used, or a recovery code that nobody used.
    Several wrong ones block the account for a while; then even the right one is refused, with a sentence. Nothing is
    recorded of coming in but that a recovery code is gone."""
    row = SecondFactor.objects.select_for_update().get(account=account)
    if row.blocked_until and at < row.blocked_until:
        raise Conflict(_("Too many wrong codes. Wait 15 minutes, then try again."))
    given = codes.plain(code)
    step = codes.step_of(given, row.secret.open(), at=at, after=row.last_step)
    used = account.recovery_codes.filter(digest=digest_of(given), used_at__isnull=True).update(used_at=at)
    if step is None and not used:
        row.failures += 1
        if row.failures >= settings.AXES_FAILURE_LIMIT:
            row.failures, row.blocked_until = 0, at + timedelta(hours=settings.AXES_COOLOFF_TIME)
        row.save(update_fields=["failures", "blocked_until"])
        return False
    row.failures, row.blocked_until, row.last_step = 0, None, step or row.last_step
    row.save(update_fields=["failures", "blocked_until", "last_step"])
    if used:
        record(RECOVERY_USED, subject=account, by=by, at=at)
    return True


@transaction.atomic
def end_device(*, device: Device, by: Actor, at: datetime) -> None:
    """Sign out of another browser. One that is gone already is no fault."""
    _require_own(device.account, by)
    ended = Device.objects.filter(pk=device.pk).delete()[0]
    Session.objects.filter(session_key=device.session_key).delete()
    if ended:
        record(DEVICE_ENDED, subject=device.account, by=by, at=at)


def _require_own(account: Account, by: Actor) -> None:
    if by.person_id != account.person_id:
        raise Forbidden(_("Only the person can do this to their own account."))


def _end_sessions(account: Account) -> None:
    keys = list(account.devices.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    account.devices.all().delete()
