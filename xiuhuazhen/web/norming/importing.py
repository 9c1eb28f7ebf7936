"""Bringing values of norms in from a spreadsheet, by the rules of their form.

A value that is there already, past ones among them, is left; any other is set from its day on, today at the earliest.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.norms.actions import set_norm
from xiuhuazhen.core.norms.choices import Evidence, Unit
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.core.norms.names import NormName
from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures.choices import Urgency
from xiuhuazhen.domains.cases.queries import category_choices
from xiuhuazhen.web.bringing import Bringing, Brought, bring, check, chosen, day, read
from xiuhuazhen.web.norming import access
from xiuhuazhen.web.norming.board import value_said
from xiuhuazhen.web.norming.forms import NormForm
from xiuhuazhen.web.norming.sheets import evidence_said, headings, norm_line
from xiuhuazhen.web.staffing.choosing import areas_to_manage

_SAME = ("name", "value", "category", "code", "basis", "first")
"""Columns that make two lines the same value, together with the sign for how well it is known."""


@dataclass(frozen=True)
class _Known:
    """What one may set, where, and what is set already."""

    names: Mapping[str, NormName]
    areas: list[Area]
    categories: list[tuple[str, str]]
    set_already: frozenset[tuple[str, ...]]


def bring_norms(*, content: bytes, file_name: str, by: StaffActor, at: datetime, command_id: UUID) -> Brought:
    rows = read(content, file_name, headings(), needed=("name", "value", "code", "basis", "evidence"))
    known = _Known(
        access.names_shown(by),
        areas_to_manage(by, access.MANAGE),
        category_choices(clock.local_date(at)),
        frozenset(_same(dict(zip(headings(), norm_line(norm, ""), strict=True))) for norm in access.norms_shown(by)),
    )
    return bring(rows, partial(_norm, known), Bringing(by, at, command_id))


def _same(line: Mapping[str, str]) -> tuple[str, ...]:
    return (line["evidence"].partition(" ")[0], *(line.get(name, "") for name in _SAME))


def _norm(known: _Known, bringing: Bringing, line: int, given: Mapping[str, str]) -> str:
    given = {**given, "first": given.get("first") or bringing.today.isoformat()}
    if _same(given) in known.set_already:
        return "there"
    name = known.names.get(given["name"])
    if name is None:
        raise InvalidInput(_("No norm that is set here has the name “%(given)s”.") % {"given": given["name"][:60]})
    form = _form(known, name, bringing, given)
    area = form.chosen_area()
    access.require_to_set(bringing.by, area)
    form.require_sure(bringing.at)
    setting: dict[str, Any] = {"by": bringing.by, "at": bringing.at, "command_id": bringing.id_of(line, "norm")}
    set_norm(norm=form.norm(given["name"]), area=area, valid_from=form.cleaned_data["valid_from"], **setting)
    return "added"


def _form(known: _Known, name: NormName, bringing: Bringing, given: Mapping[str, str]) -> NormForm:
    """What the line says, typed into the form."""
    value, unit = _counted(name, given["value"])
    said: dict[str, Any] = {"value": value, "unit": unit, "qualifier": _qualifier(known, given.get("category", ""))}
    said |= {
        "area": given["code"],
        "valid_from": day(given["first"]),
        "basis": given["basis"],
        "evidence": _evidence(given["evidence"]),
    }
    form = NormForm(said, known=name, areas=known.areas, categories=known.categories, today=bringing.today)
    check(form)
    return form


def _counted(name: NormName, text: str) -> tuple[str, str]:
    """The figure and what it counts: as it is exported, or the figure alone where it can count one thing only."""
    if Unit.HOURS_OF_DAY in name.units:
        return text, Unit.HOURS_OF_DAY
    figure = "".join(sign for sign in text if sign.isdecimal())
    alone = text.replace(",", "") == figure
    for unit in name.units:
        if figure and (value_said(Norm(value=int(figure), unit=unit)) == text or (alone and len(name.units) == 1)):
            return figure, unit
    raise InvalidInput(_("“%(given)s” cannot be read here. Write the value as in the export.") % {"given": text[:30]})


def _qualifier(known: _Known, text: str) -> str:
    said = {"": "", _("all categories"): "", _("urgent"): str(Urgency.URGENT)}
    said |= {label: code for code, label in known.categories} | {code: code for code, _label in known.categories}
    if text not in said:
        raise InvalidInput(_("There is no category “%(given)s” now.") % {"given": text[:30]})
    return said[text]


def _evidence(text: str) -> str:
    full = {evidence_said(each): each.value for each in Evidence}
    return full[text] if text in full else chosen(text, Evidence, _("“%(given)s” does not say how well it is known."))
