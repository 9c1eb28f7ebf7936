"""Django's form fields speak plain Chinese."""

import gettext
from pathlib import Path

import django
import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile

from xiuhuazhen.config.plainer import FIELDS_SAY


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        (forms.IntegerField(min_value=0), "-1", "不能小于 0。"),
        (forms.IntegerField(max_value=9), "10", "不能大于 9。"),
        (forms.IntegerField(), "x", "请填整数。"),
        (forms.CharField(max_length=2), "三个字", "最多写 2 个字（现在 3 个）。"),
        (forms.CharField(min_length=2), "一", "至少写 2 个字（现在 1 个）。"),
        (forms.CharField(), "", "请填写。"),
        (forms.FileField(), SimpleUploadedFile("a.csv", b""), "文件是空的，请换一个。"),
        (forms.ModelChoiceField(None), "x", "列表里没有这一项，请从列表中选。"),
    ],
    ids=["small", "large", "no number", "long", "short", "missing", "empty file", "no choice"],
)
def test_what_a_field_says(field, given, said):
    if isinstance(field, forms.ModelChoiceField):
        assert field.error_messages["invalid_choice"] == said
        return
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(given)
    assert refused.value.messages == [said]


def test_each_sentence_is_one_that_django_says():
    """One that a later Django words otherwise would come in its own words again."""
    theirs = Path(django.__file__).parent / "conf" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.mo"
    with theirs.open("rb") as file:
        known = set(gettext.GNUTranslations(file)._catalog)
    words = {each._proxy____args[0] if hasattr(each, "_proxy____args") else each for each in FIELDS_SAY}
    singular = {key[0] if isinstance(key, tuple) else key for key in known}
    assert words <= singular
