"""What is on record about backups: that one was taken, and that the data here was brought back from one."""

from datetime import datetime

from django.db import transaction

from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.web.models import Backup
from xiuhuazhen.web.operating.backups.taking import Taken

TAKEN, RESTORED = "operating.backup.taken", "operating.backup.restored"


@transaction.atomic
def note_backup(*, taken: Taken, by: Actor, at: datetime) -> Backup:
    row = _row(taken, at)
    row.save(force_insert=True)
    record(TAKEN, subject=row, by=by, at=at, after={"files": row.files, "lacking": row.lacking})
    return row


@transaction.atomic
def note_restore(*, taken: Taken, by: Actor, at: datetime) -> None:
    """The data that was brought back knows nothing of the backup that it was brought back from."""
    row = _row(taken, at)
    row.save(force_insert=True)
    record(RESTORED, subject=row, by=by, at=at, after={"files": row.files, "lacking": row.lacking})


def _row(taken: Taken, at: datetime) -> Backup:
    return Backup(
        pk=taken.manifest.backup_id,
        taken_at=taken.manifest.moment,
        finished_at=at,
        place=str(taken.folder)[:500],
        bytes=taken.manifest.bytes,
        files=taken.manifest.files,
        lacking=len(taken.manifest.lacking),
    )
