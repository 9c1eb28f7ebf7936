"""The chain of a matter's steps: whoever changes history behind the product's back is found out."""

import json
import re
from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import translation

from tests.support import cases
from tests.support.street import AT, SYSTEM
from xiuhuazhen.core.audit import triggers
from xiuhuazhen.core.kit.canonical import digest
from xiuhuazhen.core.kit.clock import CHINA
from xiuhuazhen.core.procedures import chain
from xiuhuazhen.core.procedures.actions.erasing import erase_contents
from xiuhuazhen.core.procedures.models import Matter, Step, StepContent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """Sentences as they stand in the code."""
    with translation.override("en"):
        yield


@pytest.fixture
def matter(near):
    """Five steps: reported, dispatched, signed for, handled, answered."""
    return cases.case_in(near, "checking", contact_name=cases.NAME, contact_phone=cases.PHONE, confidential=True)


@contextmanager
def without_triggers():
    """As somebody with the database's own password could work."""
    with connection.cursor() as cursor:
        for event in ("update", "delete"):  # PostgreSQL also has one for TRUNCATE, which is not needed here
            on = ' ON "procedures_step"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER "xhz_procedures_step_no_{event}"{on}')
    yield
    triggers.install(connection)


def tampered(matter, number, **changes):
    with without_triggers():
        Step.objects.filter(matter=matter, number=number).update(**changes)


def faults(matter):
    return [fault.removeprefix(f"{matter.number}: ") for fault in chain.faults(Matter.objects.get(pk=matter.pk))]


def test_an_honest_chain_proves(matter):
    assert Step.objects.filter(matter=matter).count() == 5
    assert faults(matter) == []


def test_every_step_names_the_one_before(matter):
    steps = list(Step.objects.filter(matter=matter))
    assert bytes(steps[0].previous_hash) == chain.GENESIS
    assert [bytes(step.previous_hash) for step in steps[1:]] == [bytes(step.hash) for step in steps[:-1]]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("actor_name", "别人"),
        ("actor_key", "person:0"),
        ("action", "decline"),
        ("from_state", "closing"),
        ("to_state", "closed"),
        ("unit_id", None),
        ("basis", "x"),
        ("facts", {"unit": "0"}),
    ],
)
def test_a_changed_column_shows(matter, field, value):
    tampered(matter, 2, **{field: value})
    assert faults(matter) == ["step 2 was changed"]


@pytest.mark.parametrize("field", ["at", "due_at"])
def test_a_time_moved_by_a_microsecond_shows(matter, field):
    step = Step.objects.get(matter=matter, number=3)
    moment = getattr(step, field)
    tampered(matter, 3, **{field: moment.replace(microsecond=moment.microsecond + 1)})
    assert faults(matter) == ["step 3 was changed"]


def test_the_same_moment_in_another_zone_is_the_same(matter):
    """Databases give times back in their own zone."""
    step = Step.objects.get(matter=matter, number=3)
    before = chain.link(step)
    step.at = step.at.astimezone(CHINA)
    assert chain.link(step) == before


@pytest.mark.parametrize("field", ["hash", "previous_hash", "content_digest"])
def test_one_byte_of_a_hash_shows(matter, field):
    step = Step.objects.get(matter=matter, number=4)
    changed = bytearray(getattr(step, field))
    changed[7] ^= 1
    tampered(matter, 4, **{field: bytes(changed)})
    assert faults(matter)[0].startswith(("step 4 was changed", "the text of step 4"))


def test_a_step_computed_anew_breaks_the_next(matter):
    """Changing a step together with its own hash needs all that follow."""
    step = Step.objects.get(matter=matter, number=2)
    step.actor_name = "别人"
    tampered(matter, 2, actor_name="别人", hash=chain.link(step))
    assert faults(matter) == ["step 3 was changed"]


def test_what_shows_is_said_in_chinese(matter):
    StepContent.objects.filter(step__matter=matter, step__number=4).update(text="没有办")
    Matter.objects.filter(pk=matter.pk).update(version=7)
    tampered(matter, 2, actor_name="别人")
    with translation.override("zh-hans"):
        assert faults(matter) == [
            f"{matter.number}：第 2 个环节被改过",
            f"{matter.number}：第 4 个环节的内容被改过",
            f"{matter.number}：办过 7 个环节，现在只有 5 个",
        ]


