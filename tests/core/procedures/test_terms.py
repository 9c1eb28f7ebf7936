"""The rules of searching: which terms a text has, what a question asks for, and where the hits stand."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhuazhen.core.procedures.rules.terms import (
    Phrase,
    TooLong,
    TooShort,
    asked,
    excerpt,
    marked,
    number_terms,
    text_terms,
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("路灯不亮", ["路灯", "灯不", "不亮"]),
        ("路灯，亮", ["路灯", "灯亮"]),
        ("3-2单元", ["32", "2单", "单元"]),
        ("亮", ["亮"]),
        ("3号楼", ["3号", "号楼"]),
        ("ＬＥＤ灯", ["le", "ed", "d灯"]),
        ("139****5678", ["13", "39", "95", "56", "67", "78"]),
        ("。", []),
        ("", []),
    ],
)
def test_a_text_becomes_overlapping_terms(text, terms):
    assert text_terms(text) == terms


def test_a_number_becomes_a_piece_from_each_place_on():
    assert number_terms("A1-0007") == ["_a1", "_1", "_0007", "_007", "_07", "_7"]
    assert number_terms("630102005") == [
        "_63010200", "_30102005", "_0102005", "_102005", "_02005", "_2005", "_005", "_05", "_5",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("路灯不亮", [[Phrase(("路灯", "灯不", "不亮"))]]),
        ("路灯 不亮", [[Phrase(("路灯",))], [Phrase(("不亮",))]]),
        ('"路灯 不亮"', [[Phrase(("路灯", "灯不", "不亮"))]]),
        ("“路灯 不亮”", [[Phrase(("路灯", "灯不", "不亮"))]]),
        ("0007", [[Phrase(("00", "00", "07")), Phrase(("_0007",), begins=True)]]),
        ("007", [[Phrase(("00", "07"))]]),
        ("3-0007", [[Phrase(("30", "00", "00", "07")), Phrase(("_3", "_0007"), begins=True)]]),
        ("路灯，", [[Phrase(("路灯",))]]),
        ("路灯 ，", [[Phrase(("路灯",))]]),
    ],
)
def test_what_a_question_asks_for(text, phrases):
    assert [list(word.phrases) for word in asked(text)] == phrases


@pytest.mark.parametrize("text", ["灯", "路灯 亮", "", "，。", "%", "7"])
def test_a_single_sign_is_too_little(text):
    with pytest.raises(TooShort):
        asked(text)


@pytest.mark.parametrize("text", ["路" * 101, " ".join(["路灯"] * 9)])
def test_more_than_the_index_should_be_asked_is_too_much(text):
    with pytest.raises(TooLong):
        asked(text)


@pytest.mark.parametrize(
    ("text", "question", "stretches"),
    [
        ("路灯不亮", "灯不", [("路", False), ("灯不", True), ("亮", False)]),
        ("路灯、路灯", "路灯", [("路灯", True), ("、", False), ("路灯", True)]),
        ("楼道ＬＥＤ灯，坏", "led灯", [("楼道", False), ("ＬＥＤ灯", True), ("，坏", False)]),
        ("坏了3㎡", "m2", [("坏了3", False), ("m2", True)]),
        ("楼道LED灯", "led灯", [("楼道", False), ("LED灯", True)]),
        ("路灯，不亮", '"路灯 不亮"', [("路灯，不亮", True)]),
        ("门前的灯，不亮了", "灯不亮", [("门前的", False), ("灯，不亮", True), ("了", False)]),
        ("富民路 18 号漏水", "富民路18号", [("富民路 18 号", True), ("漏水", False)]),
        ("路灯不亮", "灯不亮 路灯", [("路灯", True), ("不亮", True)]),
        ("井盖", "路灯", [("井盖", False)]),
        ("", "路灯", []),
    ],
)
def test_hits_are_marked(text, question, stretches):
    assert marked(text, asked(question)) == stretches


def test_an_excerpt_is_about_the_first_hit():
    text = "一" * 30 + "路灯" + "二" * 30
    assert excerpt(text, asked("路灯"), around=5) == "…" + "一" * 5 + "路灯" + "二" * 15 + "…"
    assert excerpt("路灯\n不亮", asked("路灯"), around=5) == "路灯 不亮"
    assert excerpt(text, asked("井盖"), around=5) == ""


def is_in_a_row(phrase, terms):
    wanted = list(phrase.terms)
    fits = [terms[place : place + len(wanted)] for place in range(len(terms) - len(wanted) + 1)]
    if phrase.begins:
        return any(found[:-1] == wanted[:-1] and found[-1].startswith(wanted[-1]) for found in fits)
    return wanted in fits


@given(st.text(alphabet="路灯ab12-，", min_size=2, max_size=9), st.text(alphabet="路灯不亮ab12，-", max_size=30))
def test_terms_in_a_row_are_exactly_what_stands_there(word, text):
    """Whatever stands between the signs that count, in the question or in the text; what is found is also marked."""
    signs, counted = (re.sub("[，-]", "", each) for each in (word, text))
    if len(signs) < 2:
        return
    words = asked(word)
    (phrase, *_number) = words[0].phrases
    assert is_in_a_row(phrase, text_terms(text)) == (signs in counted)
    assert any(hit for _stretch, hit in marked(text, words)) == (signs in counted)


@given(st.text(alphabet="0123-", min_size=4, max_size=24), st.from_regex(r"[0-3]{9}-[0-3]{8}-[0-3]{4}", fullmatch=True))
def test_a_part_of_a_number_is_exactly_a_part_of_it(part, number):
    """As long as it has at least four digits and begins and ends with one."""
    part = part.strip("-")
    try:
        (word,) = asked(part)
    except TooShort:
        return
    found = [phrase for phrase in word.phrases if phrase.begins]
    if found:
        assert is_in_a_row(found[0], number_terms(number)) == (part in number)


@given(st.from_regex(r"[0-3]{9}-[0-3]{8}-[0-3]{4}", fullmatch=True), st.data())
def test_each_part_of_a_number_finds_it(number, data):
    start = data.draw(st.integers(0, len(number) - 6))
    part = number[start : data.draw(st.integers(start + 6, len(number)))].strip("-")
    assert is_in_a_row(asked(part)[0].phrases[1], number_terms(number))
