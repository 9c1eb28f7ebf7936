"""The description of the API (OpenAPI), completed with what holds for every operation: how it refuses."""

from collections.abc import Iterator
from typing import Any

from xiuhuazhen.api.problems import CONTENT_TYPE
from xiuhuazhen.api.schemas import Problem

_REFUSALS = {
    400: "the request cannot be read",
    401: "no valid session or token",
    403: "seen, and not to be done by this caller",
    404: "absent, or not to be seen by this caller",
    409: "the id was used for something else, or the matter has changed; `about` says what happened since",
    413: "the body is too large",
    415: "the body is of another content type",
    422: "inputs are missing or wrong; `fields` names them",
    429: "too often from this address or device; come again after the seconds in Retry-After",
}


def completed(description: Any) -> Any:
    description["components"]["schemas"]["Problem"] = Problem.model_json_schema()
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            public = "security" not in operation
            if public and method == "post":
                operation["security"] = [{}, {"Bearer": []}]
            for status in _statuses(path, method, operation, public=public):
                operation["responses"][status] = _refusal(status)
            operation["responses"]["default"] = _response("a fault of the server")
    return description


def _statuses(path: str, method: str, operation: dict[str, Any], *, public: bool) -> Iterator[int]:
    yield 422
    if not public:
        yield from (401, 403)
    if "{" in path:
        yield 404
    if "requestBody" in operation:
        yield from (400, 409, 413, 415)
    if public and method == "post":
        yield from (401, 429)


def _refusal(status: int) -> dict[str, Any]:
    found = _response(_REFUSALS[status])
    header = {429: "Retry-After", 401: "WWW-Authenticate"}.get(status)
    if header:
        found["headers"] = {header: {"schema": {"type": "string"}}}
    return found


def _response(description: str) -> dict[str, Any]:
    return {"description": description, "content": {CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
