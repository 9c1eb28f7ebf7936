"""The duty catalogue as a spreadsheet."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from xiuhuazhen.domains.cases.models import Category
from xiuhuazhen.web.sheets import sheet
from xiuhuazhen.web.staffing.sheets import days


def catalogue_sheet(categories: Iterable[Category]) -> bytes:
    """One line a class or category."""
    what = [(pgettext("of a category", "Code"), 10), (pgettext("of a category", "Name"), 24)]
    words = [(_("Words that speak for it"), 50), (pgettext("of a category", "Urgent"), 8)]
    why = [(pgettext("of a category", "Where it is written"), 40), (_("First day"), 14), (_("Last day"), 14)]
    columns = [*what, *words, *why]
    return sheet(_("Categories"), columns, (_line(each) for each in categories))


def _line(category: Category) -> tuple[str, ...]:
    urgent = _("urgent") if category.urgent else ""
    return (category.pk, category.name, "，".join(category.keywords), urgent, category.basis, *days(category))
