"""Norms as a spreadsheet."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.web.norming.board import qualifier_said, value_said
from xiuhuazhen.web.sheets import sheet
from xiuhuazhen.web.staffing.sheets import days


def norms_sheet(norms: Iterable[Norm], titles: Mapping[str, str]) -> bytes:
    """One line a value, past ones and those to come among them."""
    what = [(_("Norm"), 40), (pgettext("of a norm", "Its name in set-up files"), 28), (_("Value"), 20)]
    where = [(pgettext("of a norm", "For which category"), 20), (_("Code of the place"), 18), (_("Place"), 24)]
    why = [(pgettext("of a norm", "Where it is written"), 50), (pgettext("of a norm", "How well it is known"), 20)]
    columns = [*what, *where, *why, (_("First day"), 14), (_("Last day"), 14)]
    return sheet(_("Norms"), columns, (_line(norm, titles[norm.name]) for norm in norms))


def _line(norm: Norm, title: str) -> tuple[str, ...]:
    known = f"{norm.evidence} {norm.get_evidence_display()}"
    category = qualifier_said(norm.qualifier) if norm.qualifier else ""
    place = norm.area.code, norm.area.name
    return (title, norm.name, value_said(norm), category, *place, norm.basis, known, *days(norm))
