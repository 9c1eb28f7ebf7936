import logging
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from xiuhuazhen.web.observing.figures import count_request

logger = logging.getLogger("xiuhuazhen.requests")


class Observed:
    """Writes a line for each request and counts it: the pattern of its address, never the address, which can name a
    matter; nor who asked, from where, or what. Where from, the proxy before it keeps for as long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        seconds = time.perf_counter() - began
        count_request(request.method or "", response.status_code, seconds)
        match = request.resolver_match
        fields = {
            "method": request.method,
            "route": match.route if match else "",
            "status": response.status_code,
            "ms": round(seconds * 1000),
        }
        logger.info("request", extra={"fields": fields})
        return response
