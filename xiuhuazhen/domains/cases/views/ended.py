"""The orders of a spreadsheet that were left out since their source had ended them: listed, and brought in anyway."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import Refusal
from xiuhuazhen.core.kit.whole_numbers import whole_number
from xiuhuazhen.core.people.doors import staff
from xiuhuazhen.domains.cases import access
from xiuhuazhen.domains.cases.actions.ended_orders import bring_in_ended
from xiuhuazhen.domains.cases.choices import BatchState, RowResult
from xiuhuazhen.domains.cases.models import ImportBatch, ImportRow

_A_PAGE = 100


def left_out(batch: ImportBatch, after: int) -> dict[str, Any]:
    """The lines, the address of those that follow, and whether they can still be brought in."""
    rows = ImportRow.objects.filter(batch=batch, result=RowResult.LEFT_OUT).order_by("line")
    page = list(rows.filter(line__gt=after)[: _A_PAGE + 1])
    return {
        "rows": [{"row": row.line, "number": row.source_number, "message": row.message} for row in page[:_A_PAGE]],
        "next_url": f"?ended={page[_A_PAGE - 1].line}" if len(page) > _A_PAGE else "",
        "may_come": batch.state == BatchState.DONE and batch.blob_id is not None,
    }


@require_POST
def import_ended(request: HttpRequest, batch_id: str) -> HttpResponse:
    """Bring in the line that is named, or all of them."""
    by = staff(request)
    batch = access.import_batch(by, batch_id)
    line = whole_number(request.POST["line"]) if "line" in request.POST else None
    try:
        bring_in_ended(batch=batch, line=line, by=by, at=clock.now())
    except Refusal as refusal:
        messages.warning(request, refusal.message)
    return redirect("cases:import", batch_id=batch.pk)
