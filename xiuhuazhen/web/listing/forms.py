from collections.abc import Callable, Collection, Container, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

from django import forms
from django.utils.choices import flatten_choices
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit.days import DayField
from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.kit.paging import query_string
from xiuhuazhen.core.people.models import Person, Unit
from xiuhuazhen.core.procedures import kinds
from xiuhuazhen.core.procedures.actions.filters import NAME_MAX
from xiuhuazhen.core.procedures.choices import Urgency
from xiuhuazhen.core.procedures.columns import COLUMNS, Column, chosen
from xiuhuazhen.core.procedures.listing import only_closed, order_of
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.core.procedures.searching import Wanted, words_of

_DAYS = ("opened_from", "opened_to", "received_from", "received_to", "closed_from", "closed_to")
_ALWAYS = ("q", "state", "area", "due")
_FILTERS = (*_ALWAYS, "whose", "kind", "category", "unit", "source", "source_name", "urgency", "back", *_DAYS)
_Choices = list[tuple[str, Any]]


class MattersFilter(forms.Form):
    """The filters of the list of matters, and its columns. ``cursor`` belongs to the address, not to the form."""

    q = forms.CharField(label=_("Words or number"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("State"), required=False)
    area = forms.ChoiceField(label=_("Place"), required=False)
    due = forms.ChoiceField(
        label=_("Due"),
        required=False,
        choices=(("", _("any time")), ("late", _("late")), ("today", _("today")), ("week", _("within seven days"))),
    )
    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=(("", _("everybody's")), ("mine", _("mine")), ("units", _("my units'"))),
    )
    kind = forms.ChoiceField(label=pgettext_lazy("of a matter", "Kind"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    unit = forms.ChoiceField(label=_("Holder"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)
    source_name = forms.ChoiceField(label=_("Name of the source"), required=False)
    back = forms.ChoiceField(
        label=_("Came back"), required=False, choices=(("", _("whether or not it did")), ("yes", _("only what did")))
    )
    urgency = forms.ChoiceField(label=_("Urgency"), required=False)
    opened_from = DayField(label=_("Reported from"), required=False)
    opened_to = DayField(label=_("Reported until"), required=False)
    received_from = DayField(label=_("Received by its source from"), required=False)
    received_to = DayField(label=_("Received by its source until"), required=False)
    closed_from = DayField(label=_("Closed from"), required=False)
    closed_to = DayField(label=_("Closed until"), required=False)
    order = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    col = forms.MultipleChoiceField(
        label=_("Columns"),
        required=False,
        choices=[(column.name, column.label) for column in COLUMNS],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        areas: Sequence[Area],
        units: Sequence[Unit],
        sources: Callable[[], Sequence[str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offer("state", _("any state"), _states())
        self._offer("area", _("everywhere"), [(area.code, _label(area)) for area in areas])
        self._offer("kind", _("any kind"), [(kind.procedure.kind, kind.label) for kind in kinds.all_kinds()])
        self._offer("category", _("any category"), _categories())
        self._offer("unit", _("any unit"), [(str(unit.pk), unit.name) for unit in units])
        self._offer("urgency", _("urgent or not"), list(Urgency.choices))
        named = cast("forms.ChoiceField", self.fields["source_name"])
        named.choices = lambda: [("", _("any name")), *((name, name) for name in sources())]
        self._offer("source", _("any source"), [pair for kind in kinds.all_kinds() for pair in kind.sources.items()])

    def _offer(self, name: str, everything: kinds.Label, choices: _Choices) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = [("", everything), *choices]

    def clean_q(self) -> str:
        text = str(self.cleaned_data["q"])
        try:
            return text if not text or words_of(text) else ""
        except InvalidInput as refusal:
            raise forms.ValidationError(refusal.fields["q"]) from refusal

    def always(self) -> list[Any]:
        return [self[name] for name in _ALWAYS]

    def more(self) -> list[Any]:
        return [self[name] for name in self._filters() if name not in _ALWAYS]

    def more_is_set(self) -> bool:
        return any(bool(field.data) for field in self.more()) or bool(self._columns_asked())

    def how_many(self) -> int:
        """How many filters are set."""
        return sum(bool(self.data.get(name)) for name in self._filters())

    def in_words(self) -> list[str]:
        """The filters that are set, of a form that is valid, each with its label."""
        said = [(name, self._said(name)) for name in self._filters()]
        return [f"{self.fields[name].label}：{self._named(name).get(text, text)}" for name, text in said if text]

    def _named(self, name: str) -> dict[Any, Any]:
        return dict(flatten_choices(getattr(self.fields[name], "choices", ())))

    def _filters(self) -> list[str]:
        return [name for name in _FILTERS if name in self.fields]

    def column_boxes(self) -> list[tuple[str, kinds.Label, bool]]:
        """Each column with whether it is shown; what nobody chose is ticked as it is shown."""
        shown = self.columns() if self.is_valid() else chosen(())
        return [(column.name, column.label, column in shown) for column in COLUMNS]

    def _columns_asked(self) -> list[str]:
        """The names of the columns, none where they are the usual ones."""
        columns = self.columns() if self.is_valid() else chosen(())
        return [] if columns == chosen(()) else [column.name for column in columns]

    def wanted(self) -> Wanted:
        """What is looked for, of a form that is valid."""
        given: dict[str, Any] = {name: self._said(name) for name in _FILTERS}
        return Wanted(**given)

    def _said(self, name: str) -> str:
        """What was given, as an address has it; nothing for a day that was not chosen."""
        return str(self.cleaned_data.get(name) or "")

    def sorting(self) -> str:
        return order_of(str(self.cleaned_data["order"]), self.wanted())

    def columns(self) -> list[Column]:
        return chosen(self.cleaned_data.get("col", ()))

    def address(self, **more: str) -> str:
        """The part of the list's address after the path that asks for the same, with ``more``."""
        chosen_columns = [("col", name) for name in self._columns_asked()]
        order = [] if "order" in more else [("order", str(self.cleaned_data["order"]))]
        return query_string([*self._kept(more), *order, *chosen_columns, *more.items()])

    def filters_alone(self, **more: str) -> str:
        """The same without order and columns, for pages that have neither."""
        return query_string([*self._kept(more), *more.items()])

    def _kept(self, but: Container[str]) -> list[tuple[str, str]]:
        return [(name, self._said(name)) for name in _FILTERS if name not in but]


class MapFilter(MattersFilter):
    """The same filters for the map, which shows what is open."""

    order = None  # type: ignore[assignment] # what a map shows has no order
    col = None  # type: ignore[assignment]
    closed_from = None  # type: ignore[assignment]
    closed_to = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("state", _("all open"), [pair for pair in _states() if not only_closed(pair[0])])


class BulkForm(forms.Form):
    """What is to be done with the matters that were ticked."""

    action = forms.ChoiceField(label=_("What to do with them"), widget=forms.RadioSelect)
    person = forms.ChoiceField(label=_("To which colleague"), required=False)

    def __init__(
        self,
        *args: Any,
        offers: Mapping[str, kinds.BulkOffer],
        people: Sequence[Person],
        matters: Collection[Matter],
        at: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._offers = offers
        action = cast("forms.ChoiceField", self.fields["action"])
        action.choices = [
            (name, f"{offer.label}。{offer.hint}" if offer.hint else offer.label) for name, offer in offers.items()
        ]
        action.initial = next(iter(offers), None)
        self._asks = {name: offer.asks(matters, at) for name, offer in offers.items() if offer.asks}
        self.asked = {
            field: name for name, fields in self._asks.items() for field, each in fields.items() if each.required
        }
        for fields in self._asks.values():
            self._add(fields)
        if not any(offer.asks_person for offer in offers.values()):
            del self.fields["person"]
            return
        names = [("", _("Please choose")), *((str(person.pk), person.name) for person in people)]
        cast("forms.ChoiceField", self.fields["person"]).choices = names

    def _add(self, fields: Mapping[str, forms.Field]) -> None:
        """None is required by itself: what is asked for goes with the action that is chosen."""
        for name, field in fields.items():
            field.required = False
            self.fields[name] = field

    def clean(self) -> dict[str, Any]:
        action = self.cleaned_data.get("action", "")
        offer = self._offers.get(action)
        if offer and offer.asks_person and not self.cleaned_data.get("person"):
            self.add_error("person", _("Choose who gets them."))
        for field, name in self.asked.items():
            if name == action and not self.cleaned_data.get(field) and field not in self.errors:
                self.add_error(field, self.fields[field].error_messages["required"])
            elif offer and name != action and self.cleaned_data.get(field):
                sentence = _("“%(field)s” is filled in, which belongs to “%(action)s”. Choose that, or leave it empty.")
                named = {"field": self.fields[field].label, "action": self._offers[name].label}
                self.add_error("action", sentence % named)
        return self.cleaned_data

    def given(self) -> dict[str, str]:
        """What was said for the action that is chosen."""
        action = self.cleaned_data["action"]
        names = [*self._asks.get(action, ()), *(["person"] if self._offers[action].asks_person else [])]
        return {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}


class NameForm(forms.Form):
    """The name under which a filter is kept."""

    name = forms.CharField(label=pgettext_lazy("of a filter", "Name"), max_length=NAME_MAX)


def _label(area: Area) -> str:
    name = short_name(area.name)
    return name if area.valid_to is None else gettext("%(name)s (ended)") % {"name": name}


def _states() -> _Choices:
    """Each once, with what each kind calls it."""
    labels: dict[str, list[str]] = {}
    for kind in kinds.all_kinds():
        for state in kind.procedure.states:
            known, label = labels.setdefault(state.name, []), str(kind.state_labels[state.name])
            known += [label] if label not in known else []
    return [("open", _("all open")), *((name, "／".join(known)) for name, known in labels.items())]


def _categories() -> _Choices:
    """Those of a class below it, indented."""
    found = {code: name for kind in kinds.all_kinds() if kind.categories for code, name in kind.categories().items()}
    below = {code for code in found if any(code != other and code.startswith(other) for other in found)}
    return [(code, f"\u3000{name}" if code in below else name) for code, name in found.items()]
