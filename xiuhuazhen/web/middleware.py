from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

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
