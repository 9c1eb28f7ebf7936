from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.kit import clock
from xiuhuazhen.core.people.actions import NewShift
from xiuhuazhen.core.people.choices import ShiftPost
from xiuhuazhen.core.people.models import Person

_MOMENT = "%Y-%m-%dT%H:%M"


def _moment_field(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
    return forms.DateTimeField(label=label, widget=widget)


class PersonForm(forms.Form):
    """Who is to stand a shift: one of those who work for the unit, or as duty leader whoever leads its area.
    ``nobody`` says that there is no one to choose."""

    person = forms.ChoiceField(label=_("Who"))

    def __init__(self, *args: Any, people: Iterable[Person], leaders: Iterable[Person] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own, above = ([(str(person.pk), person.name) for person in each] for each in (people, leaders))
        grouped = [(_("as duty leader only"), above)] if above else []
        cast("forms.ChoiceField", self.fields["person"]).choices = [("", _("Choose somebody")), *own, *grouped]
        self.nobody = not own and not above

    def person_id(self) -> UUID:
        return UUID(self.cleaned_data["person"])


class ShiftForm(PersonForm):
    post = forms.ChoiceField(label=_("As"), choices=ShiftPost.choices, widget=forms.RadioSelect)
    begins_at = _moment_field(_("From"))
    ends_at = _moment_field(_("To"))
    note = forms.CharField(label=_("Remark"), required=False, max_length=100)

    def shift(self) -> NewShift:
        given = self.cleaned_data
        return NewShift(
            person_id=self.person_id(),
            post=ShiftPost(given["post"]),
            begins_at=_whole(given["begins_at"]),
            ends_at=_whole(given["ends_at"]),
            note=given["note"],
        )


def _whole(moment: datetime) -> datetime:
    """To the minute, as rosters are written."""
    return clock.aware(moment).replace(second=0, microsecond=0)


class CopyForm(forms.Form):
    """For how many weeks the week is repeated. The action says what is too much."""

    weeks = forms.IntegerField(label=_("Repeat it for how many weeks"), min_value=1, initial=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weeks"].widget.attrs["max"] = settings.ROSTER_WEEKS_AT_ONCE


class PlainForm(forms.Form):
    """Asks for nothing: pressing its button is the answer."""
