"""From a request to the person who acts."""

from django.conf import settings
from django.http import HttpRequest

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import Forbidden
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import StaffActor, actor_for
from xiuhuazhen.core.people.models import Account

_HELD = "_xhz_actor"
SECOND_FACTOR = "second_factor"
"""What a session holds once a code of the second factor was given in it."""


def staff(request: HttpRequest) -> StaffActor:
    """The signed-in person with today's roles, looked up once a request; raises ``Forbidden`` for nobody."""
    actor = staff_or_none(request)
    if actor is None:
        raise Forbidden("")
    return actor


def staff_or_none(request: HttpRequest) -> StaffActor | None:
    if not hasattr(request, _HELD):
        user = getattr(request, "user", None)
        found = actor_for(user, on=clock.local_date(clock.now())) if isinstance(user, Account) else None
        if found and settings.SECOND_FACTOR_REQUIRED and not request.session.get(SECOND_FACTOR):
            found = found.without(permissions.guarded())
        setattr(request, _HELD, found)
    actor: StaffActor | None = getattr(request, _HELD)
    return actor
