"""Refusals that several actions on a case give."""

from datetime import date, datetime, timedelta

from django.utils import formats
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.norms.queries import norm_in_force
from xiuhuazhen.core.procedures.models import Matter

_FARTHEST_YEARS = 20
"""A day further away was mistyped. How far somebody may go is a norm; this holds where there is none."""


def require_near(day: date, at: datetime) -> None:
    """Raise ``InvalidInput`` (field ``until``) for a day that nobody means. Asked before the end of the day is counted:
    the calendar has an end."""
    if day.year > clock.local_date(at).year + _FARTHEST_YEARS:
        said = _("This day is more than %(years)s years away. Check the year.") % {"years": _FARTHEST_YEARS}
        raise InvalidInput(said, fields={"until": said})


def require_within(norm_name: str, day: date, matter: Matter, at: datetime) -> None:
    """Raise ``InvalidInput`` (field ``until``) for a day beyond what the norm allows from today, in days."""
    norm = norm_in_force(norm_name, area_path=matter.area.path, on=clock.local_date(at))
    if norm and day > last_day(norm, at):
        said = up_to(norm, at)
        raise InvalidInput(said, fields={"until": said})


def last_day(norm: Norm, at: datetime) -> date:
    """The last day that a norm in days allows."""
    return clock.local_date(at) + timedelta(days=int(norm.value))


def up_to(norm: Norm, at: datetime) -> str:
    """How far one may go, and by what."""
    return _("At most %(most)s days, up to %(day)s: %(basis)s") % {
        "most": norm.value,
        "day": formats.date_format(last_day(norm, at)),
        "basis": norm.basis,
    }


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
