"""Reading the JSON of a request: strictly, and saying what is wrong with it."""

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from xiuhuazhen.api.problems import Unreadable, WrongContentType


class JsonParser(Parser):
    def parse_body(self, request: HttpRequest) -> Any:
        """Raises refusals; ninja wraps them, and ``api.refused_by_shape`` takes them out again."""
        if not _is_json(request.content_type or ""):
            raise WrongContentType(_("Send JSON, with the header Content-Type: application/json."))
        try:
            found = json.loads(request.body, parse_constant=_refuse_constant)
            if b"\\u" in request.body:
                json.dumps(found, ensure_ascii=False).encode()
        except UnicodeError as fault:
            raise Unreadable(_("The text is not whole UTF-8.")) from fault
        except json.JSONDecodeError as fault:
            place = {"line": fault.lineno, "column": fault.colno}
            raise Unreadable(_("This is not JSON: line %(line)s, column %(column)s.") % place) from fault
        except (ValueError, RecursionError) as fault:
            raise Unreadable(_("This JSON holds something that cannot be taken in.")) from fault
        return found


def _is_json(content_type: str) -> bool:
    return content_type == "application/json" or (
        content_type.startswith("application/") and content_type.endswith("+json")
    )


def _refuse_constant(name: str) -> None:
    """Python's reader would take NaN and Infinity, which JSON does not have."""
    raise ValueError(name)
