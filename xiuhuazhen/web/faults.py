"""Pages for what went wrong. Each says what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from xiuhuazhen.core.kit.cursors import UnknownCursor
from xiuhuazhen.core.kit.errors import Conflict, Refusal
from xiuhuazhen.core.people.doors import staff_or_none

PAGES = {403: "web/faults/403.html", 404: "web/faults/404.html", 429: "web/faults/too_many.html"}


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    return _page(request, "web/faults/csrf.html", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    return _page(request, "web/faults/404.html", 404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    return _page(request, "web/faults/403.html", 403)


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Without context processors or the database, either of which may be what is broken."""
    return HttpResponse(render_to_string("web/faults/500.html"), status=500)


def locked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:  # noqa: ARG001 - axes passes them
    """Too many wrong passwords; for ``AXES_LOCKOUT_CALLABLE``."""
    return _page(request, "web/faults/locked.html", 429)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal that no form can show beside its fields. What is absent and what is hidden look the same. A list whose
    place in the address is not known begins at its beginning."""
    if isinstance(refusal, UnknownCursor) and request.method in ("GET", "HEAD"):
        kept = request.GET.copy()
        kept.pop("cursor", None)
        return redirect(f"{request.path}?{kept.urlencode()}" if kept else request.path)
    page = PAGES.get(refusal.status, "web/faults/refused.html")
    return _page(request, page, refusal.status, message=refusal.message, matter_url=_matter(request, refusal))


def _page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    """Who works here keeps the navigation."""
    frame = "web/desk_base.html" if staff_or_none(request) else "web/public_base.html"
    return render(request, template, {"frame": frame, **context}, status=status)


def _matter(request: HttpRequest, refusal: Refusal) -> str:
    """The page of the matter that stands in the address, where the refusal is about its present state."""
    number = request.resolver_match.kwargs.get("number", "") if request.resolver_match else ""
    return reverse("web:matter", args=[number]) if number and isinstance(refusal, Conflict) else ""
