"""Short names, and names found in a text."""

from uuid import UUID

import pytest

from xiuhuazhen.core.areas.rules.names import KnownName, NameBook, NameMatch, comparable, says_where, short_name

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)


def match_places(text, names):
    return NameBook(KnownName(key, name) for key, name in names).found_in(text)


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("车站社区居民委员会", "车站社区"),
        ("南关街社区居委会", "南关街社区"),
        ("团结湖路社区委员会", "团结湖路社区"),
        ("下社区居委会", "下社区"),
        ("富强村村民委员会", "富强村"),
        ("水磨村村委会", "水磨村"),
        ("红星村委会", "红星村"),
        ("韵家口村民委员会", "韵家口村"),
        ("红城村民委会", "红城村"),
        ("峨堡村牧民委员会", "峨堡村"),
        ("扎玛村（一村）委会", "扎玛村（一村）"),
        ("巴音牧委会", "巴音牧委会"),
        ("安宁路居委会", "安宁路居委会"),
        ("火车西站社区", "火车西站社区"),
        ("火车站街道", "火车站街道"),
    ],
)
def test_the_short_name_is_what_people_say(name, short):
    """The committee's words go; where no name would be left they stay."""
    assert short_name(name) == short


def test_the_longest_name_wins_and_holds_what_is_inside_it():
    """车站 stands only inside 火车站街道 here, so it is not found; 中庄社区 is named after it and shorter."""
    names = [(A, "车站"), (B, "火车站街道"), (C, "中庄社区")]
    assert match_places("火车站街道中庄社区门口有积水", names) == (
        NameMatch(B, "火车站街道", 0),
        NameMatch(C, "中庄社区", 5),
    )


def test_a_short_name_counts_where_it_stands_alone():
    """The same word inside a longer name and again by itself is found where it is free."""
    assert match_places("火车站街道，车站东侧", [(A, "车站"), (B, "火车站街道")]) == (
        NameMatch(B, "火车站街道", 0),
        NameMatch(A, "车站", 6),
    )


def test_of_two_names_of_one_length_the_earlier_wins():
    """Order in the text, not in the list, decides."""
    found = match_places("幸福社区到中庄社区的路", [(A, "中庄社区"), (B, "幸福社区")])
    assert [match.key for match in found] == [B, A]


def test_overlapping_names_of_one_length_give_only_the_earlier():
    """The second would use a character that is taken."""
    assert [match.key for match in match_places("东关社", [(A, "关社"), (B, "东关")])] == [B]


def test_blanks_and_full_width_letters_make_no_difference():
    """People write in many ways; the reason shows the name as it is registered."""
    assert match_places("富民路 １８号院", [(A, "富民路18号院")]) == (NameMatch(A, "富民路18号院", 0),)


def test_one_place_is_found_once_by_its_longest_name():
    """车站社区居民委员会 and 车站社区 are one place."""
    names = [(A, "车站社区"), (A, "车站社区居民委员会")]
    assert match_places("车站社区居民委员会（车站社区）", names) == (NameMatch(A, "车站社区居民委员会", 0),)


def test_places_with_the_same_name_are_all_found():
    """A person chooses between them."""
    assert {match.key for match in match_places("东关社区", [(A, "东关社区"), (B, "东关社区")])} == {A, B}


def test_one_character_and_nothing_are_no_names():
    """They would be found everywhere."""
    assert match_places("村口", [(A, "村"), (B, " "), (C, "")]) == ()


@pytest.mark.parametrize(
    "spelling",
    [
        "富民路18号院3号楼",
        "富民路 18 号院 3 号楼",
        "富民路十八号院三号楼",
        "富民路１８号院３栋",
        "富民路18#院三幢",
        "富民路18号院3栋楼",
    ],
)
def test_numbers_of_houses_are_written_in_many_ways(spelling):
    """And are compared in one."""
    assert comparable(spelling) == "富民路18号院3号楼"


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("十号院", "10号院"),
        ("二十号院", "20号院"),
        ("一百零三号", "103号"),
        ("一百二十三号", "123号"),
        ("百十号", "百十号"),
        ("二〇三号", "203号"),
        ("八一路五一小区", "八一路五一小区"),
        ("第一网格", "第一网格"),
    ],
)
def test_only_counted_houses_become_digits(written, compared):
    """A name such as 八一路 counts nothing."""
    assert comparable(written) == compared


def test_a_number_is_found_whole():
    """8号院 does not stand in 18号院, nor 富民路1 in 富民路18号."""
    names = [(A, "8号院"), (B, "富民路1")]
    assert match_places("富民路18号院", names) == ()
    assert [match.key for match in match_places("八号院门口", names)] == [A]


@pytest.mark.parametrize(
    "words",
    [
        "我家",
        "我们小区",
        "小区里",
        "小区门口",
        "一号楼下",
        "3单元门口",
        "a1",
        "楼道",
        "学校附近",
        "88号",
        "院子里",
        "路口旁边",
    ],
)
def test_what_stands_in_reports_about_anything_is_no_name_of_a_place(words):
    assert not says_where(words)


@pytest.mark.parametrize("words", ["鹤鸣里", "老一中", "小区街", "三角花园", "KFC路口", "幸福里小区", "一号院小区东门"])
def test_what_people_call_one_place_is(words):
    assert says_where(words)
