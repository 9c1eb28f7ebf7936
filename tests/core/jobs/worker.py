"""A job process of its own: ``python -m tests.core.jobs.worker [halt] [stay]`` runs what is due, then ends.

``sample.count`` appends lines 1 to 5 to a file; with ``halt`` the process stands still after line 3 until its
standard input ends. With ``stay`` it is the product's own worker, which ends only when told to.
"""

import sys
from pathlib import Path
from typing import Any

import django

LINES = 5


def count(run: Any, *, path: str) -> None:
    for number in range(run.state.get("done", 0) + 1, LINES + 1):
        with Path(path).open("a") as file:
            file.write(f"{number}\n")
        run.checkpoint({"done": number}, done=number, total=LINES)
        if "halt" in sys.argv and number == 3:
            sys.stdout.write("halted\n")
            sys.stdout.flush()
            sys.stdin.read()


def sign(run: Any, *, path: str) -> None:
    with Path(path).open("a") as file:
        file.write(f"{run.job_id}\n")


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from xiuhuazhen.core.jobs import registry

    registry.register("sample.count", count)
    registry.register("sample.sign", sign)
    if "stay" in sys.argv:
        call_command("job_worker")
    else:
        call_command("db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)


if __name__ == "__main__":
    main()
