"""Pages for what went wrong. Each says what to do next."""

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from xiuhuazhen.core.kit.cursors import UnknownCursor
from xiuhuazhen.core.kit.errors import Conflict, Refusal
from xiuhuazhen.core.kit.outages import outage_of
from xiuhuazhen.core.people.doors import staff_or_none

RETRY_SECONDS = 30
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
_NOT_REPEATED = ("password", "code")
"""What a name of a field has in it whose content no page shows again."""

PAGES = {403: "web/faults/403.html", 404: "web/faults/404.html", 429: "web/faults/too_many.html"}


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    return _page(request, "web/faults/csrf.html", 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    return _page(request, "web/faults/404.html", 404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    return _page(request, "web/faults/403.html", 403)


def broken(request: HttpRequest) -> HttpResponse:
    """Without context processors or the database, either of which may be what is broken."""
    if outage_of(sys.exc_info()[1]):
        return _unavailable(request)
    return HttpResponse(render_to_string("web/faults/500.html"), status=500)


def _unavailable(request: HttpRequest) -> HttpResponse:
    """Disk or database take nothing for a while. What somebody typed is sent again from this page, with the id that it
    had, so that it is done once."""
    saving = request.method not in ("GET", "HEAD")
    context = {"saving": saving, "again": _typed(request) if saving else [], "address": request.get_full_path()}
    response = HttpResponse(render_to_string("web/faults/unavailable.html", context), status=503)
    response["Retry-After"] = str(RETRY_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    """Names and texts of a form; nothing of one with files or secrets, nor of one that did not come from our pages."""
    if request.content_type not in _FORM_TYPES or not getattr(request, "csrf_processing_done", False) or request.FILES:
        return []
    if any(part in name for name in request.POST for part in _NOT_REPEATED):
        return []
    return [(name, text) for name, texts in request.POST.lists() for text in texts]


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
