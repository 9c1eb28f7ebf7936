"""The plain sentence that says of a step what happened, filled in from its facts."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from xiuhuazhen.core.people.queries import names_of_units
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.models import Step


def sentence(kind: kinds.Kind, step: Step, words: Mapping[str, kinds.Label], units: Mapping[UUID, str]) -> str:
    """``words`` has a sentence for each action, with the places ``unit``, ``reason`` and ``area``."""
    facts = step.facts
    given = {
        "unit": units.get(UUID(facts["unit"]), "") if facts.get("unit") else "",
        "reason": str(kind.reasons.get(facts.get("reason") or facts.get("solved", ""), "")),
        "area": facts.get("area", ""),
    }
    return str(words[step.action]) % given


def unit_names(steps: Iterable[Step]) -> dict[UUID, str]:
    """The units that acted and those that the steps speak of; one query."""
    found = [(step.unit_id, step.facts.get("unit")) for step in steps]
    return names_of_units({unit for unit, _ in found if unit} | {UUID(unit) for _, unit in found if unit})
