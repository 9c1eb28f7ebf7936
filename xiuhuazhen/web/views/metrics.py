"""Figures for Prometheus. Closed unless somebody has said to whom they are open."""

import hmac
import ipaddress

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.rates import client_address
from xiuhuazhen.web.observing.figures import as_text


@login_not_required
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    if not (_has_token(request) or _comes_from_there(request)):
        raise Http404
    return HttpResponse(as_text(clock.now()), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _has_token(request: HttpRequest) -> bool:
    scheme, _gap, given = request.headers.get("Authorization", "").partition(" ")
    wanted: str = settings.METRICS_TOKEN
    return bool(wanted) and scheme == "Bearer" and hmac.compare_digest(given.strip().encode(), wanted.encode())


def _comes_from_there(request: HttpRequest) -> bool:
    """A request that a proxy passed on and that no trusted proxy vouches for could come from anywhere."""
    address = client_address(request)
    if request.headers.get("X-Forwarded-For") and address == request.META.get("REMOTE_ADDR"):
        return False
    try:
        here = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(here in ipaddress.ip_network(place, strict=False) for place in settings.METRICS_FROM)
