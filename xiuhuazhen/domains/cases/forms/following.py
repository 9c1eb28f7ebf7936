"""Forms at the counter: the query code again, and somebody who follows the matter."""

from django import forms
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.domains.cases.actions.following import FOLLOWER_NAME_MAX, NewFollower
from xiuhuazhen.domains.cases.choices import Consent, Recognised, Relation
from xiuhuazhen.domains.cases.forms.reports import PasswordForm


class CodeAgainForm(PasswordForm):
    """How the reporter was recognised, and the own password."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    recognised = forms.ChoiceField(
        label=_("How do you know that it is the reporter?"), choices=Recognised.choices, widget=forms.RadioSelect
    )

    field_order = ("recognised", "password")


class FollowerForm(PasswordForm):
    id = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of who follows it"), max_length=FOLLOWER_NAME_MAX)
    relation = forms.ChoiceField(
        label=_("What they are to the reporter"), choices=Relation.choices, widget=forms.RadioSelect
    )
    consent = forms.ChoiceField(label=_("How the reporter agreed"), choices=Consent.choices, widget=forms.RadioSelect)

    field_order = ("name", "relation", "consent", "password")

    def new_follower(self) -> NewFollower:
        data = self.cleaned_data
        return NewFollower(data["id"], data["name"], Relation(data["relation"]), Consent(data["consent"]))
