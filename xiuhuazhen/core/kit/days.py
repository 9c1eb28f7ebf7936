"""The form field for a day, as browsers send it."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.kit.clock import LAST_DAY


class DayField(forms.DateField):
    input_formats = ("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日")

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        kwargs.setdefault("error_messages", {"invalid": _("Enter a day, for example 2026-12-31.")})
        super().__init__(**kwargs)
        self.validators.append(MaxValueValidator(LAST_DAY, message=_("This day lies too far ahead. Check the year.")))
