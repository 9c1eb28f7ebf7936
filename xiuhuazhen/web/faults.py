"""Pages for what went wrong. Each says what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from xiuhuazhen.core.kit.errors import Refusal

PAGES = {403: "web/faults/403.html", 404: "web/faults/404.html", 429: "web/faults/too_many.html"}


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    return render(request, "web/faults/csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    return render(request, "web/faults/404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    return render(request, "web/faults/403.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Without context processors or the database, either of which may be what is broken."""
    return HttpResponse(render_to_string("web/faults/500.html"), status=500)


def locked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:  # noqa: ARG001 - axes passes them
    """Too many wrong passwords; for ``AXES_LOCKOUT_CALLABLE``."""
    return render(request, "web/faults/locked.html", status=429)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal that no form can show beside its fields. What is absent and what is hidden look the same."""
    page = PAGES.get(refusal.status, "web/faults/refused.html")
    return render(request, page, {"message": refusal.message}, status=refusal.status)
