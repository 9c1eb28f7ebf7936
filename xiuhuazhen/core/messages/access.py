"""How doors obtain a message: one's own, or a dead letter of one's areas."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Forbidden, NotFound
from xiuhuazhen.core.messages import queries, topics
from xiuhuazhen.core.messages.models import Message
from xiuhuazhen.core.people.access import Grant, StaffActor
from xiuhuazhen.core.people.models import Person, Unit

MANAGE = "messages.manage"


def own_message(by: StaffActor, message_id: UUID) -> Message:
    """Raises ``NotFound``, the same for a message that is not there and for somebody else's."""
    message = queries.inbox(by.key).filter(pk=message_id).first()
    if message is None:
        raise NotFound(_("There is no such message here."))
    return message


def dead_letters(by: StaffActor) -> QuerySet[Message]:
    """Without those about what the person must not hear of. Raises ``NotFound`` for whoever manages no messages
    anywhere."""
    letters = queries.dead_letters(_managed(by))
    for ids in topics.concealed_from(by):
        letters = letters.exclude(about__in=ids)
    return letters


def dead_letter(by: StaffActor, message_id: UUID) -> Message:
    message = dead_letters(by).select_related("area").filter(pk=message_id).first()
    if message is None:
        raise NotFound(_("There is no such message here."))
    return message


def managed_units(by: StaffActor, *, on: date) -> QuerySet[Unit]:
    """Units whose group chats the person sets. Raises ``NotFound`` for whoever manages no messages anywhere."""
    reach = queries.under({grant.area_path for grant in _managed(by)})
    return Unit.objects.in_force(on).filter(reach).select_related("area").order_by("area__code", "name", "id")


def managed_unit(by: StaffActor, unit_id: UUID, *, on: date) -> Unit:
    unit = managed_units(by, on=on).filter(pk=unit_id).first()
    if unit is None:
        raise NotFound(_("There is no such unit here."))
    return unit


def acting_person(by: Actor) -> Person:
    if by.person_id is None:
        raise Forbidden(_("Only a person can choose this."))
    return Person.objects.get(pk=by.person_id)


def _managed(by: StaffActor) -> tuple[Grant, ...]:
    grants = by.grants_of(MANAGE)
    if not grants:
        raise NotFound(_("There is no such page, or you cannot see it."))
    return grants
