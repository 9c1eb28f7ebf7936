"""Correcting the duty catalogue line by line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.audit.commands import marked, repeated
from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput, StaleVersion
from xiuhuazhen.domains.cases.models import Category
from xiuhuazhen.domains.cases.queries import seal_of

ADDED, CORRECTED, ENDED = "cases.category.added", "cases.category.corrected", "cases.category.ended"
_CLASS_DIGITS = 2


@dataclass(frozen=True)
class CategoryText:
    """A line as somebody writes it down; fields as in :class:`~xiuhuazhen.domains.cases.models.Category`."""

    name: str
    keywords: Sequence[str]
    urgent: bool
    basis: str


@transaction.atomic
def add_category(
    *, code: str, text: CategoryText, valid_from: date, by: Actor, at: datetime, command_id: UUID
) -> Category:
    """Add a class (two digits) or a category (four) to the catalogue. Raises ``Conflict`` for a code that is or was in
    use, because matters name it, and ``InvalidInput`` for a category whose class is not there."""
    version = reference.lock()
    given = {"name": text.name, "keywords": list(text.keywords), "urgent": text.urgent, "basis": text.basis}
    request = [code, given, valid_from]
    if repeated(by, command_id, action=ADDED, request=request):
        return Category.objects.get(pk=code)
    if Category.objects.filter(pk=code).exists():
        sentence = _("This code is or was in use. Choose another.")
        raise Conflict(sentence, fields={"code": sentence})
    above = code[:_CLASS_DIGITS]
    if code != above and not Category.objects.in_force(valid_from).filter(pk=above).exists():
        sentence = _("There is no class with the first two digits then.")
        raise InvalidInput(sentence, fields={"code": sentence})
    line = Category.objects.create(code=code, valid_from=valid_from, **given)
    reference.grow(version)
    after = {"code": code, **given, **marked(command_id, request)}
    record(ADDED, subject=line, by=by, at=at, after=after, command_id=command_id)
    return line


@transaction.atomic
def correct_category(
    *, line: Category, text: CategoryText, seal: str, by: Actor, at: datetime, command_id: UUID
) -> Category:
    """Other words for a line that was seen as ``seal`` stands for, see ``queries.seal_of``."""
    version = reference.lock()
    row = Category.objects.get(pk=line.pk)
    given = {"name": text.name, "keywords": list(text.keywords), "urgent": text.urgent, "basis": text.basis}
    request = [row.pk, given, seal]
    if repeated(by, command_id, action=CORRECTED, request=request):
        return row
    if seal_of(row) != seal:
        raise StaleVersion(_("Somebody else has changed this line meanwhile. Look at what changed, then decide."))
    changed = {name: value for name, value in given.items() if getattr(row, name) != value}
    if not changed:
        return row
    before = {name: getattr(row, name) for name in changed}
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    reference.grow(version)
    after = {"code": row.pk, **changed, **marked(command_id, request)}
    record(CORRECTED, subject=row, by=by, at=at, before=before, after=after, command_id=command_id)
    return row


@transaction.atomic
def end_category(*, line: Category, last_day: date, by: Actor, at: datetime, command_id: UUID) -> Category:
    """The line can be chosen up to and including ``last_day``; matters that have it keep it. Raises ``Conflict`` for a
    class that still has categories then."""
    version = reference.lock()
    row = Category.objects.get(pk=line.pk)
    end = last_day + timedelta(days=1)
    if repeated(by, command_id, action=ENDED, request=[row.pk, end]):
        return row
    if last_day < clock.local_date(at) - timedelta(days=1) or (row.valid_from and end <= row.valid_from):
        sentence = _("Choose a day from the line's first on, and not before yesterday.")
        raise InvalidInput(sentence, fields={"last_day": sentence})
    if row.valid_to and row.valid_to <= end:
        raise Conflict(_("This line ends already by that day."))
    below = Category.objects.filter(code__startswith=row.pk).exclude(pk=row.pk).exclude(valid_to__lte=end)
    if below.exists():
        raise Conflict(_("This class still has categories after that day. End them first."))
    row.valid_to = end
    row.save(update_fields=["valid_to"])
    reference.grow(version)
    after = {"code": row.pk, "to": end.isoformat(), **marked(command_id, [row.pk, end])}
    record(ENDED, subject=row, by=by, at=at, after=after, command_id=command_id)
    return row
