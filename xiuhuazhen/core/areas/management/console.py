"""What the commands of this app share: who acts, reading a list, saying what is wrong with it."""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Refusal

SERVER = Actor(key="system", name="系统命令")


def read_list(path: Path, *, needed: set[str]) -> list[dict[str, str]]:
    """The rows of a CSV file with a heading line, in UTF-8 or as Chinese spreadsheets write it (GB 18030)."""
    reader = csv.DictReader(io.StringIO(read_text(path), newline=""))
    missing = needed - set(reader.fieldnames or ())
    if missing:
        raise CommandError(_("The file has no column %(names)s.") % {"names": ", ".join(sorted(missing))})
    return [{key: (value or "").strip() for key, value in row.items() if key} for row in reader]


def read_text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CommandError(_("%(path)s cannot be read.") % {"path": path}) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


@contextmanager
def refusals_told() -> Iterator[None]:
    """Say every fault on a line of its own, instead of a traceback."""
    try:
        yield
    except Refusal as refusal:
        lines = [refusal.message, *(f"{where}: {sentence}" for where, sentence in refusal.fields.items())]
        raise CommandError("\n".join(lines)) from refusal
