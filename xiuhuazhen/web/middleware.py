from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from xiuhuazhen.core.kit.errors import Refusal
from xiuhuazhen.web import faults


class RefusalMiddleware:
    """Shows a refusal that a view let through as a page. The API answers its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return faults.refused(request, exception) if isinstance(exception, Refusal) else None


class ClosedByDefault(LoginRequiredMiddleware):
    """Every page asks for sign-in unless it opts out. The API answers for itself: each of its operations asks for a
    session or a token unless it opts out, and says so as a problem document rather than with a sign-in page."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if request.resolver_match and request.resolver_match.namespace == "api":
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)
