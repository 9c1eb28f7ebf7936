"""A process of its own that runs what is due at a moment: ``python -m tests.core.files.worker <moment>``.

It dies as soon as it looks into a file.
"""

import os
import signal
import sys

import django


def die(*_args: object, **_kwargs: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    django.setup()
    from xiuhuazhen.core.files import processing
    from xiuhuazhen.core.jobs.actions import run_pending
    from xiuhuazhen.core.kit import clock

    processing.reencode = die
    run_pending(at=clock.parse(sys.argv[1]))


if __name__ == "__main__":
    main()
