"""What the product holds, for how long, and what erases it."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from xiuhuazhen.core.kit.retention import DataClass
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.web.operating import access
from xiuhuazhen.web.operating.retention import lines


@require_safe
def retention(request: HttpRequest) -> HttpResponse:
    access.require_manage(staff(request))
    rows, wanted = lines(), request.GET.get("class", "")
    counts = Counter(row.data_class for row in rows)
    erasers = {row.eraser.label: row.eraser for row in rows if row.eraser}
    context = {
        "rows": [row for row in rows if row.data_class == wanted] if wanted in DataClass else rows,
        "wanted": wanted if wanted in DataClass else "",
        "all": len(rows),
        "counts": [(each.value, each.label, counts[each]) for each in reversed(DataClass)],
        "erasers": sorted(erasers.values(), key=lambda each: each.label),
    }
    return render(request, "web/retention.html", context)
