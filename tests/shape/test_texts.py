"""Catalogues are complete, and no field or text is there for what the product refuses to know."""

import re
from collections.abc import Iterable

import pytest

from tests.support.sources import PACKAGE, named, own_models, templates
from xiuhuazhen.web.management.commands import messages

REFUSED_CHINESE = (
    *("民族", "宗教", "信仰", "政治面貌", "重点人员", "重点人口"),
    *("打卡", "排名", "排行", "在线时长", "登录次数", "轨迹", "人脸"),
)
REFUSED_ENGLISH = re.compile(
    r"\b(?:ethnic\w*|religio\w*|faiths?|politic\w*|key persons?|check-ins?|clock-ins?|ranking\w*|leaderboards?"
    r"|time online|online time|log-in counts?|movement tracks?|face search)\b",
    re.IGNORECASE,
)
REFUSED_FIELDS = re.compile(
    r"(?:^|_)(?:ethnic(?:ity)?|nationality|religio(?:n|us)|faith|belief|politic(?:al|s)|party_member|key_person"
    r"|check_?in|clock_in|rank(?:ing)?|leaderboard|online_(?:time|minutes)|time_online|(?:login|sign_in)_count"
    r"|tracks?|trajectory|faces?)(?:_|$)"
)
ALLOWED: set[tuple[str, str]] = set()
"""(where, word) that may stand after all. Empty, and meant to stay so."""


def refused_in(text: str) -> list[str]:
    return [word for word in REFUSED_CHINESE if word in text] + [
        found.lower() for found in REFUSED_ENGLISH.findall(text)
    ]


def refused_names(names: Iterable[str]) -> list[str]:
    return [name for name in names if REFUSED_FIELDS.search(name)]


@pytest.mark.parametrize("package", messages.packages(), ids=lambda package: package.label)
def test_every_text_is_translated(package):
    """The catalogue holds exactly the texts of the sources, each with a translation."""
    assert list(messages.faults(package)) == []


def test_no_two_catalogues_contradict_each_other():
    assert list(messages.contradictions(messages.packages())) == []


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_no_field_for_what_is_refused(model):
    """No ethnicity, religion or political opinion, no check-in, ranking, time online or track of a person."""
    assert refused_names(field.name for field in model._meta.get_fields()) == []


def test_no_text_for_what_is_refused():
    """Neither a catalogue nor a template nor a script of ours speaks of it."""
    scripts = [path for path in PACKAGE.rglob("static/**/*.js") if "vendor" not in path.parts]
    read = [*PACKAGE.rglob("*.po"), *templates(), *scripts]
    found = {(named(path), word) for path in read for word in refused_in(path.read_text(encoding="utf-8"))}
    assert found - ALLOWED == set()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("请填写民族和政治面貌", ["民族", "政治面貌"]),
        ("Ranking of workers by check-in", ["ranking", "check-in"]),
        ("check in the report", []),
        ("time online today", ["time online"]),
        ("街道办事处", []),
    ],
)
def test_refused_words_would_be_found(text, words):
    assert refused_in(text) == words


def test_refused_fields_would_be_found():
    names = ["name", "ethnicity", "check_in_at", "recheck_inputs", "last_rank", "party_member", "tracking_code"]
    assert refused_names(names) == ["ethnicity", "check_in_at", "last_rank", "party_member"]
