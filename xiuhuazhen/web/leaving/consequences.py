"""What follows once somebody has left, told before it is done."""

from dataclasses import dataclass
from datetime import date, timedelta

from xiuhuazhen.core.people.models import Role
from xiuhuazhen.web.leaving.actions import Leaving

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Consequences:
    """``vacant`` are the roles that nobody of the unit holds any more on the day after."""

    last_day: date
    ends_today: bool
    roles: list[Role]
    posts: int
    moves: int
    back: int
    vacant: list[Role]


def consequences_of(leaving: Leaving, *, today: date, matters: int) -> Consequences:
    """``matters`` is how many the person has: what nobody gets goes back to the unit."""
    roles = list(leaving.roles)
    return Consequences(
        last_day=leaving.last_day,
        ends_today=leaving.last_day == today,
        roles=roles,
        posts=len(leaving.posts),
        moves=len(leaving.moves),
        back=matters - len(leaving.moves),
        vacant=[role for role in roles if not _somebody_else(role, leaving.last_day + _DAY)],
    )


def _somebody_else(role: Role, on: date) -> bool:
    others = Role.objects.in_force(on).filter(unit_id=role.unit_id, name=role.name)
    return others.exclude(person_id=role.person_id).exists()
