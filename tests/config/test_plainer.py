"""Django's form fields speak plain Chinese."""

import gettext
import re
from pathlib import Path

import django
import pytest
from django import forms
from django.contrib.auth.password_validation import get_password_validators, validate_password
from django.core.files.uploadedfile import SimpleUploadedFile

from xiuhuazhen.config.plainer import FIELDS_SAY
from xiuhuazhen.config.settings import base
from xiuhuazhen.core.people.models import Account


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


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("zq7Xk", ["密码太短，至少要 8 个字符。"]),
        ("password123", ["这个密码太常见，容易被猜到，请换一个。"]),
        ("wang-qiang1", ["密码和账号太像，请换一个。"]),
        ("12345", ["密码太短，至少要 8 个字符。", "这个密码太常见，容易被猜到，请换一个。"]),
    ],
    ids=["short", "common", "like the account", "two at once"],
)
def test_what_a_password_that_will_not_do_is_told(given, said):
    with pytest.raises(forms.ValidationError) as refused:
        validate_password(given, user=Account(username="wang-qiang"), password_validators=own_validators())
    assert refused.value.messages == said


def test_every_sentence_of_every_validator_is_in_chinese():
    """What each refuses with and what it would have, those of a validator that is added later too."""
    for validator in own_validators():
        for sentence in (validator.get_error_message(), validator.get_help_text()):
            words = sentence.replace("%(verbose_name)s", "")
            assert (re.findall("[A-Za-z]+", words), bool(re.search("[一-鿿]", words))) == ([], True), sentence


def own_validators():
    return get_password_validators(base.AUTH_PASSWORD_VALIDATORS)
