"""The page on which a place is ended: what hangs on it, and where that is to go."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import NotFound, Refusal
from xiuhuazhen.core.kit.paging import query_string
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.core.procedures.doors import show_refusal
from xiuhuazhen.core.procedures.queries import visible_matters
from xiuhuazhen.domains.grid.choices import PostTitle
from xiuhuazhen.web.places import access
from xiuhuazhen.web.places.ending import Ending, Hanging, end_place, hanging_on, may_take_its_place
from xiuhuazhen.web.places.forms import EndForm

_CASES_NAMED = 10


@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, code: str) -> HttpResponse:
    """A place is no more. Whoever works it has to be given another first."""
    by, at = staff(request), clock.now()
    place = access.area_to_draw(by, code)
    if place.parent is None:
        raise NotFound(_("This is the top of what is installed here."))
    today = clock.local_date(at)
    hanging, others = hanging_on(place, on=today), may_take_its_place(place, by)
    given = (request.POST,) if request.method == "POST" else ()
    form = EndForm(*given, today=today, others=others, asks=hanging.may_move)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        ending = Ending(place, form.takes_its_place(), told["on"], told["basis"])
        names = len(hanging.names)
        try:
            moved = end_place(ending=ending, by=by, at=at)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            _tell(request, ending, names, moved)
            return redirect(reverse("web:borders", args=[place.parent.code]))
    context = {
        "form": form,
        "area": {"code": place.code, "name": short_name(place.name), "url": reverse("web:area", args=[place.code])},
        "above": short_name(place.parent.name),
        "hanging": _shown(hanging, place, by),
        "cancel_url": reverse("web:borders", args=[place.code]),
    }
    return render(request, "web/area_end.html", context, status=422 if form.errors else 200)


def _shown(hanging: Hanging, place: Area, by: StaffActor) -> dict[str, Any]:
    """Of the cases the numbers alone: whoever ends a place need not see what was reported. The list is linked for those
    who do."""
    count = hanging.cases.count()
    sees = count and visible_matters(by).filter(pk__in=hanging.cases.values("pk")).exists()
    numbers = hanging.cases.order_by("opened_at", "id").values_list("number", flat=True)[:_CASES_NAMED]
    return {
        "cases": count,
        "cases_url": reverse("web:matters") + query_string([("state", "open"), ("area", place.code)]) if sees else "",
        "numbers": list(numbers),
        "more": count > _CASES_NAMED,
        "names": [row.text for row in hanging.names],
        "codes": hanging.codes,
        "workers": [f"{post.person.name}（{PostTitle(post.title).label}）" for post in hanging.posts],
        "links": [link.unit.name for link in hanging.links],
        "lines": hanging.lines,
    }


def _tell(request: HttpRequest, ending: Ending, names: int, cases: int) -> None:
    messages.success(request, _("%(name)s has ended.") % {"name": short_name(ending.place.name)})
    if ending.to is None:
        return
    to = short_name(ending.to.name)
    if cases:
        said = ngettext("%(count)d open case lies in %(to)s now.", "%(count)d open cases lie in %(to)s now.", cases)
        messages.info(request, said % {"count": cases, "to": to})
    if names:
        said = ngettext("%(count)d name means %(to)s now.", "%(count)d names mean %(to)s now.", names)
        messages.info(request, said % {"count": names, "to": to})
