"""Forms with which a case begins, and with which it is found again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.forms import PointFields
from xiuhuazhen.core.areas.index import locate
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.queries import subtree
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit import clock
from xiuhuazhen.domains.cases import rules
from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.domains.cases.forms.fields import WithPhotos, WordsField, indented_choices
from xiuhuazhen.domains.cases.queries import area_of_code, category_choices, community_code, place_code
from xiuhuazhen.domains.cases.reports import Report

_PASTED_MAX = 8000
_MINUTE = timedelta(minutes=1)
_LAST_MINUTE = time(23, 59)


class LocalTimeField(forms.DateTimeField):
    """A time on the wall clock in China, as browsers send it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        if value in self.empty_values:
            return None
        try:
            return clock.parse(str(value))
        except ValueError as fault:
            raise forms.ValidationError(_("Enter day and time, for example 2026-11-23 08:30.")) from fault


class EndField(LocalTimeField):
    """A moment by which something is to be done. A day alone, and its last minute, mean its end."""

    def prepare_value(self, value: Any) -> Any:
        """Browsers know no 24:00: the end of a day is shown as its last minute."""
        midnight = isinstance(value, datetime) and clock.local(value).time() == time.min
        return super().prepare_value(value - _MINUTE if midnight else value)

    def to_python(self, value: Any) -> datetime | None:
        try:
            end = rules.order_date(str(value or ""), in_days=False).at
        except ValueError:
            end = None
        end = end or super().to_python(value)
        return end + _MINUTE if end and clock.local(end).time() == _LAST_MINUTE else end


class PlaceFields(PointFields, WithPhotos):
    """What all reports ask: the client's id, the words, and where it is."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("What is the matter?"),
        max_length=rules.TEXT_MAX,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Please say in a few words what the matter is.")},
    )
    area = forms.ChoiceField(label=_("Community"), required=False)
    address = forms.CharField(label=_("Address or landmark"), required=False, max_length=100)

    def __init__(self, *args: Any, within: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = cast("forms.ChoiceField", self.fields["area"])
        area.choices = [("", _("I do not know")), *self.area_choices(within)]

    def area_choices(self, within: Sequence[Area]) -> list[tuple[str, str]]:
        rows = (row for top in within for row in subtree(top).filter(level=Level.COMMUNITY))
        return [(row.code, short_name(row.name)) for row in rows]

    def given(self) -> dict[str, Any]:
        """The fields of a report that every form has."""
        data = self.cleaned_data
        return {
            "id": cast("UUID", data["id"]),
            "text": data["text"],
            "area": data["area"],
            "address": data["address"],
            "point": self.point(),
            "uploads": data["files"],
        }


class ContactFields(forms.Form):
    contact_name = forms.CharField(label=_("Your name"), required=False, max_length=40)
    contact_phone = forms.CharField(
        label=_("Telephone"), required=False, max_length=30, widget=forms.TextInput(attrs={"inputmode": "tel"})
    )
    reply_wanted = forms.BooleanField(label=_("Please call me back"), required=False)
    confidential = forms.BooleanField(
        label=_("Please keep my name secret"),
        help_text=_("Then only the duty desk knows who you are; whoever works on it does not."),
        required=False,
    )

    def clean(self) -> dict[str, Any] | None:
        data = self.cleaned_data
        if data.get("reply_wanted") and "contact_phone" not in self.errors and not data.get("contact_phone"):
            self.add_error("contact_phone", _("Leave a telephone number at which somebody can call."))
        return super().clean()


class ReportForm(PlaceFields, ContactFields):
    """A resident's report, without sign-in."""

    notice_version = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
    place = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)

    def given(self) -> dict[str, Any]:
        """What a scanned code knows of the place more exactly than the community, as long as that was not changed."""
        found, code = super().given(), place_code(self.cleaned_data["place"])
        if not code or code.withdrawn_at or found["point"]:
            return found
        area = area_of_code(code)
        if found["area"] != community_code(area):
            return found
        around = locate(*code.point) if code.point else ()
        fits = any(each.path.startswith(area.path) for each in around)
        return {**found, "area": area.code, "point": code.point if fits else None}

    field_order = ("text", "photos", "area", "address")

    def report(self) -> Report:
        data = self.cleaned_data
        return Report(
            **self.given(),
            source=Source.RESIDENT,
            contact_name=data["contact_name"],
            contact_phone=data["contact_phone"],
            reply_wanted=data["reply_wanted"],
            confidential=data["confidential"],
            notice_version=data["notice_version"],
        )


