"""Where a list goes on: the sort values of the last row seen, as text for an address."""

import base64
import json
from collections.abc import Sequence

from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.errors import InvalidInput


class UnknownCursor(InvalidInput):
    """What stands as the place in a list is none; to programs it is input like any other."""


def unknown() -> UnknownCursor:
    return UnknownCursor(_("This place in the list is not known. Start again at its beginning."))


def encode(values: Sequence[str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def decode(text: str, count: int) -> list[str]:
    """The values of a cursor that has ``count`` of them; raises :class:`UnknownCursor` for anything else."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, list) or len(values) != count or not all(isinstance(each, str) for each in values):
        raise unknown()
    return values
