"""The one entry to what administrators see to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xiuhuazhen.core.kit.errors import Forbidden
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.web.administration import entries


@require_safe
def manage(request: HttpRequest) -> HttpResponse:
    """The registers that the person may open, each with what is done there."""
    found = entries(staff(request))
    if not found:
        raise Forbidden("")
    return render(request, "web/manage.html", {"entries": found})
