"""What every such view has to do at least: one row, one event, one counter, in one transaction."""

import json

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from bench._bare.models import Counter, Event, Row
from xiuhuazhen.core.kit import clock


@csrf_exempt
@login_not_required
def report(request: HttpRequest) -> JsonResponse:
    body, at = json.loads(request.body), clock.now()
    with transaction.atomic():
        Counter.objects.filter(pk=1).update(last=F("last") + 1)
        row = Row.objects.create(pk=body["id"], text=body["text"], opened_at=at)
        Event.objects.create(row=row, action="report", at=at)
    return JsonResponse({"id": body["id"]}, status=201)
