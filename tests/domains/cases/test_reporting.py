"""A report comes in: what is taken, what is refused and how it is said, and what the same report again gives."""

from datetime import timedelta

import pytest

from tests.support import cases
from tests.support.cases import report, reported
from tests.support.street import AT
from xiuhuazhen.core.kit.errors import InvalidInput, SameIdOtherBody
from xiuhuazhen.core.kit.ids import new_id
from xiuhuazhen.core.procedures.models import Matter, Step, WorklistRow
from xiuhuazhen.domains.cases.choices import Source
from xiuhuazhen.domains.cases.models import Case
from xiuhuazhen.domains.cases.queries import contact_of, opening_step, report_text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def somewhere(world):
    """There are streets to report from."""


def wrong_fields(**given):
    with pytest.raises(InvalidInput) as refused:
        reported(**given)
    assert not Matter.objects.exists()
    return set(refused.value.fields)


def test_a_report_becomes_one_matter_with_one_step_on_one_worklist():
    matter = reported().matter
    assert (matter.number, matter.kind, matter.state) == ("630102005-20261123-0001", "cases.case", "registered")
    assert (matter.title, matter.version, matter.opened_at) == (cases.TEXT, 1, AT)
    assert (Step.objects.count(), WorklistRow.objects.count(), Case.objects.count()) == (1, 1, 1)
    assert Step.objects.get().actor_key == "public"


@pytest.mark.parametrize("text", ["", "   ", "\n\t\n", "\0", "\x01\x02"])
def test_a_report_says_something(text):
    assert wrong_fields(text=text) == {"text"}


@pytest.mark.parametrize(
    ("name", "most"),
    [("text", 2000), ("title", 60), ("address", 200), ("contact_name", 100), ("source_name", 60)],
)
def test_texts_have_a_longest(name, most):
    """Counted in characters, of whatever plane."""
    assert wrong_fields(**{name: "𠮷" * (most + 1)}) == {name}
    reported(**{name: "𠮷" * most})


def test_everything_that_is_wrong_is_said_at_once():
    wrong = {
        "text": "",
        "address": "路" * 201,
        "contact_phone": "12",
        "occurred_at": AT + timedelta(days=1),
        "uploads": tuple(new_id() for _ in range(10)),
    }
    assert wrong_fields(**wrong) == {"text", "address", "contact_phone", "occurred_at", "files"}


@pytest.mark.parametrize("name", ["text", "title", "address", "contact_name", "area", "category"])
def test_half_a_character_is_refused(name):
    """A lone surrogate cannot be stored, hashed or shown."""
    assert wrong_fields(**{name: "路灯\ud83d不亮"}) == {name}


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("𠮷野家门口井盖坏了", "𠮷野家门口井盖坏了"),
        ("王㐱家 🏮 坏了", "王㐱家 🏮 坏了"),
        ("路灯\0不\x08亮", "路灯不亮"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("  路灯不亮\n", "路灯不亮"),
        ("Cafe\u0301", "Café"),
        ('=HYPERLINK("http://x")', '=HYPERLINK("http://x")'),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("%(unit)s {unit} {{ x }}", "%(unit)s {unit} {{ x }}"),
        ("ཁྲོམ་ཆེན་གྱི་སྒྲོན་མེ།", "ཁྲོམ་ཆེན་གྱི་སྒྲོན་མེ།"),
    ],
    ids=[
        "rare",
        "rare and emoji",
        "control",
        "line ends",
        "blanks",
        "composed",
        "formula",
        "markup",
        "format",
        "Tibetan",
    ],
)
def test_words_are_kept_as_they_were_written(written, kept):
    """Control characters apart; nothing is escaped, cut or run where it is stored."""
    assert report_text(reported(text=written).matter) == kept


@pytest.mark.parametrize(("minutes", "taken"), [(-60 * 24 * 400, True), (0, True), (10, True), (11, False)])
def test_nobody_sees_anything_in_the_future(minutes, taken):
    """Ten minutes are forgiven to the clock of a phone."""
    when = AT + timedelta(minutes=minutes)
    if taken:
        assert Case.objects.get(pk=reported(occurred_at=when).matter.pk).occurred_at == when
    else:
        assert wrong_fields(occurred_at=when) == {"occurred_at"}


def test_an_unknown_category_is_refused_and_an_urgent_one_makes_the_matter_urgent():
    assert wrong_fields(category="9999") == {"category"}
    assert reported(category="0101").matter.urgency == "ordinary"
    assert reported(category="0102").matter.urgency == "urgent"


def test_an_upload_that_is_not_there_is_refused_and_nothing_remains():
    assert wrong_fields(uploads=(new_id(),)) == {"files"}


def test_contact_and_address_are_kept_with_the_report():
    matter = reported(contact_name=cases.NAME, contact_phone="138-0000 1234", address="3号楼").matter
    assert contact_of(opening_step(matter)) == {"name": cases.NAME, "phone": "13800001234", "address": "3号楼"}
    assert contact_of(opening_step(reported().matter)) == {}


def test_a_telephone_number_never_stands_in_a_title():
    """Titles are in lists, searches and messages; the text itself only on the matter's page."""
    assert reported(text="路灯坏了请打13800001234").matter.title == "路灯坏了请打138****1234"
    assert reported(title="找王先生13800001234").matter.title == "找王先生138****1234"


def test_the_same_report_again_gives_the_same_answer():
    same = report(contact_phone=cases.PHONE)
    first = cases.report_case(report=same, by=cases.PUBLIC, at=AT)
    again = cases.report_case(report=same, by=cases.PUBLIC, at=AT + timedelta(days=3))
    assert (again.matter.number, again.query_code, again.area_code) == (
        first.matter.number,
        first.query_code,
        first.area_code,
    )
    assert (first.replayed, again.replayed, Matter.objects.count()) == (False, True, 1)


def test_blanks_and_line_ends_do_not_make_another_report():
    """Browsers send line ends their own way."""
    own = new_id()
    reported(id=own, text="一\n二 ")
    assert reported(id=own, text="一\r\n二").replayed


@pytest.mark.parametrize(
    "change",
    [
        {"text": "井盖坏了"},
        {"title": "x"},
        {"point": (1_018_150_000, 366_020_001)},
        {"point": None},
        {"area": "630102005006"},
        {"contact_phone": "13800001235"},
        {"reply_wanted": True},
        {"occurred_at": AT},
        {"category": "0101"},
        {"source": Source.STAFF},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_same_id_with_anything_else_is_refused(change):
    own = new_id()
    reported(id=own, contact_phone=cases.PHONE)
    with pytest.raises(SameIdOtherBody):
        reported(**{"id": own, "contact_phone": cases.PHONE, **change})
    assert Matter.objects.count() == 1


def test_the_same_id_from_somebody_else_is_refused(near):
    """Who found out an id gets neither the number nor the code behind it."""
    own = new_id()
    reported(id=own)
    with pytest.raises(SameIdOtherBody):
        reported(id=own, by=near.actor("dispatcher"))
    assert Matter.objects.count() == 1


def test_an_id_that_was_used_for_an_action_is_not_free_for_a_report(near):
    matter, own, by = reported().matter, new_id(), near.actor("dispatcher")
    cases.act(near, matter, "dispatch", command_id=own)
    with pytest.raises(SameIdOtherBody):
        reported(id=own, by=by)
