"""The words of messages: the list, one message with its history, and another wording."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.messages.access import MANAGE
from xiuhuazhen.core.messages.actions import set_wording
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.web.form_pages import FormPage, handled
from xiuhuazhen.web.staffing.choosing import areas_to_manage
from xiuhuazhen.web.wording import access
from xiuhuazhen.web.wording.board import channels_of, presents, shipped_words, title_of, versions
from xiuhuazhen.web.wording.forms import WordingForm

_VERSIONS_SHOWN = 200


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Every message that the product sends, as it reads today in one's own area."""
    by, today = staff(request), clock.local_date(clock.now())
    shown = access.kinds_shown(by)
    area = areas_to_manage(by, MANAGE)[0]
    rows = [
        {
            "title": title_of(kind),
            "to": kind.to,
            "url": reverse("web:wording", args=[name]),
            "presents": (found := presents(name, kind, area=area, on=today)),
            "same": len({each.words for each in found}) == 1,
            "worded": any(each.area for each in found),
        }
        for name, kind in shown.items()
    ]
    worded = [row for row in rows if row["worded"]]
    only = request.GET.get("state") == "worded"
    context = {
        "rows": worded if only else rows,
        "only": only,
        "all": len(rows),
        "worded": len(worded),
        "area": short_name(area.name),
    }
    return render(request, "web/wordings.html", context)


@require_safe
def wording(request: HttpRequest, name: str) -> HttpResponse:
    by, today = staff(request), clock.local_date(clock.now())
    kind = access.kind_shown(by, name)
    area = areas_to_manage(by, MANAGE)[0]
    context = {
        "title": title_of(kind),
        "to": kind.to,
        "area": short_name(area.name),
        "presents": presents(name, kind, area=area, on=today),
        "shipped": shipped_words(kind),
        "versions": versions(access.wordings_shown(by).filter(name=name)[:_VERSIONS_SHOWN]),
        "set_url": reverse("web:wording-set", args=[name]),
    }
    return render(request, "web/wording.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def set_words(request: HttpRequest, name: str) -> HttpResponse:
    by, at = staff(request), clock.now()
    kind = access.kind_shown(by, name)
    form = WordingForm(
        request.POST or None,
        areas=areas_to_manage(by, MANAGE),
        channels=channels_of(kind),
        today=clock.local_date(at),
        initial={"text": shipped_words(kind)},
    )
    back = reverse("web:wording", args=[name])

    def perform(command_id: UUID) -> str:
        set_wording(name=name, **form.chosen(), by=by, at=at, command_id=command_id)
        messages.success(request, _("It is worded so from that day on."))
        return back

    hints = (
        _("It holds in this place and below until another follows. What was told before stays as it was."),
        _("A message names nobody and carries no telephone number: the link leads to everything else."),
    )
    page = FormPage(_("Word it otherwise"), _("Set the wording"), back, f"{title_of(kind)} · {kind.to}", hints)
    return handled(request, form, page, perform)