class StaffForm(PlaceFields, ContactFields):
    """What came by telephone, at the counter or by letter."""

    title = forms.CharField(label=_("Title"), required=False, max_length=rules.TITLE_MAX)
    category = forms.ChoiceField(label=_("Category"), required=False)
    occurred_at = LocalTimeField(label=_("Seen at"), required=False)

    field_order: Sequence[str] = ("text", "title", "category", "occurred_at", "area", "address")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category = cast("forms.ChoiceField", self.fields["category"])
        category.choices = [("", _("The dispatcher chooses")), *category_choices(on)]
        self.fields["contact_name"].label = _("Reporter's name")
        self.fields["reply_wanted"].label = _("The reporter wants a call")
        self.fields["confidential"].label = _("The reporter asks for confidentiality")
        self.fields["confidential"].help_text = _("Then only the duty desk sees who it is.")

    def area_choices(self, within: Sequence[Area]) -> list[tuple[str, str]]:
        return indented_choices(within)

    def report(self, reporter_id: UUID | None) -> Report:
        data = self.cleaned_data
        return Report(
            **self.given(),
            source=Source.STAFF,
            title=data["title"],
            category=data["category"],
            occurred_at=data["occurred_at"],
            contact_name=data["contact_name"],
            contact_phone=data["contact_phone"],
            reply_wanted=data["reply_wanted"],
            confidential=data["confidential"],
            reporter_id=reporter_id,
        )


class PasteForm(WithPhotos):
    """What was copied out of a chat or another program; it is read, and kept nowhere."""

    pasted = forms.CharField(
        label=_("Pasted text"),
        max_length=_PASTED_MAX,
        widget=forms.Textarea(attrs={"rows": 10}),
        error_messages={"required": _("Paste what was written there.")},
    )

    def clean_pasted(self) -> str:
        try:
            return rules.clean_text(self.cleaned_data["pasted"])
        except rules.UnreadableText as fault:
            raise forms.ValidationError(_("This text holds a broken character. Please type it again.")) from fault


class PastedForm(StaffForm):
    """What was proposed from a pasted text, for a person to look over."""

    asked = ("source_name",)
    source_name = forms.CharField(
        label=_("From which group or hotline"),
        help_text=_("An order with a number needs it."),
        required=False,
        max_length=60,
    )
    source_number = forms.CharField(label=_("Order number there"), required=False, max_length=60)
    order_due = EndField(
        label=_("Until when they want it done"),
        help_text=_("Where it counts days, reckon them and enter the date."),
        required=False,
    )

    field_order = (
        "text",
        "title",
        "source_name",
        "source_number",
        "order_due",
        "category",
        "occurred_at",
        "area",
        "address",
    )

    def clean(self) -> dict[str, Any] | None:
        if self.cleaned_data.get("source_number") and not self.cleaned_data.get("source_name"):
            self.add_error("source_name", _("Say from which hotline the orders come."))
        return super().clean()

    def report(self, reporter_id: UUID | None) -> Report:
        data = self.cleaned_data
        source = Source.HOTLINE if data["source_number"] else Source.STAFF
        named = {"source_name": data["source_name"], "source_number": data["source_number"]}
        return replace(super().report(reporter_id), source=source, order_due=data["order_due"], **named)


class PatrolForm(PlaceFields):
    """A grid worker's report on the way."""

    category = forms.ChoiceField(label=_("Category"), required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category = cast("forms.ChoiceField", self.fields["category"])
        category.choices = [("", _("The dispatcher chooses")), *category_choices(on)]
        self.fields["text"].label = _("What did you see?")

    def area_choices(self, within: Sequence[Area]) -> list[tuple[str, str]]:
        return indented_choices(within)

    def report(self, reporter_id: UUID | None) -> Report:
        category = self.cleaned_data["category"]
        return Report(**self.given(), source=Source.PATROL, category=category, reporter_id=reporter_id)


class FindForm(forms.Form):
    number = forms.CharField(label=_("Number"), max_length=40)


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Query code"), max_length=30, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class WithdrawForm(forms.Form):
    """Why the reporter does not want it any more; they need not say."""

    reason = WordsField(label=_("Why"), required=False, widget=forms.Textarea(attrs={"rows": 2}))


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Password"), widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
