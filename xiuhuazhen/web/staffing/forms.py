"""Forms for units, people and their roles."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit.days import DayField
from xiuhuazhen.core.people.choices import UnitKind
from xiuhuazhen.core.people.models import Person, Role, Unit
from xiuhuazhen.web.staffing.choosing import Pairs, area_pairs, unit_pairs

TELEPHONE = RegexValidator(re.compile(r"^[0-9+() -]*$"), _("Digits, spaces, + and - only."))
ACCOUNT = RegexValidator(re.compile(r"^[A-Za-z0-9._-]{2,40}$"), _("2 to 40 letters, digits, dots and hyphens."))


def _offer(form: forms.Form, name: str, choices: Pairs, *, first: Any = None) -> None:
    head = [("", first)] if first is not None else []
    cast("forms.ChoiceField", form.fields[name]).choices = [*head, *choices]


def telephone() -> forms.CharField:
    return forms.CharField(
        label=_("Work telephone"),
        max_length=40,
        required=False,
        validators=[TELEPHONE],
        help_text=_("Others here see it. Never a private number."),
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )


class RegisterFilter(forms.Form):
    """What is shown of a register; ``cursor`` belongs to the address, not to the form."""

    q = forms.CharField(label=pgettext_lazy("person or unit", "Name"), required=False, max_length=40)
    area = forms.ChoiceField(label=_("Place"), required=False)
    state = forms.ChoiceField(
        label=_("Present or past"),
        required=False,
        choices=(("", _("present ones")), ("past", _("past ones")), ("all", _("all"))),
    )

    def __init__(self, data: Any, *, areas: Sequence[Area]) -> None:
        super().__init__(data)
        self._areas = {area.code: area for area in areas}
        _offer(self, "area", area_pairs(areas), first=_("everywhere"))

    def clean_q(self) -> str:
        return str(self.cleaned_data["q"]).replace("\0", "").strip()

    def under(self) -> Area | None:
        return self._areas.get(self.cleaned_data["area"])

    def is_set(self) -> bool:
        return any(self.data.get(name) for name in self.fields)

    def kept(self) -> list[tuple[str, str]]:
        return [(name, str(self.data.get(name, ""))) for name in self.fields]


class UnitsFilter(RegisterFilter):
    kind = forms.ChoiceField(label=pgettext_lazy("of a unit", "Kind"), required=False)

    field_order = ("q", "kind", "area", "state")

    def __init__(self, data: Any, *, areas: Sequence[Area]) -> None:
        super().__init__(data, areas=areas)
        _offer(self, "kind", [(kind.value, str(kind.label)) for kind in UnitKind], first=_("any kind"))


class PeopleFilter(RegisterFilter):
    role = forms.ChoiceField(label=_("Role"), required=False)

    field_order = ("q", "role", "area", "state")

    def __init__(self, data: Any, *, areas: Sequence[Area], roles: Pairs) -> None:
        super().__init__(data, areas=areas)
        self.fields["q"].label = pgettext_lazy("person", "Name")
        _offer(self, "role", roles, first=_("any role"))


class _Places(forms.Form):
    """A form in which a place is chosen by its code."""

    area = forms.ChoiceField(label=_("Place"))

    def __init__(self, *args: Any, areas: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._areas = {area.code: area for area in areas}
        _offer(self, "area", area_pairs(areas), first=_("Please choose"))

    def chosen_area(self) -> Area:
        return self._areas[self.cleaned_data["area"]]


class UnitForm(_Places):
    name = forms.CharField(label=pgettext_lazy("of a unit", "Name"), max_length=80)
    kind = forms.ChoiceField(label=pgettext_lazy("of a unit", "Kind"))
    valid_from = DayField(label=_("From which day"))
    work_telephone = telephone()
    another = forms.BooleanField(label=_("It is another unit of the same name"), required=False)

    field_order = ("name", "kind", "area", "work_telephone", "valid_from", "another")

    def __init__(self, *args: Any, namesake: Callable[[str, Area], Unit | None], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._namesake = namesake
        self.fields["area"].label = _("Place that it serves")
        _offer(self, "kind", [(kind.value, str(kind.label)) for kind in UnitKind], first=_("Please choose"))

        if not self.is_bound:
            del self.fields["another"]

    def clean(self) -> dict[str, Any]:
        """Whether it is another unit is asked of a name that one beside bears already; else there is no such box."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        known = {"name", "area"} <= given.keys()
        there = self._namesake(given["name"], self.chosen_area()) if known else None
        if there is None:
            del self.fields["another"]
        elif not given["another"]:
            said = {"area": short_name(there.area.name), "name": there.name}
            self.add_error("another", _("In %(area)s there is a unit “%(name)s”. Tick if this is another one.") % said)
        return given

    def unit(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "name": given["name"],
            "kind": UnitKind(given["kind"]),
            "area": self.chosen_area(),
            "valid_from": given["valid_from"],
            "work_telephone": given["work_telephone"],
        }


