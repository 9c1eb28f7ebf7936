"""Norms as a spreadsheet."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xiuhuazhen.core.norms.choices import Evidence
from xiuhuazhen.core.norms.models import Norm
from xiuhuazhen.web.norming.board import qualifier_said, value_said
from xiuhuazhen.web.sheets import days, sheet


def headings() -> dict[str, str]:
    return {
        "title": _("Norm"),
        "name": pgettext("of a norm", "Its name in set-up files"),
        "value": _("Value"),
        "category": pgettext("of a norm", "For which category"),
        "code": _("Code of the place"),
        "place": _("Place"),
        "basis": pgettext("of a norm", "Where it is written"),
        "evidence": pgettext("of a norm", "How well it is known"),
        "first": _("First day"),
        "last": _("Last day"),
    }


def norms_sheet(norms: Iterable[Norm], titles: Mapping[str, str]) -> bytes:
    """One line a value, past ones and those to come among them."""
    columns = list(zip(headings().values(), (40, 28, 20, 20, 18, 24, 50, 20, 14, 14), strict=True))
    return sheet(_("Norms"), columns, (norm_line(norm, titles[norm.name]) for norm in norms))


def evidence_said(evidence: Evidence) -> str:
    return f"{evidence.value} {evidence.label}"


def norm_line(norm: Norm, title: str) -> tuple[str, ...]:
    known = evidence_said(Evidence(norm.evidence))
    category = qualifier_said(norm.qualifier) if norm.qualifier else ""
    place = norm.area.code, norm.area.name
    return (title, norm.name, value_said(norm), category, *place, norm.basis, known, *days(norm))
