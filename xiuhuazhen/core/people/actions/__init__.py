from xiuhuazhen.core.people.actions.accounts import (
    NewPerson,
    accept_invitation,
    create_account,
    invite,
    set_password,
)
from xiuhuazhen.core.people.actions.factors import (
    begin_second_factor,
    check_code,
    confirm_second_factor,
    drop_second_factor,
    end_device,
    lift_lockout,
    lock_account,
    unlock_account,
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
    "begin_second_factor",
    "cancel_shift",
    "check_code",
    "confirm_second_factor",
    "copy_week",
    "correct_person",
    "correct_unit",
    "create_account",
    "create_token",
    "create_unit",
    "drop_second_factor",
    "end_device",
    "end_role",
    "end_unit",
    "grant_role",
    "invite",
    "lift_lockout",
    "lock_account",
    "revoke_token",
    "set_password",
    "set_shift",
    "swap_shift",
    "unlock_account",
]