class CorrectForm(forms.Form):
    """Name and work telephone of what was seen at ``version``."""

    name = forms.CharField(label=pgettext_lazy("person or unit", "Name"), max_length=80)
    work_telephone = telephone()
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput(attrs={"autocomplete": "off"}))

    def __init__(self, data: Any = None, *, row: Unit | Person) -> None:
        shown = {"name": row.name, "work_telephone": row.work_telephone, "version": row.version}
        super().__init__(data, initial=shown)
        if isinstance(row, Person):
            self.fields["name"].label = pgettext_lazy("person", "Name")
        cast("forms.CharField", self.fields["name"]).max_length = row._meta.get_field("name").max_length

    def refreshed(self, row: Unit | Person) -> None:
        """Let what was written be sent again over what is there now."""
        self.data = {name: self.data[name] for name in self.data} | {"version": str(row.version)}


class LastDayForm(forms.Form):
    last_day = DayField(label=_("Last day"), help_text=_("It still holds on this day."))


class RoleForm(_Places):
    """A role with its unit, place and days."""

    role = forms.ChoiceField(label=_("Role"))
    unit = forms.ChoiceField(label=_("Unit"))
    valid_from = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"), required=False, help_text=_("Left empty it holds until somebody ends it."))

    field_order: tuple[str, ...] = ("role", "unit", "area", "valid_from", "last_day")

    def __init__(
        self, *args: Any, areas: Sequence[Area], units: Sequence[Unit], roles: Pairs, today: date, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"valid_from": today, **(kwargs.get("initial") or {})}
        super().__init__(*args, areas=areas, **kwargs)
        self.fields["area"].label = _("Where it holds")
        self._today = today
        self._units = {str(unit.pk): unit for unit in units}
        _offer(self, "unit", unit_pairs(units), first=_("Please choose"))
        _offer(self, "role", roles, first=_("Please choose"))

    def clean_valid_from(self) -> date:
        return _not_past(self.cleaned_data["valid_from"], self._today)

    def role_given(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "name": given["role"],
            "area": self.chosen_area(),
            "unit": self._units[given["unit"]],
            "valid_from": given["valid_from"],
            "last_day": given["last_day"],
        }


class PersonForm(RoleForm):
    """Somebody new, with their first role."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=40)
    username = forms.CharField(
        label=_("Account name"),
        max_length=40,
        validators=[ACCOUNT],
        help_text=_("With it they sign in. It cannot be changed later."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    work_telephone = telephone()

    field_order = ("name", "username", "work_telephone", "role", "unit", "area", "valid_from", "last_day")


class DeputyForm(forms.Form):
    """Who stands in for somebody, in which of their roles, and for how long."""

    role = forms.ChoiceField(label=_("In which role"), widget=forms.RadioSelect)
    person = forms.ChoiceField(label=_("Who stands in"))
    valid_from = DayField(label=_("First day"))
    last_day = DayField(label=_("Last day"))

    def __init__(self, data: Any = None, *, roles: Sequence[tuple[Role, str]], people: Pairs, today: date) -> None:
        super().__init__(data, initial={"valid_from": today, "role": str(roles[0][0].pk) if roles else ""})
        self._today = today
        self._roles = {str(role.pk): role for role, _said in roles}
        _offer(self, "role", [(str(role.pk), said) for role, said in roles])
        _offer(self, "person", people, first=_("Please choose"))

    def clean_valid_from(self) -> date:
        return _not_past(self.cleaned_data["valid_from"], self._today)

    def chosen_role(self) -> Role:
        return self._roles[self.cleaned_data["role"]]

    def person_id(self) -> UUID:
        return UUID(self.cleaned_data["person"])


class SheetForm(forms.Form):
    sheet = forms.FileField(label=_("Spreadsheet (.xlsx, .xls or .csv)"))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=pgettext_lazy("locking", "Why"), max_length=200, help_text=_("Kept in the history. No private matters.")
    )


class PlainForm(forms.Form):
    """A button that is pressed on purpose, on a page that says what it does."""


def _not_past(day: date, today: date) -> date:
    if day < today:
        raise forms.ValidationError(_("Choose today or a later day."))
    return day
