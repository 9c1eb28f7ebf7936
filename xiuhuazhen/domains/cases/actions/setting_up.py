"""The duty catalogue, the dispatch table, the privacy notice: what has to be there before cases can be worked."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas import reference
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.record import record
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.kit.errors import Conflict
from xiuhuazhen.core.people.models import Unit
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
def set_route(*, category: str, area: Area, unit: Unit, valid_from: date, by: Actor, at: datetime) -> RoutingRule:
    """Send a category (empty: any) in an area's subtree to a unit from a day on; the line before ends then."""
    version = reference.lock()
    present = RoutingRule.objects.select_for_update().filter(category=category, area=area, valid_to__isnull=True)
    if present.filter(valid_from__gte=valid_from).exists():
        raise Conflict(_("From that day on, or later, another line is set already. Choose a later day."))
    present.update(valid_to=valid_from)
    line = RoutingRule.objects.create(category=category, area=area, unit=unit, valid_from=valid_from)
    reference.grow(version)
    after = {"category": category, "unit": str(unit.pk), "from": valid_from.isoformat()}
    record("cases.route.set", subject=line, by=by, at=at, area_code=area.code, after=after)
    return line


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
