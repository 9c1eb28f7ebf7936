"""What is wrong with a file, by the place in it, in sentences for whoever wrote it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xiuhuazhen.core.kit.errors import InvalidInput

Place = tuple[str | int, ...]
"""As pydantic has it: names of tables and fields, and numbers of entries counted from 0."""


@dataclass(frozen=True)
class Fault:
    place: Place
    sentence: str


class SetupRefused(InvalidInput):
    """``fields`` names each place with its sentences."""

    type = "setup-refused"


class Wrong(InvalidInput):
    """Something is wrong at a field of the entry that is being applied."""

    type = "setup-wrong"

    def __init__(self, sentence: str, *at: str | int) -> None:
        super().__init__(sentence)
        self.at = at


class NamedElsewhere(Exception):  # noqa: N818 - no fault of this entry
    """The entry needs another one of the file whose fault is named there; nothing is to be said here."""


def refuse(faults: Sequence[Fault]) -> None:
    """Raise :class:`SetupRefused` if there is anything to refuse."""
    if not faults:
        return
    together: dict[str, list[str]] = defaultdict(list)
    for fault in faults:
        together[shown(fault.place)].append(fault.sentence)
    text = ngettext(
        "Nothing was set up: %(count)s thing in the file is wrong.",
        "Nothing was set up: %(count)s things in the file are wrong.",
        len(faults),
    )
    raise SetupRefused(
        text % {"count": len(faults)}, fields={where: "; ".join(said) for where, said in together.items()}
    )


def shown(place: Place) -> str:
    """``people``, 1, ``roles``, 0, ``role`` as people count: people no. 2, roles no. 1, role."""
    return " ".join(_("no. %(number)s") % {"number": part + 1} if isinstance(part, int) else part for part in place)


def sentence_of(error: Any) -> str:
    """The sentence for one error of the validator."""
    kind, details = str(error["type"]), error.get("ctx", {})
    if kind in {"enum", "literal_error"}:
        return _("“%(given)s” is not known here. Write one of: %(known)s.") % {
            "given": error["input"],
            "known": str(details["expected"]).replace("'", "").replace(" or ", ", "),
        }
    said = {
        "missing": _("This is missing."),
        "extra_forbidden": _("There is no such setting. Look whether it is misspelt."),
        "string_type": _("This must be text in quotation marks."),
        "string_too_short": _("This is too short or empty."),
        "string_too_long": _("This is longer than %(max_length)s characters."),
        "string_pattern_mismatch": _("This is not written as it must be: %(pattern)s"),
        "int_type": _("This must be a whole number."),
        "bool_type": _("This must be true or false."),
        "greater_than_equal": _("This must be at least %(ge)s."),
        "less_than_equal": _("This must be at most %(le)s."),
        "list_type": _("This must be a list in square brackets."),
        "too_short": _("This list must not be empty."),
        "model_type": _("This must be a table."),
    }
    if kind.startswith("date"):
        return _("This must be a day such as 2026-11-30.")
    return said[kind] % details if kind in said else _("This cannot be taken in: %(said)s") % {"said": error["msg"]}
