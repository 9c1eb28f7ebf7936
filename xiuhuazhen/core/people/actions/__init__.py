from xiuhuazhen.core.people.actions.shifts import (
    Copied,
    LeftOut,
    NewShift,
    cancel_shift,
    copy_week,
    set_shift,
    swap_shift,
)
from xiuhuazhen.core.people.actions.staff import (
    NewPerson,
    create_account,
    create_token,
    create_unit,
    end_role,
    grant_role,
    revoke_token,
    set_password,
)

__all__ = [
    "Copied",
    "LeftOut",
    "NewPerson",
    "NewShift",
    "cancel_shift",
    "copy_week",
    "create_account",
    "create_token",
    "create_unit",
    "end_role",
    "grant_role",
    "revoke_token",
    "set_password",
    "set_shift",
    "swap_shift",
]
