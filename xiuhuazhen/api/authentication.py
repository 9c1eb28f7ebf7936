"""Who calls the API: a signed-in person, a program with its token, or, on public doors, anybody."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError
from ninja.security import APIKeyCookie, HttpBearer
from ninja.utils import check_csrf

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import PUBLIC, Actor
from xiuhuazhen.core.kit.errors import Forbidden, NotFound
from xiuhuazhen.core.kit.rates import spend
from xiuhuazhen.core.people.access import StaffActor, actor_for_token
from xiuhuazhen.core.people.doors import staff_or_none


class NoCsrfToken(Forbidden):
    type = "csrf-token-missing"


class Bearer(HttpBearer):
    """``Authorization: Bearer …`` with a token of the administration."""

    def authenticate(self, request: HttpRequest, token: str) -> StaffActor | None:  # noqa: ARG002 - ninja's shape
        try:
            return actor_for_token(token, on=clock.local_date(clock.now()))
        except NotFound:
            return None


class Session(APIKeyCookie):
    """The browser's session; changing requests also need the CSRF token, as on pages. A wrong token is not mended by
    a session that comes with it."""

    param_name = settings.SESSION_COOKIE_NAME

    def __call__(self, request: HttpRequest) -> StaffActor | None:
        return None if request.headers.get("Authorization") else self.authenticate(request, None)

    def authenticate(self, request: HttpRequest, key: str | None) -> StaffActor | None:  # noqa: ARG002
        found = staff_or_none(request)
        if found and check_csrf(request):
            raise NoCsrfToken(_("A browser's session needs the header X-CSRFToken for this. Programs use a token."))
        return found


STAFF = [Bearer(), Session()]


class Anybody:
    """A public door. Nobody needs to be known; a token that is given and wrong is refused all the same. Changing
    requests of the unknown are counted under the door's name."""

    def __init__(self, door: str) -> None:
        self.door = door

    def __call__(self, request: HttpRequest) -> Actor:
        if request.headers.get("Authorization"):
            return _known(request)
        if request.method not in {"GET", "HEAD"}:
            spend(request, self.door, at=clock.now())
        return PUBLIC


def _known(request: HttpRequest) -> Actor:
    found = STAFF[0](request)
    if not isinstance(found, Actor):
        raise AuthenticationError
    return found
