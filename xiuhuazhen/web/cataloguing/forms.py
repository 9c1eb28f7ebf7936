from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.kit.days import DayField
from xiuhuazhen.domains.cases.actions.catalogue import CategoryText
from xiuhuazhen.domains.cases.models import Category
from xiuhuazhen.domains.cases.queries import seal_of

_CODE = RegexValidator(r"^([0-9]{2}|[0-9]{4})$", _("Two digits for a class, four for a category."))
_KEYWORDS_MAX = 50


class CategoryForm(forms.Form):
    """The words of a line; ``seal`` stands for those that were shown."""

    name = forms.CharField(label=pgettext_lazy("of a category", "Name"), max_length=60)
    keywords = forms.CharField(
        label=_("Words that speak for it"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Words in a report by which it is suggested, with commas or spaces between."),
    )
    urgent = forms.BooleanField(label=_("Urgent as a rule"), required=False)
    basis = forms.CharField(label=pgettext_lazy("of a norm", "Where it is written"), max_length=200, required=False)
    seal = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def __init__(self, data: Any = None, *, line: Category | None = None, **kwargs: Any) -> None:
        shown = {}
        if line:
            shown = {"name": line.name, "keywords": "，".join(line.keywords), "urgent": line.urgent}
            shown |= {"basis": line.basis, "seal": seal_of(line)}
        super().__init__(data, initial={**shown, **kwargs.get("initial", {})})

    def clean_keywords(self) -> list[str]:
        text = str(self.cleaned_data["keywords"])
        for mark in "，、,;；\n":
            text = text.replace(mark, " ")
        words = list(dict.fromkeys(text.split()))
        if len(words) > _KEYWORDS_MAX:
            raise forms.ValidationError(_("At most 50 words."))
        return words

    def words(self) -> CategoryText:
        given = self.cleaned_data
        return CategoryText(given["name"], given["keywords"], given["urgent"], given["basis"])

    def refreshed(self, line: Category) -> None:
        """Let what was written be sent again over what is there now."""
        self.data = {name: self.data[name] for name in self.data} | {"seal": seal_of(line)}


class NewCategoryForm(CategoryForm):
    code = forms.CharField(
        label=pgettext_lazy("of a category", "Code"),
        max_length=4,
        validators=[_CODE],
        help_text=_("Two digits for a class, four for a category: those of its class first."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    valid_from = DayField(label=_("From which day"))

    field_order = ("code", "name", "keywords", "urgent", "basis", "valid_from")