def test_a_removed_step_shows(matter):
    StepContent.objects.filter(step__matter=matter, step__number=3).delete()
    with without_triggers():
        rows = Step.objects.filter(matter=matter, number=3)
        rows._raw_delete(rows.db)
    assert faults(matter) == [
        "step 3 is missing",
        "step 4 was changed",
        "step 4 is missing",
        "5 steps were taken and 4 are there",
    ]


def test_removed_last_steps_show_in_the_matters_version(matter):
    StepContent.objects.filter(step__matter=matter, step__number=5).delete()
    with without_triggers():
        rows = Step.objects.filter(matter=matter, number=5)
        rows._raw_delete(rows.db)
    assert faults(matter) == ["5 steps were taken and 4 are there"]


def test_a_changed_text_shows(matter):
    StepContent.objects.filter(step__matter=matter, step__number=4).update(text="没有办")
    assert faults(matter) == ["the text of step 4 was changed"]


def test_changed_personal_data_shows_also_when_it_cannot_be_read_any_more(matter):
    content = StepContent.objects.get(step__matter=matter, step__number=1)
    sealed = bytearray(content.personal.content)
    sealed[-1] ^= 1
    StepContent.objects.filter(pk=content.pk).update(personal=bytes(sealed))
    assert faults(matter) == ["the text of step 1 was changed"]
    StepContent.objects.filter(pk=content.pk).update(personal=b"")
    assert faults(matter) == ["the text of step 1 was changed"]


def test_it_still_proves_after_the_contents_were_erased(matter):
    """Erasing removes text, personal data and salt; what happened stays proven."""
    erase_contents(matter_id=matter.pk, by=SYSTEM, at=AT)
    assert not StepContent.objects.filter(step__matter=matter).exists()
    assert faults(matter) == []
    tampered(matter, 2, actor_name="别人")
    assert faults(matter) == ["step 2 was changed"]


def test_an_erased_text_cannot_be_guessed_from_its_digest(near):
    """The salt is gone with it: the same text has another digest in each step."""
    steps = [Step.objects.get(matter=cases.reported().matter) for _ in range(2)]
    assert bytes(steps[0].content_digest) != bytes(steps[1].content_digest)


def test_the_whole_history_is_proved_by_command(matter):
    call_command("verify", stdout=StringIO())
    tampered(matter, 2, actor_name="别人")
    with pytest.raises(CommandError) as found:
        call_command("verify")
    assert str(found.value) == f"{matter.number}: step 2 was changed"


def test_sealed_data_cannot_be_guessed_with_the_salt_at_hand(near):
    """Whoever reads the database has salt and digest, and could try every telephone number there is; so what is
    sealed begins with random signs."""
    matter = cases.reported(contact_phone=cases.PHONE).matter
    step = Step.objects.select_related("content").get(matter=matter)
    salt, digest, plain = bytes(step.content.salt), bytes(step.content_digest), chain.personal_of(step.content)
    assert json.loads(plain) == {"phone": cases.PHONE}
    assert chain.content_digest(salt, text=cases.TEXT, personal=step.content.personal.open(), uploads=[]) == digest
    assert chain.content_digest(salt, text=cases.TEXT, personal=plain, uploads=[]) != digest


def test_the_random_signs_are_others_each_time_and_none_for_nothing():
    first, second = (chain.unguessable("13800001234") for _ in range(2))
    assert first != second
    assert re.fullmatch(r"[0-9a-f]{32}\n13800001234", first)
    assert chain.unguessable("") == ""


def test_what_was_sent_is_kept_as_a_digest_that_needs_the_key(near):
    """Name and telephone are in it, too; so the salt alone must not be enough to try them."""
    request, salt = {"text": cases.TEXT, "phone": cases.PHONE}, b"s" * 16
    kept = chain.request_digest(salt, request)
    key_id, _, keyed = kept.partition(b"\0")
    assert (key_id, len(keyed)) == (b"test1", 32)
    assert digest(salt, request) not in kept
    content = StepContent(salt=salt, request_digest=kept)
    assert chain.same_request(content, request)
    assert not chain.same_request(content, {**request, "phone": "13800001235"})
