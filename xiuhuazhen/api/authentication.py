"""Who calls the API: a signed-in person, a program with its token, or, on public doors, anybody."""

from typing import Any

from django.http import HttpRequest
from ninja.errors import AuthenticationError
from ninja.security import APIKeyCookie, HttpBearer

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import PUBLIC, Actor
from xiuhuazhen.core.kit.errors import NotFound
from xiuhuazhen.core.people.access import StaffActor, actor_for_token
from xiuhuazhen.core.people.doors import staff_or_none


class Bearer(HttpBearer):
    """``Authorization: Bearer …`` with a token of the administration."""

    def authenticate(self, request: HttpRequest, token: str) -> StaffActor | None:  # noqa: ARG002 - ninja's shape
        try:
            return actor_for_token(token, on=clock.local_date(clock.now()))
        except NotFound:
            return None


class Session(APIKeyCookie):
    """The browser's session; changing requests also need the CSRF token, as on pages."""

    param_name = "sessionid"

    def authenticate(self, request: HttpRequest, key: str | None) -> StaffActor | None:  # noqa: ARG002
        return staff_or_none(request)


STAFF = [Bearer(), Session()]


def anybody(request: HttpRequest) -> Actor:
    """Who may come without being known. A token that is given and wrong is refused all the same."""
    header = request.headers.get("Authorization", "")
    if header:
        actor = Bearer()(request)
        if actor is None:
            raise AuthenticationError
        return _actor(actor)
    return PUBLIC


def _actor(found: Any) -> Actor:
    return found if isinstance(found, Actor) else PUBLIC
