"""What stands above a form that decides: nobody grants, issues or confirms what they have not seen."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.queries import names_of_units
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.kinds import Fact
from xiuhuazhen.core.procedures.models import Matter, Step
from xiuhuazhen.core.procedures.wording import names_in, sentence
from xiuhuazhen.domains.cases.queries import address_shown, last_words, opening_step, text_shown

_ASKED = ("extension", "pause", "shelving")


def asked(matter: Matter, *names: str) -> list[Fact]:
    """What waits for a decision: how long or until when, why, and who asked."""
    numbers = [kept["step"] for name, kept in matter.requests.items() if name in (names or _ASKED)]
    steps = matter.steps.select_related("content").filter(number__in=numbers).order_by("number")
    due = Fact(_("Due at present"), f"{clock.local(matter.due):%Y-%m-%d %H:%M}" if matter.due else "")
    return [*(line for step in steps for line in _request(matter, step)), due]


def _request(matter: Matter, step: Step) -> list[Fact]:
    kind = kinds.get(matter.kind)
    return [
        Fact(_("Asked for"), sentence(kind, step, kind.done, names_in([step]))),
        Fact(_("What exactly"), text_shown(step)),
        Fact(_("Asked by"), _who(step)),
    ]


def _who(step: Step) -> str:
    unit = names_of_units([step.unit_id]).get(step.unit_id, "") if step.unit_id else ""
    return " · ".join(part for part in (step.actor_name, unit, f"{clock.local(step.at):%Y-%m-%d %H:%M}") if part)


def result(matter: Matter) -> list[Fact]:
    """What the unit wants to answer."""
    return [Fact(_("What was done"), last_words(matter, "finish"))]


def work(matter: Matter) -> list[Fact]:
    """What was done, and what the reporter was answered."""
    done = last_words(matter, "finish") or last_words(matter, "solve")
    return [Fact(_("What was done"), done), Fact(_("Answer to the reporter"), last_words(matter, "reply"))]


def reported(matter: Matter) -> list[Fact]:
    """What may say where it is."""
    opening = opening_step(matter)
    return [
        Fact(pgettext_lazy("what was written", "Report"), text_shown(opening)),
        Fact(_("Address"), address_shown(matter, opening)),
    ]


SHOWS: Mapping[str, Callable[[Matter], list[Fact]]] = {
    "place": reported,
    "grant_extension": lambda matter: asked(matter, "extension"),
    "grant_pause": lambda matter: asked(matter, "pause"),
    "grant_shelving": lambda matter: asked(matter, "shelving"),
    "refuse": asked,
    "issue": result,
    "redo": result,
    "confirm": work,
    "rework": work,
}
