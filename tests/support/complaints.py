"""Complaints, and browsers of those who look for them."""

from typing import Any

from django.test import Client

from tests.support.cases import NAME, PHONE
from tests.support.street import AT
from xiuhuazhen.core.kit.actors import PUBLIC
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.models import Account, Unit
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.actions.complaining import NewComplaint, complain

SAID = "窗口说我材料不全，来回跑了三趟"
WORKER = "窗口姓赵的同志"


def complaint(about: Unit, **given: Any) -> Matter:
    usual = {"id": new_id(), "unit_id": about.pk, "text": SAID, "contact_name": NAME, "contact_phone": PHONE}
    return complain(complaint=NewComplaint(**{**usual, "worker": WORKER, **given}), by=PUBLIC, at=AT).matter


def browser(who: Account | None = None) -> Client:
    client = Client()
    if who:
        client.force_login(who, backend="django.contrib.auth.backends.ModelBackend")
    return client
