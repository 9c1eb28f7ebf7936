"""What is asked once for many cases."""

from collections.abc import Collection
from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.cases.forms.fields import WordsField
from xiuhuazhen.domains.cases.queries import category_choices, units_to_dispatch_any_to


def dispatch_fields(matters: Collection[Matter], at: datetime) -> dict[str, forms.Field]:
    """The unit to which all go, out of those that at least one may be given to; with which note; and the category of
    those that have none."""
    on = clock.local_date(at)
    units = [(str(unit.pk), unit.name) for unit in units_to_dispatch_any_to(matters, on=on)]
    return {
        "unit": forms.ChoiceField(
            label=_("To which unit"),
            choices=[("", _("Please choose")), *units],
            help_text=_("Only for “Dispatch to one unit”, like the fields below."),
        ),
        "category": forms.ChoiceField(
            label=_("Category of those that have none"),
            choices=[("", _("what their words speak for")), *category_choices(on)],
            required=False,
        ),
        "text": WordsField(label=_("Note to the unit"), required=False),
    }
