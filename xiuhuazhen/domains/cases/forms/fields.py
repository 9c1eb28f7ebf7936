"""Fields that several forms share: files sent before or with the form, and areas as a list of choices."""

from collections.abc import Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.areas.queries import subtree
from xiuhuazhen.core.areas.rules.names import short_name
from xiuhuazhen.core.kit.ids import parse_id
from xiuhuazhen.domains.cases import rules


class WordsField(forms.CharField):
    """What somebody wrote, as it is kept."""

    widget = forms.Textarea(attrs={"rows": 4})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": rules.TEXT_MAX, **kwargs})

    def to_python(self, value: Any) -> str:
        try:
            return rules.clean_text(super().to_python(value) or "")
        except rules.UnreadableText as fault:
            raise forms.ValidationError(_("This text holds a broken character. Please type it again.")) from fault


class IdsField(forms.Field):
    """A list of ids of uploaded files."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> tuple[UUID, ...]:
        items = value if isinstance(value, list | tuple) else [value] if value else ()
        ids = tuple(parse_id(str(item)) for item in items)
        if None in ids:
            raise forms.ValidationError(_("A file was not sent completely. Please add it again."))
        if len(ids) > settings.FILES_PER_REPORT:
            raise forms.ValidationError(
                _("At most %(count)s files; please remove some."), params={"count": settings.FILES_PER_REPORT}
            )
        return cast("tuple[UUID, ...]", ids)


class PhotosInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Photos and other files sent with the form itself, where the browser could not send them before."""

    widget = PhotosInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        items = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(PhotosField, self).clean(item, initial) for item in items]


class WithPhotos(forms.Form):
    # Django takes fields out of the class body, so the form keeps its own attribute of this name
    files = IdsField(required=False, label=_("Photos, recordings, documents"))  # type: ignore[assignment]
    photos = PhotosField(required=False, label=_("Photos, recordings, documents"))


def indented_choices(tops: Sequence[Area]) -> list[tuple[str, str]]:
    """The subtrees of these areas as choices, set in by depth."""
    return [(row.code, indented(row, top)) for top in tops for row in subtree(top)]


def indented(area: Area, top: Area) -> str:
    """An area's short name, set in by its depth below ``top``, for a choice list."""
    depth = area.path.count("/") - top.path.count("/")
    return "　" * depth + short_name(area.name)
