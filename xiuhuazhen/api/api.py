"""The API, version 1: its parts, and one shape for every refusal (RFC 9457)."""

from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.docs import Swagger

from xiuhuazhen.api import matters, messages, problems
from xiuhuazhen.api.authentication import STAFF, Anybody
from xiuhuazhen.api.description import completed
from xiuhuazhen.api.parsing import JsonParser
from xiuhuazhen.core.areas.api import router as areas
from xiuhuazhen.core.files.api import router as files
from xiuhuazhen.core.kit.errors import Refusal
from xiuhuazhen.domains.cases.api import router as cases

_MULTIPART = "multipart/form-data"


class Api(NinjaAPI):
    def get_openapi_schema(self, **where: Any) -> Any:
        """With what ninja does not know of: the refusals, and that a token may come to public doors too."""
        return completed(super().get_openapi_schema(**where))


api = Api(
    title="Xiuhuazhen",
    version="1",
    urls_namespace="api",
    auth=STAFF,
    parser=JsonParser(),
    docs=Swagger(settings={"validatorUrl": None}),
    description="Report cases, follow and move matters. Refusals are problem details (RFC 9457).",
)
api.add_router("", cases, auth=Anybody("report"))
api.add_router("", files, auth=Anybody("files"))
api.add_router("", areas)
api.add_router("", matters.router)


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:  # noqa: ARG001 - ninja passes it
    return problems.refused(refusal)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, fault: ValidationError) -> HttpResponse:
    sources = {error["loc"][0] for error in fault.errors}
    if "file" in sources and request.content_type != _MULTIPART:
        sentence = _("Send the file as multipart/form-data, in the part “file”.")
        return problems.refused(problems.WrongContentType(sentence))
    fields = {messages.name(error["loc"]): messages.sentence(error) for error in fault.errors}
    return problems.problem(422, "invalid-input", _("Some inputs are missing or have the wrong form."), fields=fields)


@api.exception_handler(AuthenticationError)
def unknown_caller(request: HttpRequest, fault: AuthenticationError) -> HttpResponse:  # noqa: ARG001
    response = problems.problem(401, "sign-in-required", _("Sign in, or send a valid token."))
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(Http404)
def absent(request: HttpRequest, fault: Http404) -> HttpResponse:  # noqa: ARG001
    return problems.of_status(404)


@api.exception_handler(HttpError)
def refused_by_shape(request: HttpRequest, fault: HttpError) -> HttpResponse:  # noqa: ARG001
    cause = fault.__cause__
    return problems.refused(cause) if isinstance(cause, Refusal) else problems.of_status(fault.status_code)


@api.exception_handler(RequestDataTooBig)
def too_large(request: HttpRequest, fault: RequestDataTooBig) -> HttpResponse:  # noqa: ARG001
    return problems.of_status(413)


@api.exception_handler(SuspiciousOperation)
@api.exception_handler(MultiPartParserError)
def unreadable(request: HttpRequest, fault: Exception) -> HttpResponse:  # noqa: ARG001
    return problems.of_status(400)
