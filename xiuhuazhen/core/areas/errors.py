"""Refusals of this app. Lists and drawings are taken whole or not at all, with all that is wrong named at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from xiuhuazhen.core.areas.extents import extent
from xiuhuazhen.core.areas.rules import boundaries, lists
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput, NotFound


class ListRefused(InvalidInput):
    """``fields`` names each row ("row 3") with its sentences."""

    type = "areas-list-refused"


class BoundariesRefused(InvalidInput):
    """``fields`` names each code with its sentences; ``extra['faults']`` has kind, code and sentence for programs."""

    type = "areas-boundaries-refused"


class AreaNotFound(NotFound):
    type = "area-not-found"


class CodeTaken(Conflict):
    type = "areas-code-taken"


class BadArea(InvalidInput):
    type = "areas-bad-area"


class AliasTaken(Conflict):
    type = "areas-alias-taken"


class BoundaryMoved(Conflict):
    """Somebody drew another boundary since it was looked at. ``extra['codes']`` names the areas."""

    type = "areas-boundary-moved"


class LaterHistory(Conflict):
    """Something that begins on this day or later is already on record; history is not written over."""

    type = "areas-later-history"


def refuse_list(faults: Sequence[lists.Fault]) -> None:
    """Raise :class:`ListRefused` if there is anything to refuse."""
    if faults:
        ordered = sorted(faults, key=lambda fault: fault.number)
        said = [(_("row %(number)s") % {"number": fault.number}, list_sentence(fault)) for fault in ordered]
        raise ListRefused(_headline(said), fields=_joined(said))


def refuse_boundaries(faults: Sequence[boundaries.Fault]) -> None:
    """Raise :class:`BoundariesRefused` if there is anything to refuse."""
    if faults:
        said = [(fault.code, boundary_sentence(fault)) for fault in faults]
        listed = [
            {"kind": fault.kind.value, "code": code, "sentence": sentence}
            for fault, (code, sentence) in zip(faults, said, strict=True)
        ]
        raise BoundariesRefused(_headline(said), fields=_joined(said), faults=listed)


def list_sentence(fault: lists.Fault) -> str:
    return str(fault.kind.label) % fault.details


def boundary_sentence(fault: boundaries.Fault, names: Mapping[str, str] | None = None) -> str:
    """``names`` are what places are called, by code; without one the code stands."""
    said = {"code": fault.code, **fault.details}
    said |= {key: (names or {}).get(said[key], said[key]) for key in ("code", "other") if key in said}
    if "square_metres" in said:
        said["size"] = extent(int(said["square_metres"]))
    return str(fault.kind.label) % said


def _headline(said: Sequence[tuple[str, str]]) -> str:
    count = len(said)
    text = ngettext(
        "Nothing was stored: %(count)s thing is wrong. %(first)s",
        "Nothing was stored: %(count)s things are wrong. The first: %(first)s",
        count,
    )
    return text % {"count": count, "first": said[0][1]}


def _joined(said: Iterable[tuple[str, str]]) -> dict[str, str]:
    together: dict[str, list[str]] = defaultdict(list)
    for where, sentence in said:
        together[where].append(sentence)
    return {where: "; ".join(sentences) for where, sentences in together.items()}
