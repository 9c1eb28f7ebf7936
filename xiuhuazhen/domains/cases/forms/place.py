"""Saying where a case lies, and which of its words mean that place from now on."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.areas.index import locate
from xiuhuazhen.core.areas.queries import TextCandidate, subtree
from xiuhuazhen.core.areas.rules.names import SHORTEST_NAME, comparable, short_name
from xiuhuazhen.core.areas.troubles import speaks_of_a_trouble
from xiuhuazhen.core.kit.masking import numbers_in
from xiuhuazhen.domains.cases.actions.handling import Place
from xiuhuazhen.domains.cases.forms.acts import WithText
from xiuhuazhen.domains.cases.forms.fields import indented
from xiuhuazhen.domains.cases.placing import named_as_label, named_in, proposed_in
from xiuhuazhen.domains.cases.queries import opening_step, place_words, point_of
from xiuhuazhen.domains.cases.rules.place_words import proposed_words


class PlaceForm(WithText):
    """The places that the words speak of stand first."""

    area = forms.ChoiceField(label=_("Area"))
    remember = forms.CharField(
        label=_("Remember these words for this place"), required=False, max_length=60, min_length=SHORTEST_NAME
    )

    only_named = forms.BooleanField(required=False, widget=forms.HiddenInput)

    field_order = ("area", "remember", "text", "only_named")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._street = self.matter.street or self.matter.area
        self._areas = {row.code: row for row in subtree(self._street)}
        self._words = place_words(self.matter, opening_step(self.matter))
        self._offer_areas(proposed_in(self._words, self._street.path))
        self.fields["remember"].help_text = self._proposing()

    def _offer_areas(self, named: Iterable[TextCandidate]) -> None:
        area = cast("forms.ChoiceField", self.fields["area"])
        everything = [(code, indented(row, self._street)) for code, row in self._areas.items()]
        proposed = [(each.code, f"{short_name(each.name)}（{_said(each)}）") for each in named]
        grouped = [(str(_("Named in the text")), proposed), (str(_("All places")), everything)]
        area.choices = grouped if proposed else everything
        self._only = proposed[0][0] if len(proposed) == 1 else ""
        area.initial = self._only or self.matter.area.code
        area.help_text = self._near_border()

    def _near_border(self) -> str:
        point = point_of(self.matter)
        near = [short_name(candidate.name) for candidate in locate(*point)] if point else []
        return str(_("The position lies near a border: %(names)s.") % {"names": "、".join(near)}) if near[1:] else ""

    def _proposing(self) -> str:
        said = str(_("Words of the report that always mean this place. The next such report is then placed by itself."))
        words = "、".join(word for word in proposed_words(self._words) if not speaks_of_a_trouble(word))
        example = str(_("For example: %(words)s.") % {"words": words})
        return f"{said}{example}" if words else said

    def clean_remember(self) -> str:
        words = str(self.cleaned_data["remember"])
        if not words:
            return ""
        if numbers_in(words) or comparable(words) not in comparable(self._words):
            raise forms.ValidationError(_("Take words that stand in the report, and no number of a person."))
        return words

    def clean(self) -> dict[str, Any] | None:
        data = super().clean() or self.cleaned_data
        if data.get("only_named") and not self._only:
            self.add_error("area", _("The words name no place, or several. Say where it is on the case."))
        if data.get("remember") and data.get("area"):
            self._require_free(data["remember"], data["area"])
        return data

    def _require_free(self, words: str, code: str) -> None:
        """Words that mean this place already need no remembering; those of another place would place nothing."""
        means = [each for each in named_in(words, self._street.path) if comparable(each.words) == comparable(words)]
        if any(each.code == code for each in means):
            self.cleaned_data["remember"] = ""
        elif means:
            sentence = _("These words mean %(name)s already. Take them back there first, or take others.")
            self.add_error("remember", sentence % {"name": short_name(means[0].name)})

    def inputs(self) -> Place:
        path = self._areas[self.cleaned_data["area"]].path
        return Place(path, self.words(), self.cleaned_data["remember"])


def _said(named: TextCandidate) -> str:
    return f"「{named.words}」{named_as_label(named.named_as)}"
