"""The plain sentence that says of a step what happened, filled in from its facts."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhuazhen.core.norms.choices import Unit
from xiuhuazhen.core.people.queries import names_of_people, names_of_units
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.models import Step
from xiuhuazhen.core.procedures.rules.tables import ASKED_ALREADY, NOTHING_ASKED

REQUEST_SENTENCES = {
    ASKED_ALREADY: gettext_lazy("This was asked for already and is not decided yet."),
    NOTHING_ASKED: gettext_lazy("Nothing is asked for any more that could be decided."),
}


def sentence(kind: kinds.Kind, step: Step, words: Mapping[str, kinds.Label], names: Mapping[UUID, str]) -> str:
    """``words`` has a sentence for each action, with the places ``unit``, ``person``, ``area``, ``amount``, ``until``
    and those that the kind's ``reasons`` fill: ``reason``, ``means``, ``outcome``, ``way``."""
    facts = step.facts
    given = {place: str(kind.reasons.get(facts.get(place, ""), "")) for place in ("reason", "means", "outcome", "way")}
    given["reason"] = given["reason"] or str(kind.reasons.get(facts.get("solved", ""), ""))
    given |= {place: names.get(UUID(facts[place]), "") if facts.get(place) else "" for place in ("unit", "person")}
    given |= {"area": facts.get("area", ""), "amount": _amount(facts), "until": _day(facts.get("until_day", ""))}
    return str(words[step.action]) % given


def _amount(facts: Mapping[str, Any]) -> str:
    if not facts.get("amount"):
        return ""
    return _("%(number)s %(unit)s") % {"number": facts["amount"], "unit": Unit(facts["amount_unit"]).label}


def _day(text: str) -> str:
    if not text:
        return ""
    day = date.fromisoformat(text)
    return _("%(year)s-%(month)s-%(day)s") % {"year": day.year, "month": day.month, "day": day.day}


def names_in(steps: Iterable[Step]) -> dict[UUID, str]:
    """The units that acted, and the units and persons of which the steps speak."""
    steps = list(steps)
    units = {step.unit_id for step in steps if step.unit_id} | _named(steps, "unit")
    people = _named(steps, "person")
    return names_of_units(units) | (names_of_people(people) if people else {})


def _named(steps: Iterable[Step], fact: str) -> set[UUID]:
    return {UUID(step.facts[fact]) for step in steps if step.facts.get(fact)}
