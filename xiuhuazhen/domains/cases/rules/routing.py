"""Which category a text speaks for, and which unit usually gets it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xiuhuazhen.domains.cases.choices import RouteHours

_PARTS = re.compile(r"[/\\|>;,、_—–-]+")


@dataclass(frozen=True)
class Suggestion:
    """A category proposed for a text, with the words that spoke for it."""

    code: str
    words: tuple[str, ...]


def suggest_category(text: str, keywords: Mapping[str, Sequence[str]]) -> Suggestion | None:
    """The category whose keywords cover most of the text (in characters); ties go to the lower code."""
    found = {code: tuple(word for word in words if word in text) for code, words in keywords.items()}
    best = max(sorted(found), key=lambda code: sum(map(len, found[code])), default="")
    return Suggestion(best, found[best]) if best and found[best] else None


def category_named(said: str, names: Mapping[str, str], keywords: Mapping[str, Sequence[str]]) -> str:
    """The code of the category that a source names in its own words: one of that name, from its last and narrowest
    word on (市政公用/道路照明), else the one whose keywords it holds; empty where it is none."""
    known = {_category_compared(name): code for code, name in sorted(names.items(), reverse=True)}
    parts = [_category_compared(part) for part in (said, *reversed(_PARTS.split(unicodedata.normalize("NFKC", said))))]
    named = next((known[part] for part in parts if part and part in known), "")
    found = None if named else suggest_category(said, keywords)
    return found.code if found else named


def _category_compared(name: str) -> str:
    return re.sub(r"\s|类$", "", unicodedata.normalize("NFKC", name))


@dataclass(frozen=True)
class Route:
    """A line of the dispatch table: a category (or any) in an area's subtree goes to a unit, always or at one time of
    the day only."""

    category: str
    area_path: str
    unit_id: str
    hours: RouteHours = RouteHours.ALWAYS

    @property
    def place(self) -> tuple[str, str, RouteHours]:
        """Where it stands in the table: of two lines for one place the later one replaces the earlier."""
        return (self.category, self.area_path, self.hours)


def rank_routes(
    routes: Iterable[Route], *, category: str, area_path: str, office_open: bool, joint_path: str = ""
) -> list[Route]:
    """The lines that fit, best first: this very category before its class before any, then the nearest area, then a
    line for this time before one for always.

    A category's class is its code's beginning (``0101`` belongs to ``01``). The joint area in which the case lies, if
    there is one, is nearer than any other area.
    """
    now = RouteHours.OFFICE if office_open else RouteHours.OUTSIDE
    fitting = [
        route
        for route in routes
        if route.hours in (RouteHours.ALWAYS, now)
        and category.startswith(route.category)
        and (area_path.startswith(route.area_path) or route.area_path == joint_path)
    ]
    return sorted(
        fitting,
        key=lambda route: (
            -len(route.category),
            route.area_path != joint_path,
            -len(route.area_path),
            route.hours is RouteHours.ALWAYS,
            route.unit_id,
        ),
    )
