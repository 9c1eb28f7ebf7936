"""Problem documents (RFC 9457): the one shape of every refusal of the API."""

from http import HTTPStatus
from typing import Any

from django.http import JsonResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.kit.errors import Refusal

CONTENT_TYPE = "application/problem+json"

_TITLES: dict[int, str | Promise] = {
    400: pgettext_lazy("problem", "The request cannot be read"),
    401: pgettext_lazy("problem", "Not signed in"),
    403: pgettext_lazy("problem", "Not allowed"),
    404: pgettext_lazy("problem", "Not here"),
    405: pgettext_lazy("problem", "Not to be done this way"),
    409: pgettext_lazy("problem", "Does not fit what is here"),
    413: pgettext_lazy("problem", "Too large"),
    415: pgettext_lazy("problem", "Wrong content type"),
    422: pgettext_lazy("problem", "Inputs need correcting"),
    429: pgettext_lazy("problem", "Too often"),
    500: pgettext_lazy("problem", "A fault of the server"),
    503: pgettext_lazy("problem", "Not possible just now"),
}


class Unreadable(Refusal):
    type = "bad-request"
    status = 400


class TooLarge(Refusal):
    type = "too-large"
    status = 413


class WrongContentType(Refusal):
    type = "wrong-content-type"
    status = 415


def problem(status: int, kind: str, detail: str, **more: Any) -> JsonResponse:
    """``kind`` is the stable end of ``type``; the sentence in ``detail`` is for people."""
    title = _TITLES.get(status)
    body = {
        "type": f"urn:xiuhuazhen:problem:{kind}",
        "title": str(title) if title else HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **more,
    }
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE, json_dumps_params={"ensure_ascii": False})


def refused(refusal: Refusal) -> JsonResponse:
    """``about`` holds what else programs may want to know of a refusal."""
    more = {"fields": refusal.fields, **({"about": refusal.extra} if refusal.extra else {})}
    response = problem(refusal.status, refusal.type, refusal.message, **more)
    if "retry_after" in refusal.extra:
        response["Retry-After"] = str(refusal.extra["retry_after"])
    return response


def of_status(status: int) -> JsonResponse:
    """For an error that was answered outside the API's operations. Says nothing of the fault itself."""
    kind, detail = {
        404: ("not-found", _("There is nothing here.")),
        405: ("method-not-allowed", _("This address is not used in this way. See /api/v1/docs.")),
        413: ("too-large", _("This is more than can be taken in at once.")),
        503: (
            "unavailable",
            _("It cannot be saved or read just now. Send the same once more in a minute: with its id it is done once."),
        ),
    }.get(status) or (
        ("bad-request", _("The request could not be read."))
        if status < HTTPStatus.INTERNAL_SERVER_ERROR
        else ("fault", _("Something went wrong here. It has been noted; please try again later."))
    )
    return problem(status, kind, detail)
