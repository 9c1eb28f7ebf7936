"""The duty catalogue, the dispatch table, the privacy notice: what has to be there before cases can be worked."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.record import record, same_before
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.clock import local_date
from xiuhuazhen.core.kit.errors import Conflict, InvalidInput
from xiuhuazhen.core.kit.ids import derived_id, new_id
from xiuhuazhen.core.people.models import Unit
from xiuhuazhen.domains.cases.choices import RouteHours
from xiuhuazhen.domains.cases.models import Category, PrivacyNotice, RoutingRule


@transaction.atomic
def set_category(
    *,
    code: str,
    name: str,
    valid_from: date,
    by: Actor,
    at: datetime,
    keywords: Sequence[str] = (),
    urgent: bool = False,
    basis: str = "",
) -> Category:
    """Add a line of the duty catalogue, or change its words; ``code`` as in :class:`Category`."""
    version = reference.lock()
    before = Category.objects.select_for_update().filter(code=code).first()
    given = {"name": name, "keywords": list(keywords), "urgent": urgent, "basis": basis}
    line, _created = Category.objects.update_or_create(
        code=code, defaults=given, create_defaults={**given, "valid_from": valid_from}
    )
    reference.grow(version)
    said = {"name": before.name, "keywords": before.keywords} if before else {}
    record("cases.category.set", subject=line, by=by, at=at, before=said, after={"code": code, **given})
    return line


@transaction.atomic
def set_route(
    *,
    category: str,
    area: Area,
    unit: Unit,
    valid_from: date,
    by: Actor,
    at: datetime,
    hours: RouteHours = RouteHours.ALWAYS,
    command_id: UUID | None = None,
) -> RoutingRule:
    """Send a category (empty: any) in an area's subtree to a unit from a day on, always or at one time of the day only.

    The line that holds then ends; one that begins on that very day, and no earlier than today, is taken back; one that
    is set for later follows. Sent again with the same id, it is the line that was set the first time.
    """
    version = reference.lock()
    after = {"category": category, "hours": hours.value, "unit": str(unit.pk), "from": valid_from.isoformat()}
    command_id = command_id or new_id()
    line = RoutingRule(id=derived_id("route", by.key, str(command_id)), category=category, area=area, hours=hours)
    if same_before("cases.route.set", line, after, by=by, command_id=command_id):
        return RoutingRule.objects.filter(pk=line.pk).first() or line
    _make_room(line, unit, valid_from, by=by, at=at)
    line.unit, line.valid_from = unit, valid_from
    line.save(force_insert=True)
    reference.grow(version)
    record("cases.route.set", subject=line, by=by, at=at, area_code=area.code, after=after, command_id=command_id)
    return line


def _make_room(line: RoutingRule, unit: Unit, first: date, *, by: Actor, at: datetime) -> None:
    """Let ``line`` hold from ``first`` on, until the one that is set for later."""
    alike = RoutingRule.objects.filter(category=line.category, area=line.area, hours=line.hours).select_related("area")
    if (present := alike.filter(valid_from=first).first()) is not None:
        if present.unit_id == unit.pk:
            raise Conflict(_("This line is set already."))
        if first < local_date(at):
            raise Conflict(_("From that day on another line is set already. Choose a later day."))
        record("cases.route.ended", subject=present, by=by, at=at, area_code=line.area.code, before=_said(present))
        present.delete()
    alike.in_force(first).update(valid_to=first)
    line.valid_to = alike.filter(valid_from__gt=first).aggregate(next=Min("valid_from"))["next"]


@transaction.atomic
def end_route(*, line: RoutingRule, last_day: date, by: Actor, at: datetime, command_id: UUID) -> None:
    """The line holds up to and including ``last_day``, which may be no earlier than the day before ``at``. One that
    would end before it began, and begins today or later, is taken back: it stays in the audit alone."""
    version = reference.lock()
    ends = last_day + timedelta(days=1)
    after = {"to": ends.isoformat()}
    if same_before("cases.route.ended", line, after, by=by, command_id=command_id):
        return
    row = RoutingRule.objects.select_related("area").filter(pk=line.pk).first()
    if row is None or (row.valid_to and row.valid_to <= ends):
        raise Conflict(_("This line ends already before that day."))
    if ends < local_date(at):
        sentence = _("Choose a day from the line's first on, and not before yesterday.")
        raise InvalidInput(sentence, fields={"last_day": sentence})
    told: dict[str, Any] = {"by": by, "at": at, "area_code": row.area.code, "command_id": command_id}
    if row.valid_from and ends <= row.valid_from:
        record("cases.route.ended", subject=row, before=_said(row), after=after, **told)
        row.delete()
    else:
        row.valid_to = ends
        row.save(update_fields=["valid_to"])
        record("cases.route.ended", subject=row, after=after, **told)
    reference.grow(version)


def _said(line: RoutingRule) -> dict[str, str]:
    """What a line said that is taken back, for the audit."""
    first = line.valid_from.isoformat() if line.valid_from else ""
    return {"category": line.category, "hours": line.hours, "unit": str(line.unit_id), "from": first}


@transaction.atomic
def publish_notice(*, version: str, text: str, valid_from: date, by: Actor, at: datetime) -> PrivacyNotice:
    """Publish a version of the privacy notice. One that was published is never changed.

    ``text`` is divided by blank lines: first the short form, then paragraphs whose first line is their title.
    """
    if PrivacyNotice.objects.filter(version=version).exists():
        raise Conflict(_("This version was published already. Give the new text a new version."))
    notice = PrivacyNotice.objects.create(version=version, text=text, valid_from=valid_from)
    record("cases.notice.published", subject=notice, by=by, at=at, after={"version": version})
    return notice
