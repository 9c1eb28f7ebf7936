"""What can be said of a report without looking anything up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhuazhen.domains.cases.rules import (
    Route,
    Suggestion,
    UnreadableText,
    clean_text,
    plain_phone,
    rank_routes,
    suggest_category,
    title_of,
)


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("13800001234", "13800001234"),
        ("138 0000 1234", "13800001234"),
        ("138-0000-1234", "13800001234"),
        ("+86 13800001234", "13800001234"),
        ("8613800001234", "13800001234"),
        ("１３８００００１２３４", "13800001234"),
        ("0971-8230000", "09718230000"),
        ("(0971)8230000", "09718230000"),
        ("（0971）8230000", "09718230000"),
        ("010—62345678", "01062345678"),
        ("8230000", "8230000"),
        ("8612345", "8612345"),
        ("8613456", "8613456"),
        ("86123456", "86123456"),
        ("400-123-4567", "4001234567"),
        ("12345", "12345"),
        ("", ""),
        ("  ", ""),
    ],
)
def test_telephone_numbers_in_the_forms_that_people_write(written, plain):
    """Xining's own numbers begin with 8; one that begins with 86 is not taken for a country code."""
    assert plain_phone(written) == plain


@pytest.mark.parametrize(
    "written",
    ["1234", "12800001234", "1380000123", "138000012345", "王女士", "13800001234转8", "110,119",
     "13800001234 13900001234",
     "١٣٨٠٠٠٠١٢٣٤", "138٠٠٠٠١٢٣٤", "+85212345678", "=1+1", "\ud800"],
)  # fmt: skip
def test_what_is_no_telephone_number(written):
    with pytest.raises(ValueError, match=r"[\s\S]*"):
        plain_phone(written)


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("银杏小区路灯不亮。已经三天了", "银杏小区路灯不亮"),
        ("路灯不亮！！！", "路灯不亮"),
        ("？？？路灯怎么不亮", "路灯怎么不亮"),
        ("！\n。路灯", "路灯"),
        ("您好，路灯不亮", "您好，路灯不亮"),
        ("路" * 28, "路" * 28),
        ("路" * 29, "路" * 27 + "…"),
        ("请打13800001234找我", "请打138****1234找我"),
        ("。。。", "。。。"),
        ("，", "，"),
    ],
)
def test_titles(text, title):
    """The first words that say something; never empty, never a telephone number."""
    assert title_of(text) == title


@given(st.text(min_size=1).map(lambda text: text.encode(errors="ignore").decode()))
def test_every_text_has_a_title(text):
    cleaned = clean_text(text)
    title = title_of(cleaned)
    assert bool(title) == bool(cleaned)
    assert len(title) <= 28
    assert "\n" not in title


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text):
    try:
        cleaned = clean_text(text)
    except UnreadableText:
        assert any("\ud800" <= sign <= "\udfff" for sign in text)
    else:
        assert clean_text(cleaned) == cleaned
        assert "\0" not in cleaned
        cleaned.encode()


KEYWORDS = {"0101": ["路灯", "灯不亮"], "0102": ["井盖"], "0201": ["漏水", "水管"]}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("门口路灯不亮", Suggestion("0101", ("路灯", "灯不亮"))),
        ("井盖旁边水管漏水", Suggestion("0201", ("漏水", "水管"))),
        ("路灯下的井盖", Suggestion("0101", ("路灯",))),
        ("邻居吵闹", None),
        ("", None),
    ],
)
def test_the_category_whose_words_cover_most_is_proposed_with_these_words(text, found):
    assert suggest_category(text, KEYWORDS) == found


def test_the_dispatch_table_is_read_from_the_most_particular_line():
    """This category before its class before any; then the nearest area."""
    routes = [
        Route("", "c/", "anything in the county"),
        Route("01", "c/s/", "the class in the street"),
        Route("0101", "c/", "lamps in the county"),
        Route("0101", "c/s/", "lamps in the street"),
        Route("0102", "c/s/", "covers"),
        Route("0101", "c/t/", "lamps elsewhere"),
    ]
    fitting = rank_routes(routes, category="0101", area_path="c/s/x/", office_open=True)
    ranked = [route.unit_id for route in fitting]
    assert ranked == [
        "lamps in the street",
        "lamps in the county",
        "the class in the street",
        "anything in the county",
    ]
