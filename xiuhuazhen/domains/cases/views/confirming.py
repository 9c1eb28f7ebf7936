from django.contrib.auth import authenticate
from django.http import HttpRequest
from django.utils.translation import gettext as _

from xiuhuazhen.domains.cases.forms.reports import PasswordForm


def confirmed(request: HttpRequest, form: PasswordForm) -> bool:
    """Whether the form is right and so is the password of who is signed in; a wrong one is said beside its field."""
    if not form.is_bound or not form.is_valid():
        return False
    if authenticate(request, username=request.user.get_username(), password=form.cleaned_data["password"]):
        return True
    form.add_error("password", _("The password is wrong."))
    return False
