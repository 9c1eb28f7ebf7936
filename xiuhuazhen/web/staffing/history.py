"""What was changed and who did it, in sentences, from the audit."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.audit.record import sentence
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.norms.choices import Unit as NormUnit
from xiuhuazhen.core.people.choices import RoleName, UnitKind
from xiuhuazhen.core.people.models import Person, Role, Unit
from xiuhuazhen.core.people.queries import names_of_units
from xiuhuazhen.web.moments import full_day

_SHOWN = 30
_FIELDS = {
    "name": gettext_lazy("name"),
    "work_telephone": gettext_lazy("work telephone"),
    "keywords": gettext_lazy("words that speak for it"),
    "urgent": gettext_lazy("urgent as a rule"),
    "basis": gettext_lazy("where it is written"),
}


def changes_of_unit(unit: Unit) -> list[dict[str, Any]]:
    return lines(_about({"people.unit": [str(unit.pk)]}))


def changes_of_person(person: Person, roles: Collection[Role]) -> list[dict[str, Any]]:
    """Changes of the person, of their account, and of these roles of theirs."""
    about = {"people.person": [str(person.pk)], "people.role": [str(role.pk) for role in roles]}
    if account := getattr(person, "account", None):
        about["people.account"] = [str(account.pk)]
    return lines(_about(about))


def _about(subjects: dict[str, list[str]]) -> Iterable[AuditRow]:
    reach = Q(pk__in=[])
    for subject_type, ids in subjects.items():
        reach |= Q(subject_type=subject_type, subject_id__in=ids)
    return AuditRow.objects.filter(reach).order_by("-at", "-id")[:_SHOWN]


def lines(rows: Iterable[AuditRow]) -> list[dict[str, Any]]:
    """For each row when, who, what, and the words that say it more exactly. None holds personal data."""
    found = list(rows)
    ids = {parsed for row in found if (parsed := parse_id(str(row.after.get("unit") or "")))}
    units = {str(pk): name for pk, name in names_of_units(ids).items()}
    return [_line(row, units) for row in found]


def _line(row: AuditRow, units: dict[str, str]) -> dict[str, Any]:
    said = {"what": sentence(row.action), "words": words(row, units), "why": row.reason}
    return {"at": row.at, "who": row.actor_name, **said}


def words(row: AuditRow, units: dict[str, str]) -> str:
    """What the sentence of a row does not say: values before and after, an office and its days."""
    after, before = row.after, row.before
    told: list[str] = []
    if office := str(after.get("role") or ""):
        told.append(str(RoleName(office).label) if office in RoleName.values else office)
        told.append(units.get(str(after.get("unit")), ""))
    told += [str(_FIELDS[name]) for name in after.get("changed", ()) if name in _FIELDS]
    told += [_changed(name, before, after) for name in _FIELDS if name in after and "kind" not in after]
    if "kind" in after and after["kind"] in UnitKind.values:
        told += [str(after.get("name", "")), str(UnitKind(after["kind"]).label)]
    if "value" in after and after.get("unit") in NormUnit.values:
        told.append(f"{after['value']}{NormUnit(after['unit']).label}")
    told.append(_days(after))
    return " · ".join(filter(None, told))


def _changed(name: str, before: dict[str, Any], after: dict[str, Any]) -> str:
    given = {"field": _FIELDS[name], "before": _value(before.get(name)), "after": _value(after[name])}
    if name in before:
        return _("%(field)s: %(before)s, now %(after)s") % given
    return str(given["after"]) if name == "name" else ""


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "，".join(map(str, value)) if isinstance(value, list) and value else str(value or _("empty"))


def _days(after: dict[str, Any]) -> str:
    since, until = _day(after.get("from")), _day(after.get("to"))
    said = [_("since %(day)s") % {"day": full_day(since)}] if since else []
    return "，".join([*said, *([_("until %(day)s") % {"day": full_day(until - timedelta(days=1))}] if until else [])])


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
