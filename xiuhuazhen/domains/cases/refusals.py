"""Refusals that several actions on a case give."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput


def require_to_come(day: date, at: datetime) -> None:
    """Raise ``InvalidInput`` (field ``until``) for today and the days before."""
    if day <= clock.local_date(at):
        raise InvalidInput(_("Choose a day to come."), fields={"until": _("Choose a day after today.")})


def require_not_over(day: date, at: datetime) -> None:
    """Raise ``InvalidInput`` (field ``until``) for the days before today."""
    if day < clock.local_date(at):
        raise InvalidInput(_("Choose today or a day to come."), fields={"until": _("This day has passed.")})


def no_such_end() -> InvalidInput:
    """For a close reason that is not open in the present state."""
    sentence = _("A case cannot end so at this point. Choose one of the reasons shown.")
    return InvalidInput(sentence, fields={"reason": sentence})
