from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.people.access import StaffActor
from xiuhuazhen.core.procedures.queries import visible_matters

_PREFIX = "remark-"
_REMARK_MAX = 200


class HandOverForm(forms.Form):
    """The general note, and a line for each matter. A sentence on a matter that has left the list meanwhile is kept."""

    note = forms.CharField(
        label=_("General note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, numbers: Iterable[str], by: StaffActor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in dict.fromkeys([*numbers, *self._left(by)]):
            self.fields[_PREFIX + number] = forms.CharField(
                label=_("A sentence on it"), required=False, max_length=_REMARK_MAX
            )

    def _left(self, by: StaffActor) -> list[str]:
        """Numbers of matters that a sentence was sent for."""
        sent = [name.removeprefix(_PREFIX) for name in self.data if name.startswith(_PREFIX) and "\0" not in name]
        return list(visible_matters(by).filter(number__in=sent).values_list("number", flat=True)) if sent else []

    def remark(self, number: str) -> forms.BoundField:
        return self[_PREFIX + number]

    def remarks(self) -> dict[str, str]:
        """What was written, by number."""
        given = {name.removeprefix(_PREFIX): text for name, text in self.cleaned_data.items() if name != "note"}
        return {number: text for number, text in given.items() if text}
