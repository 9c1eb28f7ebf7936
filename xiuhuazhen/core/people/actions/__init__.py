from xiuhuazhen.core.people.actions.accounts import (
    NewPerson,
    accept_invitation,
    create_account,
    invite,
    set_password,
)
from xiuhuazhen.core.people.actions.registers import correct_person, correct_unit, create_unit, end_unit
from xiuhuazhen.core.people.actions.shifts import (
    Copied,
    LeftOut,
    NewShift,
    cancel_shift,
    copy_week,
    set_shift,
    swap_shift,
)
from xiuhuazhen.core.people.actions.staff import create_token, end_role, grant_role, revoke_token

__all__ = [
    "Copied",
    "LeftOut",
    "NewPerson",
    "NewShift",
    "accept_invitation",
    "cancel_shift",
    "copy_week",
    "correct_person",
    "correct_unit",
    "create_account",
    "create_token",
    "create_unit",
    "end_role",
    "end_unit",
    "grant_role",
    "invite",
    "revoke_token",
    "set_password",
    "set_shift",
    "swap_shift",
]
