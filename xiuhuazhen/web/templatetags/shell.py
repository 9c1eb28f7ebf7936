"""What the templates of every app may use: icons, marks, moments in words, form controls."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from xiuhuazhen.web import ground as map_ground
from xiuhuazhen.web import moments

register = template.Library()

SPRITE = "vendor/tabler-icons/sprite.svg"
MARKS = "web/stitches.svg"
_SEEN_AT_ONCE = 2
_SEEN_IN_A_LIST = 12

CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "form-check-input"),
    (forms.RadioSelect, ""),
    (forms.CheckboxSelectMultiple, ""),
    (forms.HiddenInput, ""),
    (forms.MultipleHiddenInput, ""),
    (forms.Select, "form-select"),
)

register.filter("due_words", moments.due_words)
register.filter("nearness", moments.nearness)
register.filter("ago", moments.ago)
register.filter("exact", moments.exact)
register.filter("full_day", moments.full_day)
register.filter("day_and_time", moments.day_and_time)


@register.simple_tag
@cache
def icon(name: str, extra: str = "") -> SafeString:
    """An icon of the sprite. It decorates: the words beside it, or the label of its button, say what it means."""
    return format_html(
        '<svg class="icon{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.75"'
        ' stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        '<use href="{}#{}"></use></svg>',
        f" {extra}" if extra else "",
        static(SPRITE),
        name,
    )


@register.inclusion_tag("web/components/ground.html")
def ground() -> dict[str, dict[str, str]]:
    """What lies under the maps of a page, once a page, before the script that makes the map."""
    return {"ground": map_ground.words()}


@register.simple_tag
def mark(name: str, css: str) -> SafeString:
    """A mark of the thread, or the needle itself. The sentence beside it says the same in words."""
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>', css, static(MARKS), name
    )


@register.simple_tag
def control(field: BoundField, **attrs: Any) -> SafeString:
    """A form field's widget with the class that the stylesheet gives to its kind, and further attributes.

    Underscores in attribute names become hyphens. Django adds ``aria-describedby`` and ``aria-invalid`` itself.
    """
    css = " ".join(filter(None, (css_class(field.field.widget), field.field.widget.attrs.get("class"))))
    given = {name.replace("_", "-"): value for name, value in attrs.items()}
    return field.as_widget(attrs={**({"class": css} if css else {}), **given})


def css_class(widget: forms.Widget) -> str:
    """The class for the first kind that fits; text, number, date and file inputs are the rest."""
    return next((css for kind, css in CLASSES if isinstance(widget, kind)), "form-control")


@dataclass(frozen=True)
class Wrong:
    """A field that is to be corrected; ``anchor`` is the id of what a link leads to."""

    label: str
    error: str
    anchor: str


@register.simple_tag
def wrong_fields(form: forms.BaseForm) -> list[Wrong]:
    """The fields of a form that are to be corrected, in its order. None for a form of one or two fields, on which one
    sees it anyway."""
    shown = [field for field in form if not field.is_hidden or field.name == "files"]
    return [_wrong(field) for field in shown if field.errors] if len(form.visible_fields()) > _SEEN_AT_ONCE else []


def _wrong(field: BoundField) -> Wrong:
    anchor = field.id_for_label or field.auto_id  # a group has no control of its own
    return Wrong(str(field.label), said_errors(field)[0], str(anchor))


@register.filter
def is_choice(field: BoundField) -> bool:
    """Whether the field is a group of radio buttons or boxes, which needs a legend instead of a label."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def has_many(field: BoundField) -> bool:
    """Whether so many can be chosen that one looks for them by their words."""
    return len(getattr(field.field, "choices", ())) > _SEEN_IN_A_LIST


@register.filter
def is_box(field: BoundField) -> bool:
    """Whether the field is one box, whose label stands after it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def may_be_left_out(field: BoundField) -> bool:
    """Whether to say that nothing need be filled in: not of choices of which one is made already, nor of what the form
    asks for under conditions of its own (``asked``)."""
    chosen = isinstance(field.field.widget, forms.RadioSelect) and bool(field.initial)
    return not field.field.required and not chosen and field.name not in getattr(field.form, "asked", ())


@register.filter
def said_errors(field: BoundField) -> list[str]:
    """The sentences of a field that is to be corrected; one chooses what is offered, and fills in what is not."""
    default = str(forms.Field.default_error_messages["required"])
    choose = isinstance(field.field, forms.ChoiceField)
    return [str(_("Please choose.")) if choose and error == default else error for error in map(str, field.errors)]


@register.filter
def iso(at: datetime) -> str:
    """For the ``datetime`` attribute."""
    return at.isoformat()
