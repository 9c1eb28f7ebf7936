"""Everything that changes a norm or a work day."""

from xiuhuazhen.core.norms.actions.days import import_calendar, remove_local_day, seed_calendar, set_local_day
from xiuhuazhen.core.norms.actions.values import NormText, set_norm, set_office_hours, withdraw_norm

__all__ = [
    "NormText",
    "import_calendar",
    "remove_local_day",
    "seed_calendar",
    "set_local_day",
    "set_norm",
    "set_office_hours",
    "withdraw_norm",
]
