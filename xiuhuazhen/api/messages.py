"""What is wrong with an input, said to people: one sentence for each of the validator's error types."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_NUMBER = _("This must be a number.")
_WHOLE = _("This must be a whole number.")
_YES_OR_NO = _("This must be true or false.")
_UUID = _("This must be a UUID, for example 0199b4e0-7c1a-7b3e-9a52-4d1f6c0e8a11.")
_OBJECT = _("This must be a JSON object.")
_OTHER = _("This value has the wrong form.")

_SENTENCES: Mapping[str, str | Promise] = {
    "missing": _("This is needed."),
    "extra_forbidden": _("This input is not known here. Check how it is spelled."),
    "string_type": _("This must be text."),
    "string_too_short": _("At least %(min_length)s characters."),
    "string_too_long": _("At most %(max_length)s characters."),
    "list_type": _("This must be a list."),
    "too_long": _("At most %(max_length)s entries."),
    "moment": _("This must be a time in ISO 8601, for example 2026-11-23T10:15:00+08:00."),
    "greater_than_equal": _("This must not be less than %(ge)s."),
    "greater_than": _("This must be more than %(gt)s."),
    "less_than_equal": _("This must not be more than %(le)s."),
    "less_than": _("This must be less than %(lt)s."),
    "enum": _("This must be one of %(expected)s."),
    "literal_error": _("This must be one of %(expected)s."),
    **dict.fromkeys(("float_parsing", "float_type", "finite_number"), _NUMBER),
    **dict.fromkeys(("int_parsing", "int_type", "int_from_float", "int_parsing_size"), _WHOLE),
    **dict.fromkeys(("bool_parsing", "bool_type"), _YES_OR_NO),
    **dict.fromkeys(("uuid_parsing", "uuid_type"), _UUID),
    **dict.fromkeys(("model_type", "model_attributes_type", "dict_type"), _OBJECT),
}


def sentence(error: Mapping[str, Any]) -> str:
    """The sentence for one error of the validator (``type`` and ``ctx``, as pydantic has them)."""
    given = {name: _shown(value) for name, value in (error.get("ctx") or {}).items()}
    return str(_SENTENCES.get(error["type"], _OTHER)) % given


def name(place: Sequence[Any]) -> str:
    """The input's name from its place: ``("body", "body", "point", "lng")`` is ``point.lng``."""
    source, *parts = place
    inside = parts[1:] if source == "body" else parts
    return ".".join(map(str, inside)) or str(source)


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:g}"
    return str(value).replace(" or ", ", ").replace("'", "")
