"""Cases of which nobody knows yet where they lie, for the desk of the area."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import Truncator
from django.views.decorators.http import require_safe

from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.areas.troubles import speaks_of_a_trouble
from xiuhuazhen.core.kit.masking import mask_numbers
from xiuhuazhen.core.kit.paging import counted, page_by_time, query_string
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases import access
from xiuhuazhen.domains.cases.placing import named_as_label, proposed_in
from xiuhuazhen.domains.cases.queries import address_shown, opening_step, place_words, text_shown, unplaced_matters
from xiuhuazhen.domains.cases.rules.place_words import proposed_words

_ROWS_A_PAGE = 20
_SIGNS_SHOWN = 160


@require_safe
def unplaced(request: HttpRequest) -> HttpResponse:
    """What was written, the places that it may mean, and the way to say where it is; what is due first on top."""
    found = unplaced_matters(access.matters_to_place(staff(request)))
    page = page_by_time(
        found.select_related("area", "street", "case"),
        field="due_at",
        descending=False,
        cursor=request.GET.get("cursor", ""),
        size=_ROWS_A_PAGE,
        value=lambda row: row.due_at,
    )
    rows = [_row(matter) for matter in page.rows]
    context = {
        "rows": rows,
        "sure": [row["pick"] for row in rows if len(row["proposals"]) == 1],
        "total_label": counted(found),
        "next_url": query_string([("cursor", page.next)]) if page.next else "",
    }
    return render(request, "cases/unplaced.html", context)


def _row(matter: Matter) -> dict[str, Any]:
    opening, place_url = opening_step(matter), reverse("web:act", args=[matter.number, "place"])
    words = place_words(matter, opening)
    street = matter.street or matter.area
    return {
        "pick": f"{matter.pk}.{matter.version}",
        "number": matter.number,
        "title": matter.title,
        "url": reverse("web:matter", args=[matter.number]),
        "text": Truncator(text_shown(opening)).chars(_SIGNS_SHOWN),
        "address": address_shown(matter, opening),
        "due_at": matter.due,
        "area_name": short_name(matter.area.name),
        "place_url": place_url,
        "proposals": [
            {"name": short_name(each.name), "words": each.words, "named_as": named_as_label(each.named_as)}
            for each in proposed_in(words, street.path)
        ],
        "words": [mask_numbers(each) for each in proposed_words(words) if not speaks_of_a_trouble(each)],
    }
