"""From what happened to the messages that tell of it."""

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from xiuhuazhen.core.jobs.leases import error_text
from xiuhuazhen.core.messages import addressing, queries, rules, topics
from xiuhuazhen.core.messages.models import Message, OutboxRow
from xiuhuazhen.core.messages.topics import Notice

ROWS_A_RUN = 500

logger = logging.getLogger(__name__)


def post(*, topic: str, payload: dict[str, Any], at: datetime) -> None:
    """Say in the caller's transaction that something happened: one row, one statement, nothing else.

    ``payload`` is JSON with ids, never personal data. Raises ``UnknownTopic``.
    """
    topics.known(topic)
    if not transaction.get_connection().in_atomic_block:
        message = "the outbox is written in the transaction of what it tells of"
        raise RuntimeError(message)
    OutboxRow.objects.create(topic=topic, payload=payload, posted_at=at, next_at=at)


def expand_due(at: datetime) -> None:
    """Make messages of what was posted. A row whose topic fails is tried again later, without end: the fault is the
    program's, and a version without it will come."""
    for row_id in queries.outbox_due(at).order_by("next_at", "pk").values_list("pk", flat=True)[:ROWS_A_RUN]:
        try:
            _expand(row_id, at)
        except Exception as fault:  # noqa: BLE001 - whatever a topic raises is kept with the row
            _put_off(row_id, error_text(fault), at)


def bring_back(at: datetime) -> None:
    """After the clock was set back: what was posted when it was ahead does not wait until it is there again."""
    waiting = OutboxRow.objects.filter(claimed_at__isnull=True, next_at__gt=at)
    waiting.filter(Q(posted_at__gt=at) | Q(next_at__gt=at + rules.LONGEST_PAUSE)).update(next_at=at)


@transaction.atomic
def _expand(row_id: UUID, at: datetime) -> None:
    rows = queries.outbox_due(at).select_for_update(skip_locked=True)
    row = rows.filter(pk=row_id).first()
    if row is None:
        return
    for notice in topics.known(row.topic)(row.payload, row.posted_at):
        _tell(notice, row.posted_at, at)
    row.claimed_at = at
    row.save(update_fields=["claimed_at"])


def _tell(notice: Notice, happened_at: datetime, at: datetime) -> None:
    """Nothing for a notice that the recipient was given before, whatever they have chosen since."""
    if not Message.objects.filter(recipient=notice.recipient, key=notice.key).exists():
        Message.objects.bulk_create(addressing.messages_for(notice, happened_at, at), ignore_conflicts=True)


def _put_off(row_id: UUID, error: str, at: datetime) -> None:
    row = OutboxRow.objects.get(pk=row_id)
    logger.error("outbox row %s of %s gave no messages: %s", row_id, row.topic, error)
    again_at = at + rules.pause_after(row.attempts + 1)
    waiting = OutboxRow.objects.filter(pk=row_id, claimed_at__isnull=True)
    waiting.update(attempts=F("attempts") + 1, next_at=again_at, error=error)
