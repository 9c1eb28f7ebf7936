"""The same trouble again at one place, within the time that a norm names."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.norms.queries import norms_in_force
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.queries import category_names, with_categories
from xiuhuazhen.domains.cases.rules.repeating import Seen, together

WINDOW, RADIUS = "cases.repeated.window", "cases.repeated.radius"
LOOKED_THROUGH = 2000


@dataclass(frozen=True)
class Repeated:
    """``matters`` are newest first; ``category`` is what it is called, or what their words speak for where nobody said
    yet; ``place`` is a name by which one of them was placed."""

    category: str
    place: str
    matters: tuple[Matter, ...]


@dataclass(frozen=True)
class Repetitions:
    """``days`` and ``metres`` are the norms by which they were found; ``None`` where there is no norm."""

    found: tuple[Repeated, ...]
    days: int | None
    metres: int | None


def repeated(matters: QuerySet[Matter], *, area_path: str, at: datetime) -> Repetitions:
    """Of these matters the cases that came again, the most frequent first; the newest 2,000 are looked through."""
    on = clock.local_date(at)
    norms = norms_in_force([WINDOW, RADIUS], area_path=area_path, on=on)
    days, metres = (norms[name].value if name in norms else None for name in (WINDOW, RADIUS))
    if days is None:
        return Repetitions((), None, metres)
    recent = matters.filter(kind=rules.KIND, opened_at__gte=at - timedelta(days=days))
    rows = list(recent.select_related("area").order_by("-opened_at", "-id")[:LOOKED_THROUGH])
    # Of a confidential case neither words nor point are known here: they may be of where the reporter lives.
    named = Case.objects.filter(pk__in=[row.pk for row in rows], confidential=False)
    names = dict(named.values_list("pk", "place_reason"))
    told = [
        (row, row.category or (category.code if category else "")) for row, category in with_categories(rows, on=on)
    ]
    known = [(row, code) for row, code in told if code]
    seen = [Seen(code, names.get(row.pk, ""), _point(row)) for row, code in known]
    groups = sorted(together(seen, metres=metres or 0), key=len, reverse=True)
    return Repetitions(
        tuple(_repeated([known[i][0] for i in group], [seen[i] for i in group]) for group in groups), days, metres
    )


def _point(matter: Matter) -> tuple[int, int] | None:
    return (matter.lng_e7, matter.lat_e7) if matter.lng_e7 is not None and matter.lat_e7 is not None else None


def _repeated(matters: list[Matter], seen: list[Seen]) -> Repeated:
    place = next((each.place for each in seen if each.place), "")
    return Repeated(category_names().get(seen[0].category, seen[0].category), place, tuple(matters))
