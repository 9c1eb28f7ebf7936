"""``python -m bench._orders SHAPE COUNT``: bring in one spreadsheet of ``tests.support.hotlines`` on the database of
the environment; prints the seconds until it was looked over, those that bringing it in took, those of the processor
for that, and how often its progress was saved."""

import sys
import time
from dataclasses import replace
from typing import Any

import django
from django.core.management import call_command

NAMES = {"city_sheet": "a.xlsx", "county_csv": "a.csv", "english_xls": "a.xls"}


def main(shape: str, count: int) -> None:
    call_command("migrate", run_syncdb=True, verbosity=0)
    from tests.support import hotlines, street
    from xiuhuazhen.core.areas.choices import Crs
    from xiuhuazhen.core.jobs.execution import JobRun, execute
    from xiuhuazhen.core.jobs.models import Job
    from xiuhuazhen.core.kit import clock
    from xiuhuazhen.domains.cases.actions.importing import bring_in, say_columns, start_import
    from xiuhuazhen.domains.cases.beginnings import beginning_of, columns_of
    from xiuhuazhen.domains.cases.models import ImportRow

    near, saved, real = street.build().near, [], JobRun.checkpoint

    def counting(run: JobRun, *given: Any, **more: Any) -> None:
        saved.append(1)
        real(run, *given, **more)

    JobRun.checkpoint = counting  # type: ignore[method-assign]

    def work_off() -> None:
        """What waits of the import; once it has let others go first it waits again."""
        while job := Job.objects.filter(name="cases.import_sheet", state="queued").first():
            execute(job.pk, clock=clock.now)

    by, at = near.actor("dispatcher", on=clock.local_date(clock.now())), clock.now()
    content, start = getattr(hotlines, shape)(count), time.perf_counter()
    batch = start_import(
        content=content,
        file_name=NAMES[shape],
        source_name="12345",
        area=near.areas["street"],
        by=by,
        at=at,
        at_once=False,
    )
    work_off()
    batch.refresh_from_db()
    columns = replace(columns_of(batch, beginning_of(batch), 0), crs=Crs.WGS84)
    say_columns(batch=batch, columns=columns, by=by, at=clock.now())
    work_off()
    looked = time.perf_counter() - start
    bring_in(batch=batch, by=by, at=clock.now())
    start, worked = time.perf_counter(), time.process_time()
    work_off()
    seconds, worked = time.perf_counter() - start, time.process_time() - worked
    batch.refresh_from_db()
    results = set(ImportRow.objects.filter(batch=batch).values_list("result", flat=True))
    assert (batch.state, batch.done) == ("done", count), batch.problem
    assert results <= {"created", "left_out"}, results
    print(round(looked, 2), round(seconds, 2), round(worked, 2), len(saved))


if __name__ == "__main__":
    django.setup()
    main(sys.argv[1], int(sys.argv[2]))
