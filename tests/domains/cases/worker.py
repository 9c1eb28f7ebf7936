"""A job process of its own: ``python -m tests.domains.cases.worker [halt]`` runs what is due, then ends.

With ``halt`` it stops for good in the middle of an import: line 4 is reported and not yet committed.
"""

import signal
import sys
from typing import Any

import django

HALT_AT = 4


def main() -> None:
    django.setup()
    from django.core.management import call_command

    from xiuhuazhen.domains.cases.actions import orders

    real, seen = orders.report_case, []

    def report_case(**given: Any) -> Any:
        reported = real(**given)
        seen.append(reported)
        if "halt" in sys.argv and len(seen) == HALT_AT:
            sys.stdout.write("halted\n")
            sys.stdout.flush()
            signal.pause()
        return reported

    orders.report_case = report_case
    call_command("db_worker", batch=True, startup_delay=False, reload=False, verbosity=0)


if __name__ == "__main__":
    main()
