from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from xiuhuazhen.api import problems

_API = "/api/v1/"
_ERROR = 400


class ProblemMiddleware:
    """Whatever goes wrong below the API's address is answered as a problem document, also outside its operations:
    an unknown path, a method nobody serves, a fault of the server."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not request.path_info.startswith(_API) or response.status_code < _ERROR:
            return response
        if response.headers.get("Content-Type", "") != problems.CONTENT_TYPE:
            response.content = problems.of_status(response.status_code).content
            response.headers["Content-Type"] = problems.CONTENT_TYPE
            response.headers["Content-Length"] = str(len(response.content))  # a page's was longer
        return response
