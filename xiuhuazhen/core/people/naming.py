"""What can be entered as somebody's name."""

from django.utils.translation import gettext as _

from xiuhuazhen.core.kit.errors import InvalidInput
from xiuhuazhen.core.people.rules import is_number


def require_name(name: str) -> None:
    """Raise :class:`InvalidInput` when a number was given for a name: names are shown to all, numbers are not."""
    if is_number(name):
        sentence = _("This is a number, not a name. Enter the name; a work telephone has its own field.")
        raise InvalidInput(sentence, fields={"name": sentence})
