"""Whose posts an administrator may end, and which matters they may hand over then: those of their own areas."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.errors import Forbidden, NotFound
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.people import permissions
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.granting import FROM_ABOVE
from xiuhuazhen.core.people.models import Person, Role
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.queries import under_grants
from xiuhuazhen.domains.grid.models import Post

HAND_OVER = "procedures.hand_over"


def roles_to_end(by: StaffActor, *, on: date) -> QuerySet[Role]:
    """The roles of a day that the person administers. Nobody ends their own: the last one out would lock the door.
    Those that watch over whoever administers are ended from above."""
    if not by.may_somewhere(HAND_OVER):
        raise Forbidden(str(permissions.known(HAND_OVER).sentence))
    own_level = Q(name__in=FROM_ABOVE) & ~_under(by, "area", strictly=True)
    here = Role.objects.in_force(on).filter(_under(by, "area")).exclude(own_level)
    here = here.select_related("area", "unit", "person")
    return here.exclude(person_id=by.person_id) if by.person_id else here


def posts_to_end(by: StaffActor, person_id: UUID, *, on: date) -> QuerySet[Post]:
    """The person's posts in grids that lie in one's areas."""
    posts = Post.objects.in_force(on).filter(_under(by, "grid__area"), person_id=person_id)
    return posts.select_related("grid__area").order_by("grid__area__code", "id")


def person_leaving(by: StaffActor, person_id: str, *, on: date) -> Person:
    """The person, if they hold a role on this day that one may end."""
    parsed = parse_id(person_id)
    roles = roles_to_end(by, on=on).filter(person__pk=parsed) if parsed else roles_to_end(by, on=on).none()
    role = roles.first()
    if role is None:
        raise NotFound(_("Nobody here holds such a role, or it is your own: ask another administrator."))
    return role.person


def matters_to_hand_over(by: StaffActor, ids: Iterable[UUID]) -> list[Matter]:
    """Those of these matters that lie where one administers, whoever has them now."""
    found = Matter.objects.filter(to_hand_over(by), pk__in=set(ids))
    return list(found.select_related("area", "street", "holder").order_by("due_at", "id"))


def to_hand_over(by: StaffActor) -> Q:
    """Where one administers, without what only the unit that has it may see: it falls back to that unit."""
    return under_grants(by.grants_of(HAND_OVER)) & Q(kind__in=kinds.area_wide())


def _under(by: StaffActor, area: str, *, strictly: bool = False) -> Q:
    reach = Q(pk__in=[])
    for grant in by.grants_of(HAND_OVER):
        here = Q(**{f"{area}__path__startswith": grant.area_path})
        reach |= here & ~Q(**{f"{area}__path": grant.area_path}) if strictly else here
    return reach
