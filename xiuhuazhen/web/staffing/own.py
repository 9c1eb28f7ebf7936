"""What the product holds of somebody who works here, for themselves alone."""

from dataclasses import dataclass
from datetime import date

from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.messages.models import Preference
from xiuhuazhen.core.people.granting import MANAGE
from xiuhuazhen.core.people.models import Account, Role, Shift
from xiuhuazhen.core.people.queries import holders_here, names_of_people
from xiuhuazhen.core.procedures.models import SavedFilter, Step
from xiuhuazhen.web.staffing.board import held_said

_NAMED = 3
"""So many administrators are named of whom one can ask a correction."""


@dataclass(frozen=True)
class Held:
    """``steps`` is how many steps of matters bear the person's name: history, which is not changed. ``telephone`` says
    whether a private number is kept, sealed."""

    name: str
    work_telephone: str
    telephone: bool
    roles: tuple[tuple[str, str], ...]
    shifts: int
    steps: int
    filters: int
    choices: bool
    administrators: tuple[str, ...]


def held_of(account: Account, *, key: str, today: date) -> Held:
    person = account.person
    roles = list(Role.objects.filter(person=person).select_related("area", "unit").order_by("-valid_from", "id"))
    return Held(
        name=person.name,
        work_telephone=person.work_telephone,
        telephone=bool(person.phone),
        roles=tuple((_said(role), held_said(role, today)) for role in roles),
        shifts=Shift.objects.filter(person=person).count(),
        steps=Step.objects.filter(actor_key=key).count(),
        filters=SavedFilter.objects.filter(person=person).count(),
        choices=Preference.objects.filter(person=person).exists(),
        administrators=_administrators(roles, today),
    )


def _said(role: Role) -> str:
    return f"{role.get_name_display()} · {role.unit.name} · {short_name(role.area.name)}"


def _administrators(roles: list[Role], today: date) -> tuple[str, ...]:
    """Who can put right what stands here: the nearest administrators of the areas in which the person holds a role."""
    paths = [role.area.path for role in roles if role.holds_on(today)]
    ids = dict.fromkeys(each.person_id for path in paths for each in holders_here(MANAGE, area_path=path, on=today))
    names = names_of_people(ids)
    return tuple(names[each] for each in ids)[:_NAMED]
