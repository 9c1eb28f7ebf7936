"""With what the form of a new case starts, and how it becomes one."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.urls import reverse

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit.errors import Refusal
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures.doors import show_refusal, take_photos
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
