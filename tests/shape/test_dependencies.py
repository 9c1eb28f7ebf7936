"""Which way the code and the tables may point."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.db import models

from tests.support.sources import PROJECT, own_labels, own_models

HEIGHTS = {
    "auth": 0,
    "contenttypes": 0,
    "jobs": 1,
    "audit": 2,
    "files": 3,
    "areas": 4,
    "norms": 5,
    "people": 6,
    "messaging": 7,
    "procedures": 8,
    "grid": 10,
    "cases": 11,
    "duty": 11,
    "web": 20,
    "api": 20,
}
"""From the bottom up, as in docs/architecture.md; apps of the same height do not know each other."""


def upward(model: type[models.Model], heights: dict[str, int]) -> list[str]:
    """The relations of a model that point to another app of the same height or above."""
    own = model._meta.app_label
    relations = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return [
        f"{model._meta.label}.{field.name} → {field.related_model._meta.label}"
        for field in relations
        if field.related_model
        and (other := field.related_model._meta.app_label) != own
        and heights[other] >= heights[own]
    ]


def test_the_import_contracts_are_kept():
    """What .importlinter says of tiers, core packages, domains, the inside of apps, and rules."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=PROJECT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_app_has_a_height():
    assert set(own_labels()) <= set(HEIGHTS)


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_relations_point_down(model):
    """A table may refer to its own app and to apps below; what lies above finds it from there."""
    assert upward(model, HEIGHTS) == []


def test_a_relation_upward_would_be_found():
    """Were people below areas, its relation to an area would be named."""
    role = next(model for model in own_models() if model._meta.label == "people.Role")
    assert "people.Role.area → areas.Area" in upward(role, {**HEIGHTS, "people": 1})
