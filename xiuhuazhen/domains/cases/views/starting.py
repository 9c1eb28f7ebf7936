"""With what the form of a new report starts."""

from typing import Any

from django.urls import reverse

from xiuhuazhen.core.kit.ids import new_id


def place_context() -> dict[str, str]:
    return {"boundaries_url": reverse("web:boundaries"), "locate_url": "/api/v1/areas/locate"}


def fresh_id() -> dict[str, Any]:
    return {"id": new_id()}
