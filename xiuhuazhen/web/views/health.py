"""The page of the installation's health: what the quick checks find, and what to do."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from xiuhuazhen import VERSION
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.web.models import Backup
from xiuhuazhen.web.operating import access
from xiuhuazhen.web.operating.health.findings import Finding, Level
from xiuhuazhen.web.operating.health.quick import quick

_SAID = {
    Level.WELL: (_("In order"), "closed"),
    Level.NOTICE: (_("Soon to be done"), "paused"),
    Level.WRONG: (_("Wrong"), "waiting"),
}
_BACKUPS_SHOWN = 7


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    access.require_manage(staff(request))
    rows = [_row(each) for each in quick(clock.now())]
    context = {
        "rows": rows,
        "wrong": sum(row["wrong"] for row in rows),
        "backups": Backup.objects.order_by("-taken_at")[:_BACKUPS_SHOWN],
        "version": VERSION,
    }
    return render(request, "web/health.html", context)


def _row(finding: Finding) -> dict[str, Any]:
    label, shape = _SAID[finding.level]
    return {
        "label": finding.label,
        "state_label": label,
        "state_shape": shape,
        "found": finding.found,
        "to_do": finding.to_do,
        "wrong": finding.level == Level.WRONG,
    }
