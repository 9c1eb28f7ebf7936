"""The way from the first page to the public notice of one's own grid. No sign-in; a position sent here has its rate."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.forms import PointFields
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.queries import ancestors
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.rates import spend
from xiuhuazhen.domains.cases.queries import home_area
from xiuhuazhen.web.places import access
from xiuhuazhen.web.places.finding import Found, choices_in, grids_at


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def grid(request: HttpRequest) -> HttpResponse:
    """Choose the community and the grid, or send a position: it stands in no address and is kept nowhere."""
    form = PointFields(request.POST if request.method == "POST" else None)
    near, said = list[Found](), ""
    if request.method == "POST":
        spend(request, "locate", at=clock.now())
        point = form.point() if form.is_valid() else None
        near = grids_at(point) if point else []
        if len(near) == 1:
            return redirect("web:grid-notice", code=near[0].code)
        said = "" if near else _("No grid is drawn where you are. Choose it from the list.")
    home = home_area()
    place = access.public_place(request.GET.get("in", ""), home) if home else None
    context = {
        "form": form,
        "near": near,
        "said": said,
        "place": short_name(place.name) if place else "",
        "above": _above(place, home) if place and home else [],
        "choices": choices_in(place) if place and not near else [],
    }
    return render(request, "web/find_grid.html", context)


def _above(place: Area, home: Area) -> list[dict[str, str]]:
    """From the top of what is served here down to the place above this one."""
    served = [area for area in ancestors(place) if area.path.startswith(home.path) and area.pk != place.pk]
    return [{"name": short_name(area.name), "code": area.code} for area in served if area.level <= Level.COMMUNITY]
