"""Norms in words: values with their units, what holds today, how well it is known, who set it."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.norms.choices import READ, Evidence, Unit
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.procedures.choices import Urgency
from xiuhuazhen.domains.cases.queries import category_names
from xiuhuazhen.web.staffing.board import held_said

_HELD_SHOWN = 3


def qualifier_said(qualifier: str) -> str:
    """The category's name, "urgent", or both."""
    names = category_names()
    parts = [_("urgent") if part == Urgency.URGENT else names.get(part, part) for part in qualifier.split("+")]
    return " · ".join(parts)


def value_said(norm: Norm) -> str:
    """ "5 work days", or for hours of the day "9:00–12:00, 14:00–18:00"."""
    if norm.unit == Unit.HOURS_OF_DAY:
        return "，".join(f"{_clock(opens)}–{_clock(closes)}" for opens, closes in norm.value)
    if norm.unit == Unit.COUNT:
        return f"{norm.value:,}"
    if norm.unit == Unit.WORK_HOUR:
        return _("%(number)s office hours") % {"number": f"{norm.value:,}"}
    return _("%(number)s %(unit)s") % {"number": f"{norm.value:,}", "unit": norm.get_unit_display()}


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def norm_row(norm: Norm, today: date) -> dict[str, Any]:
    holds = norm.holds_on(today)
    past = bool(norm.valid_to and norm.valid_to <= today)
    return {
        "value": value_said(norm),
        "area": short_name(norm.area.name),
        "category": qualifier_said(norm.qualifier),
        "period": held_said(norm, today),
        "label": _("in force") if holds else _("past") if past else _("to come"),
        "shape": "open" if holds else "ended" if past else "paused",
        "basis": norm.basis,
        "evidence": norm.evidence,
        "evidence_said": norm.get_evidence_display(),
        "unverified": is_unverified(norm),
    }


def is_unverified(norm: Norm) -> bool:
    """Whether nobody has read where it is written. What was set here is no rule that could be read somewhere."""
    return norm.evidence not in READ and norm.evidence != Evidence.D


def history(norms: Iterable[Norm], today: date) -> list[dict[str, Any]]:
    """The latest first, each with who set it and when."""
    found = sorted(norms, key=lambda norm: (norm.valid_from or date.min, str(norm.pk)), reverse=True)
    rows = AuditRow.objects.filter(subject_type="norms.norm", subject_id__in=[str(norm.pk) for norm in found])
    setters = {row.subject_id: row for row in rows.filter(action="norms.norm.set")}
    return [norm_row(norm, today) | {"id": norm.pk, "set": _set(setters.get(str(norm.pk)))} for norm in found]


def _set(row: AuditRow | None) -> dict[str, Any] | None:
    return {"who": row.actor_name, "at": row.at} if row else None


def listed(title: str, name: str, norms: list[Norm], today: date) -> dict[str, Any]:
    """A line of the list: what holds today, from the widest area to the narrowest."""
    held = [norm for norm in norms if norm.holds_on(today)]
    held.sort(key=lambda norm: (norm.area.level, norm.area.code, norm.qualifier))
    return {
        "title": title,
        "url": reverse("web:norm", args=[name]),
        "held": [norm_row(norm, today) for norm in held[:_HELD_SHOWN]],
        "more": len(held[_HELD_SHOWN:]),
        "unverified": any(is_unverified(norm) for norm in held),
    }
