"""The duty catalogue as a spreadsheet."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xiuhuazhen.domains.cases.models import Category
from xiuhuazhen.web.sheets import days, sheet


def headings() -> dict[str, str]:
    return {
        "code": pgettext("of a category", "Code"),
        "name": pgettext("of a category", "Name"),
        "keywords": _("Words that speak for it"),
        "urgent": pgettext("of a category", "Urgent"),
        "basis": pgettext("of a category", "Where it is written"),
        "first": _("First day"),
        "last": _("Last day"),
    }


def catalogue_sheet(categories: Iterable[Category]) -> bytes:
    """One line a class or category."""
    columns = list(zip(headings().values(), (10, 24, 50, 8, 40, 14, 14), strict=True))
    return sheet(_("Categories"), columns, (_line(each) for each in categories))


def _line(category: Category) -> tuple[str, ...]:
    urgent = _("urgent") if category.urgent else ""
    return (category.pk, category.name, "，".join(category.keywords), urgent, category.basis, *days(category))
