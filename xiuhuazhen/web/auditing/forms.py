from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.audit.record import sentences
from xiuhuazhen.core.kit.days import DayField
from xiuhuazhen.core.people.rules import midnight
from xiuhuazhen.web.staffing.choosing import area_pairs


class AuditFilter(forms.Form):
    """What is searched; ``cursor`` belongs to the address, not to the form."""

    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("To and including"), required=False)
    who = forms.CharField(label=_("Who did it"), required=False, max_length=40)
    what = forms.ChoiceField(label=pgettext_lazy("audit", "What was done"), required=False)
    area = forms.ChoiceField(label=_("Place"), required=False)

    def __init__(self, data: Any, *, areas: Sequence[Area]) -> None:
        super().__init__(data)
        self._areas = {area.code: area for area in areas}
        named = sorted(((name, said) for name, said in sentences().items()), key=lambda pair: pair[0])
        cast("forms.ChoiceField", self.fields["what"]).choices = [("", _("whatever it was")), *named]
        cast("forms.ChoiceField", self.fields["area"]).choices = [("", _("everywhere")), *area_pairs(areas)]

    def chosen_area(self) -> Area | None:
        return self._areas.get(self.cleaned_data["area"])

    def is_set(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def kept(self) -> list[tuple[str, str]]:
        return [(name, str(self.data.get(name, ""))) for name in self.fields]

    def narrowed(self, rows: QuerySet[AuditRow]) -> QuerySet[AuditRow]:
        given = self.cleaned_data
        if given["since"]:
            rows = rows.filter(at__gte=midnight(given["since"]))
        if given["until"]:
            rows = rows.filter(at__lt=midnight(_next_day(given["until"])))
        if who := str(given["who"]):
            rows = rows.filter(actor_name__icontains=who)
        return rows.filter(action=given["what"]) if given["what"] else rows


def _next_day(day: date) -> date:
    return day + timedelta(days=1)
