"""The console command ``xiuhuazhen``."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.umask(0o077)  # whatever is written holds people's data
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xiuhuazhen.config.settings.local")
    execute_from_command_line(sys.argv)
