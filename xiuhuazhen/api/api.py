"""The API, version 1: its parts, and one shape for every refusal (RFC 9457)."""

import logging
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from xiuhuazhen.api import matters
from xiuhuazhen.api.authentication import STAFF, anybody
from xiuhuazhen.core.areas.api import router as areas
from xiuhuazhen.core.files.api import router as files
from xiuhuazhen.core.kit.errors import Refusal, TooMany
from xiuhuazhen.domains.cases.api import router as cases

logger = logging.getLogger(__name__)

api = NinjaAPI(
    title="Xiuhuazhen",
    version="1",
    urls_namespace="api",
    auth=STAFF,
    description="Report cases, follow and move matters. Refusals are problem details (RFC 9457).",
)
api.add_router("", cases, auth=anybody)
api.add_router("", files, auth=anybody)
api.add_router("", areas)
api.add_router("", matters.router)


def problem(status: int, kind: str, detail: str, **more: Any) -> JsonResponse:
    """A problem document. ``type`` is a stable name; the sentence in ``detail`` is for people."""
    body = {
        "type": f"urn:xiuhuazhen:problem:{kind}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **more,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:  # noqa: ARG001 - ninja passes it
    more = {"fields": refusal.fields, **({"about": refusal.extra} if refusal.extra else {})}
    response = problem(refusal.status, refusal.type, refusal.message, **more)
    if isinstance(refusal, TooMany):
        response["Retry-After"] = "3600"
    return response


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:  # noqa: ARG001
    fields = {".".join(str(part) for part in error["loc"][1:]): error["msg"] for error in fault.errors}
    return problem(422, "invalid-input", _("Some inputs are missing or have the wrong form."), fields=fields)


@api.exception_handler(AuthenticationError)
def unknown_caller(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:  # noqa: ARG001
    response = problem(401, "sign-in-required", _("Sign in, or send a valid token."))
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(Http404)
def absent(request: HttpRequest, fault: Http404) -> HttpResponse:  # noqa: ARG001
    return problem(404, "not-found", _("There is nothing here."))


@api.exception_handler(HttpError)
def refused_by_shape(request: HttpRequest, fault: HttpError) -> HttpResponse:  # noqa: ARG001
    return problem(fault.status_code, "bad-request", _("The request could not be read."))
