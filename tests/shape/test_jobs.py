"""What is registered to run in the background can be shown to people."""

import re

import pytest

from xiuhuazhen.core.jobs import registry


@pytest.mark.parametrize("name", sorted(registry._kinds))
def test_every_job_says_in_chinese_what_it_does(name):
    assert re.search(r"[\u4e00-\u9fff]", registry.label_of(name)), f"{name}: register it with a label, and translate it"


def test_a_job_without_label_would_be_found():
    assert registry.label_of("sample.nameless") == "sample.nameless"
