"""Who acts. History keeps an actor's key and name as text, so that it outlives the account."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True)
class Actor:
    """Anybody or anything that changes the world. This base may do nothing; ``core.people`` adds staff.

    ``key`` is stable text such as ``person:<uuid>``, ``public`` or ``system``; ``name`` is what others are shown.
    """

    key: str
    name: str
    person_id: UUID | None = None
    unit_id: UUID | None = None

    def may(self, permission: str, *, area_path: str, unit_id: UUID | None = None) -> bool:  # noqa: ARG002
        """Whether the actor holds ``permission`` over the area with this path; for a unit that is named, wherever."""
        return False

    def unit_for(self, permission: str, *, area_path: str) -> UUID | None:  # noqa: ARG002
        """The unit for which the actor uses the permission there."""
        return self.unit_id


@dataclass(frozen=True)
class PermittedActor(Actor):
    """An actor with a fixed set of permissions that do not depend on a place: the product itself, a resident
    who has shown a matter's query code."""

    permissions: Collection[str] = ()

    def may(self, permission: str, *, area_path: str, unit_id: UUID | None = None) -> bool:  # noqa: ARG002
        return permission in self.permissions


PUBLIC = PermittedActor(key="public", name="居民", permissions=frozenset({"public.report"}))

SYSTEM = PermittedActor(key="system", name="系统")
