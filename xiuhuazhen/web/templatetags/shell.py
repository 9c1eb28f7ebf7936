"""What the templates of every app may use: icons, marks, moments in words, form controls."""

from datetime import datetime
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from xiuhuazhen.web import moments

register = template.Library()

SPRITE = "vendor/tabler-icons/sprite.svg"
MARKS = "web/stitches.svg"

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


@register.filter
def is_choice(field: BoundField) -> bool:
    """Whether the field is a group of radio buttons or boxes, which needs a legend instead of a label."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


@register.filter
def is_box(field: BoundField) -> bool:
    """Whether the field is one box, whose label stands after it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def iso(at: datetime) -> str:
    """For the ``datetime`` attribute."""
    return at.isoformat()
