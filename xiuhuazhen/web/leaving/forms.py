from datetime import date, timedelta
from typing import Any, NamedTuple, cast
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xiuhuazhen.core.kit.days import DayField
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.core.kit.whole_numbers import whole_number
from xiuhuazhen.core.people.models import Role, Unit
from xiuhuazhen.core.procedures.models import Matter
from xiuhuazhen.domains.grid.models import Post
from xiuhuazhen.web.leaving.actions import Leaving, Move
from xiuhuazhen.web.leaving.board import Board
from xiuhuazhen.web.moments import full_day

_BACK = "unit"
"""Chosen for one matter: back to the unit, whoever gets the others."""


class Line(NamedTuple):
    """A matter of the form's table with its two fields."""

    matter: Matter
    successor: BoundField
    seen: BoundField


class LeavingForm(forms.Form):
    """What ends, when, and who gets each matter.

    ``to-<unit>`` says who gets the matters of a unit, ``matter-<id>`` who gets this one instead, ``seen-<id>`` what the
    page showed. Matters are looked up by what was posted, so that one that moved meanwhile is told and not lost.
    """

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("What ends"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one role that ends.")},
    )
    posts = forms.MultipleChoiceField(
        label=gettext_lazy("Posts in grids that end as well"), widget=forms.CheckboxSelectMultiple, required=False
    )
    last_day = DayField(label=gettext_lazy("Last day of work"))

    def __init__(self, data: Any = None, *, board: Board, today: date) -> None:
        self.board, self.today = board, today
        chosen = {"roles": [str(role.pk) for role in board.roles], "posts": [str(post.pk) for post in board.posts]}
        super().__init__(data, initial={**chosen, "last_day": today})
        roles, posts = (cast("forms.MultipleChoiceField", self.fields[name]) for name in ("roles", "posts"))
        roles.choices = [(str(role.pk), role_said(role)) for role in board.roles]
        posts.choices = [(str(post.pk), _post_said(post)) for post in board.posts]
        if not board.posts:
            del self.fields["posts"]
        self._ask_for_matters()

    def _ask_for_matters(self) -> None:
        for unit in self._units():
            label = _("Matters of %(unit)s go to") % {"unit": unit.name}
            self.fields[f"to-{unit.pk}"] = self._somebody(unit.pk, [("", _("the unit, after the last day"))], label)
        for matter in self.board.matters:
            first = [("", _("as above")), (_BACK, _("the unit, after the last day"))]
            label = _("Who gets %(number)s") % {"number": matter.number}
            self.fields[f"matter-{matter.pk}"] = self._somebody(matter.holder_id, first, label)
            seen = f"{matter.version}/{matter.holder_id or ''}"
            self.fields[f"seen-{matter.pk}"] = forms.CharField(
                required=False, initial=seen, widget=forms.HiddenInput(attrs={"autocomplete": "off"})
            )

    def _units(self) -> list[Unit]:
        """Those that have any of the matters."""
        return list({matter.holder_id: matter.holder for matter in self.board.matters if matter.holder}.values())

    def _somebody(self, unit_id: UUID | None, first: list[tuple[str, str]], label: str) -> forms.CharField:
        """What was chosen is judged matter by matter when it is carried out, not by the list as it is now."""
        people = self.board.colleagues.get(unit_id, []) if unit_id else []
        return forms.CharField(required=False, label=label, widget=forms.Select(choices=[*first, *people]))

    def clean_last_day(self) -> date:
        """Said before anything is asked to be confirmed."""
        day = cast("date", self.cleaned_data["last_day"])
        if day < self.today:
            raise forms.ValidationError(_("Choose today or a later day."))
        return day

    def lines(self) -> list[Line]:
        return [Line(matter, self[f"matter-{matter.pk}"], self[f"seen-{matter.pk}"]) for matter in self.board.matters]

    def for_units(self) -> list[BoundField]:
        return [self[f"to-{unit.pk}"] for unit in self._units()]

    def leaving(self) -> Leaving:
        chosen = self.cleaned_data
        return Leaving(
            person_id=self.board.person.pk,
            roles=[role for role in self.board.roles if str(role.pk) in chosen["roles"]],
            posts=[post for post in self.board.posts if str(post.pk) in chosen.get("posts", ())],
            last_day=chosen["last_day"],
            moves=[move for matter in self.board.matters if (move := self._move(matter))],
        )

    def _move(self, matter: Matter) -> Move | None:
        version, _slash, unit_id = str(self.cleaned_data[f"seen-{matter.pk}"]).partition("/")
        own = self.cleaned_data[f"matter-{matter.pk}"]
        successor = parse_id(own or self.data.get(f"to-{unit_id}", ""))
        return Move(matter.pk, successor, whole_number(version)) if successor else None


def role_said(role: Role) -> str:
    """An office with its area and unit, and since when."""
    since = _("since %(day)s") % {"day": full_day(role.valid_from)} if role.valid_from else ""
    until = _("until %(day)s") % {"day": full_day(role.valid_to - timedelta(days=1))} if role.valid_to else ""
    return " · ".join(filter(None, (role.get_name_display(), role.unit.name, role.area.name, since, until)))


def _post_said(post: Post) -> str:
    return f"{post.get_title_display()} · {post.grid.area.name}"
