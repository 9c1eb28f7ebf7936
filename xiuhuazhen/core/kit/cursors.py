"""Where a list goes on: the sort values of the last row seen, as text for an address."""

import base64
import json
from collections.abc import Sequence

from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.errors import InvalidInput


def encode(values: Sequence[str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def decode(text: str, count: int) -> list[str]:
    """The values of a cursor that has ``count`` of them; raises ``InvalidInput`` for anything else."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, list) or len(values) != count or not all(isinstance(each, str) for each in values):
        raise InvalidInput(_("This place in the list is not known. Start again at its beginning."))
    return values
