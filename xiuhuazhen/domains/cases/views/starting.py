"""With what the form of a new case starts, and how it becomes one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.errors import Refusal
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures.doors import show_refusal, take_photos
from xiuhuazhen.domains.cases import access
from xiuhuazhen.domains.cases.forms.instructed import InstructedForm
from xiuhuazhen.domains.cases.forms.reports import PatrolForm, StaffForm
from xiuhuazhen.domains.cases.reports import Report
from xiuhuazhen.domains.cases.taking_in import Reported


def place_context() -> dict[str, str]:
    return {"boundaries_url": reverse("web:boundaries"), "locate_url": "/api/v1/areas/locate"}


def fresh_id() -> dict[str, Any]:
    return {"id": new_id()}


def entered(
    form: StaffForm | PatrolForm | InstructedForm,
    by: StaffActor,
    areas: list[Area],
    take_in: Callable[[Report], Reported],
) -> Reported | None:
    """The case, or nothing when the form has something to correct. Without a place it lies in the person's area."""
    if form.is_valid():
        take_photos(form, by, command_id=form.cleaned_data["id"])
    if form.errors:
        return None
    try:
        return take_in(replace(form.report(by.person_id), within=tuple(area.path for area in areas)))
    except Refusal as refusal:
        show_refusal(form, refusal)
        return None


def say_code(request: HttpRequest, reported: Reported, by: StaffActor) -> None:
    """Say once, to the desk, with which code the reporter follows what was entered for them. Others may be given the
    case to handle, and with the code one says as the reporter whether it is done: the desk gives it then."""
    if not reported.query_code:
        return
    if by.may(access.DISPATCH, area_path=reported.matter.area.path):
        said = _("Query code: %(code)s. Give it to the reporter alone, together with the number.")
        messages.info(request, said % {"code": reported.query_code})
    else:
        messages.info(request, _("The duty desk gives the reporter the query code."))
