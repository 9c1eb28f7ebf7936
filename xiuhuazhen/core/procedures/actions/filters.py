"""Filters that somebody keeps under a name, to look for the same again."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.people.models import Person
from xiuhuazhen.core.procedures.access import own_id, require_unused
from xiuhuazhen.core.procedures.models import SavedFilter

NAME_MAX, QUERY_MAX = 20, 600


@transaction.atomic
def save_filter(*, filter_id: UUID, name: str, query: str, by: StaffActor, at: datetime) -> SavedFilter:
    """Keep what the person looks for; the same id again changes nothing. Raises ``InvalidInput``."""
    Person.objects.select_for_update().get(pk=own_id(by))
    own = SavedFilter.objects.filter(person_id=own_id(by))
    there = own.filter(pk=filter_id).first()
    if there:
        return there
    require_unused(SavedFilter, filter_id)
    if own.count() >= settings.SAVED_FILTERS_MAX:
        raise _wrong(_("You keep %(count)s filters already. Remove one first.") % {"count": settings.SAVED_FILTERS_MAX})
    if len(query) > QUERY_MAX:
        raise _wrong(_("This is too much to keep. Take away a filter."))
    name = _clean(name, own.values_list("name", flat=True))
    row = SavedFilter(id=filter_id, person_id=own_id(by), name=name, query=query, created_at=at)
    row.save(force_insert=True)
    record("procedures.filter.saved", subject=row, by=by, at=at)
    return row


@transaction.atomic
def rename_filter(*, saved: SavedFilter, name: str, by: StaffActor, at: datetime) -> None:
    row = SavedFilter.objects.select_for_update().get(pk=saved.pk)
    others = SavedFilter.objects.filter(person_id=row.person_id).exclude(pk=row.pk)
    name = _clean(name, others.values_list("name", flat=True))
    if name != row.name:
        row.name = name
        row.save(update_fields=["name"])
        record("procedures.filter.renamed", subject=row, by=by, at=at)


@transaction.atomic
def remove_filter(*, saved: SavedFilter, by: StaffActor, at: datetime) -> None:
    """Removed twice is removed once."""
    row = SavedFilter.objects.select_for_update().filter(pk=saved.pk).first()
    if row:
        record("procedures.filter.removed", subject=row, by=by, at=at)
        row.delete()


def _clean(name: str, taken: Iterable[str]) -> str:
    name = " ".join(name.replace("\0", "").split())
    if not name or len(name) > NAME_MAX:
        raise _wrong(_("Write a name of 1 to %(count)s characters.") % {"count": NAME_MAX})
    if name in taken:
        raise _wrong(_("You keep another filter under this name."))
    return name


def _wrong(sentence: str) -> InvalidInput:
    return InvalidInput(sentence, fields={"name": sentence})
