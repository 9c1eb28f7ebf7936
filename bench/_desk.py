"""What the dispatcher of the near street asks for, in the database of the environment.

``python -m bench._desk rest`` ends when no job is left to do.
``python -m bench._desk import`` and ``… export`` ask for a job, print a line once it is under way, and end with it.
"""

import sys
import time
from collections.abc import Callable
from itertools import count
from uuid import UUID

import django

ORDERS = 4000
_POLL_SECONDS = 0.1


def rest() -> None:
    from xiuhuazhen.core.jobs.models import Job

    while Job.objects.filter(state__in=["queued", "running"]).exists():
        time.sleep(_POLL_SECONDS)


def bring_in() -> UUID:
    from tests.support.orders import orders
    from xiuhuazhen.core.areas.models import Area
    from xiuhuazhen.core.jobs.models import Job
    from xiuhuazhen.core.kit import clock
    from xiuhuazhen.core.people.access import actor_for
    from xiuhuazhen.core.people.models import Account
    from xiuhuazhen.domains.cases.actions.importing import start_import

    at = clock.now()
    start_import(
        content=orders(ORDERS),
        file_name="工单.xlsx",
        source_name="12345热线",
        area=Area.objects.get(code="630102005"),
        by=actor_for(Account.objects.get(username="near-dispatcher"), on=clock.local_date(at)),
        at=at,
    )
    return Job.objects.values_list("pk", flat=True).get(name="cases.import_sheet")


def write() -> UUID:
    """The whole list of the desk with every column as a spreadsheet."""
    from xiuhuazhen.core.jobs.models import Job
    from xiuhuazhen.core.kit import clock
    from xiuhuazhen.core.kit.ids import new_id
    from xiuhuazhen.core.people.access import actor_for
    from xiuhuazhen.core.people.models import Account
    from xiuhuazhen.core.procedures.actions.exporting import ask_export
    from xiuhuazhen.core.procedures.columns import COLUMNS

    at = clock.now()
    by = actor_for(Account.objects.get(username="near-dispatcher"), on=clock.local_date(at))
    columns = [column.name for column in COLUMNS]
    ask_export(export_id=new_id(), wanted={}, columns=columns, order="opened", by=by, at=at)
    return Job.objects.values_list("pk", flat=True).get(name="procedures.export")


def follow(job: UUID) -> None:
    from xiuhuazhen.core.jobs.models import Job

    told = False
    for _ in count():
        state, error = Job.objects.values_list("state", "error").get(pk=job)
        if not told and state != "queued":
            told = say("running")
        if state in {"done", "failed"}:
            sys.exit(error or None)
        time.sleep(_POLL_SECONDS)


def say(line: str) -> bool:
    print(line, flush=True)
    return True


ASKS: dict[str, Callable[[], UUID]] = {"import": bring_in, "export": write}


if __name__ == "__main__":
    django.setup()
    if asked := ASKS.get(sys.argv[1]):
        follow(asked())
    else:
        rest()
