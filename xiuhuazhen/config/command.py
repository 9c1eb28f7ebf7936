"""The console command ``xiuhuazhen``."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

PROGRAM_WRITERS = frozenset({"messages"})
"""Commands that write into the program's own folder, Python's byte code with it; every account reads that."""


def main() -> None:
    writes_program = not PROGRAM_WRITERS.isdisjoint(sys.argv[1:2])
    os.umask(0o022 if writes_program else 0o077)  # whatever else is written holds people's data
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiuhuazhen.config.settings.local")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as fault:
        if "--traceback" in sys.argv:
            raise
        sys.exit(str(fault))
