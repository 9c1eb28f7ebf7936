"""A desk with work on it, in the database of the environment.

``python -m bench._desk build`` migrates, builds two streets and a worklist, and prints the session of a dispatcher.
``python -m bench._desk rest`` ends when no job is left to do.
``python -m bench._desk import`` and ``… write`` ask for a job, print a line once it is under way, and end with it.
"""

import sys
import time
from collections.abc import Callable
from itertools import count
from uuid import UUID

import django
from django.core.management import call_command

CASES, ORDERS, EXPORTS = 300, 4000, 100
_POLL_SECONDS = 0.1

Jobs = tuple[UUID, UUID]
"""The first and the last that were asked for."""


def build() -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    from django.db import connection
    from django.test import Client

    from tests.support import cases, street

    world = street.build()
    for _ in range(CASES):
        cases.reported()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as PostgreSQL does by itself within its first minutes
    client = Client()
    client.force_login(world.near.accounts["dispatcher"], backend="django.contrib.auth.backends.ModelBackend")
    say(client.cookies["sessionid"].value)


def rest() -> None:
    """Until the messages about what :func:`build` reported are told."""
    from xiuhuazhen.core.jobs.models import Job

    while Job.objects.filter(state__in=["queued", "running"]).exists():
        time.sleep(_POLL_SECONDS)


def bring_in() -> Jobs:
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
    job = Job.objects.filter(name="cases.import_sheet").values_list("pk", flat=True).get()
    return job, job


def write() -> Jobs:
    """The list of the desk with every column as a spreadsheet, often, one after the other; the first and the last."""
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
    asked = [
        ask_export(export_id=new_id(), wanted={}, columns=columns, order="opened", by=by, at=at) for _ in range(EXPORTS)
    ]
    ids = dict(Job.objects.filter(name="procedures.export").values_list("kwargs__export_id", "pk"))
    return ids[str(asked[0].pk)], ids[str(asked[-1].pk)]


def follow(first: UUID, last: UUID) -> None:
    from xiuhuazhen.core.jobs.models import Job

    told = False
    for _ in count():
        if not told and Job.objects.values_list("state", flat=True).get(pk=first) != "queued":
            told = say("running")
        state, error = Job.objects.values_list("state", "error").get(pk=last)
        if state in {"done", "failed"}:
            sys.exit(error or None)
        time.sleep(_POLL_SECONDS)


def say(line: str) -> bool:
    print(line, flush=True)
    return True


ASKS: dict[str, Callable[[], Jobs]] = {"import": bring_in, "write": write}


if __name__ == "__main__":
    django.setup()
    if asked := ASKS.get(sys.argv[1]):
        follow(*asked())
    else:
        {"build": build, "rest": rest}[sys.argv[1]]()
