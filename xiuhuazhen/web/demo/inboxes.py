"""What people were told while the demonstration's stories went on. What came until yesterday they have read."""

from datetime import datetime, timedelta

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.messages import outbox, queries
from xiuhuazhen.core.messages.actions import mark_all_read
from xiuhuazhen.core.people.access import actor_for
from xiuhuazhen.core.people.models import Account


def tell(*, base: datetime) -> None:
    read_until = base - timedelta(days=1)
    _tell(read_until)
    for account in Account.objects.all():
        mark_all_read(by=actor_for(account, on=clock.local_date(read_until)), at=read_until)
    _tell(base)


def _tell(at: datetime) -> None:
    while queries.outbox_due(at).exists():
        outbox.expand_due(at)
