"""Personal data is sealed for one field of one row, under keys that lie apart from the data."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from tests.support.keys import key
from xiuhuazhen.core.kit import sealing
from xiuhuazhen.core.kit.sealing import Unreadable

FIELD, ROW = "people.Person.phone", "018f3c"
PHONE = "13800001234"


def test_what_was_sealed_is_read_again():
    sealed = sealing.seal(PHONE, field=FIELD, row=ROW)
    assert PHONE.encode() not in sealed
    assert sealing.unseal(sealed, field=FIELD, row=ROW) == PHONE


def test_the_same_text_is_never_sealed_the_same_way_twice():
    first, second = (sealing.seal(PHONE, field=FIELD, row=ROW) for _ in range(2))
    assert first != second


def test_rare_characters_survive():
    assert sealing.unseal(sealing.seal("𠮷田\n", field=FIELD, row=ROW), field=FIELD, row=ROW) == "𠮷田\n"


@pytest.mark.parametrize(
    ("field", "row"), [("people.Person.name", ROW), (FIELD, "018f3d"), ("people.Person.phon", "e" + ROW)]
)
def test_a_value_moved_to_another_field_or_row_is_unreadable(field, row):
    """Nobody can copy a sealed value to where they may read it."""
    sealed = sealing.seal(PHONE, field=FIELD, row=ROW)
    with pytest.raises(Unreadable):
        sealing.unseal(sealed, field=field, row=row)


@pytest.mark.parametrize("position", [0, 4, 10, 20, -1])
def test_a_changed_byte_makes_it_unreadable(position):
    """Key id, nonce, ciphertext and tag alike."""
    sealed = bytearray(sealing.seal(PHONE, field=FIELD, row=ROW))
    sealed[position] ^= 1
    with pytest.raises(Unreadable):
        sealing.unseal(bytes(sealed), field=FIELD, row=ROW)


@pytest.mark.parametrize("content", [b"", b"\0", b"test1", b"test1\0", b"test1\0" + b"n" * 12, b"\xff\xfe\0abc"])
def test_what_was_never_sealed_is_unreadable(content):
    with pytest.raises(Unreadable):
        sealing.unseal(content, field=FIELD, row=ROW)


def test_with_another_key_of_the_same_name_it_is_unreadable(use_keys):
    """Never ciphertext, never rubbish: a refusal."""
    use_keys(f"k1:{key('a')}")
    sealed = sealing.seal(PHONE, field=FIELD, row=ROW)
    use_keys(f"k1:{key('b')}")
    with pytest.raises(Unreadable, match=r"^people\.Person\.phone of row 018f3c cannot be read"):
        sealing.unseal(sealed, field=FIELD, row=ROW)


def test_after_a_rotation_old_values_are_read_and_new_ones_use_the_new_key(use_keys):
    use_keys(f"k1:{key('a')}")
    old = sealing.seal(PHONE, field=FIELD, row=ROW)
    use_keys(f"k2:{key('b')},k1:{key('a')}")
    assert sealing.unseal(old, field=FIELD, row=ROW) == PHONE
    assert sealing.seal(PHONE, field=FIELD, row=ROW).startswith(b"k2\0")


def test_without_the_old_key_old_values_are_unreadable(use_keys):
    use_keys(f"k1:{key('a')}")
    old = sealing.seal(PHONE, field=FIELD, row=ROW)
    use_keys(f"k2:{key('b')}")
    with pytest.raises(Unreadable):
        sealing.unseal(old, field=FIELD, row=ROW)


def test_a_blind_index_stays_through_rotation_and_belongs_to_its_field(use_keys):
    use_keys(f"k1:{key('a')}")
    before = sealing.blind_index(PHONE, field=FIELD)
    use_keys(f"k2:{key('b')},k1:{key('a')}")
    assert sealing.blind_index(PHONE, field=FIELD) == before
    assert len(before) == 16
    assert sealing.blind_index(PHONE, field="people.Person.name") != before
    assert sealing.blind_index("13800001235", field=FIELD) != before


def test_digests_for_different_purposes_differ():
    digests = {sealing.keyed_digest(b"x", purpose=purpose, key_id="test1") for purpose in ("query-code", "other")}
    assert [len(each) for each in digests] == [32, 32]


def test_the_keys_file_is_made_once_and_readable_by_its_owner_alone(use_keys, tmp_path):
    path = tmp_path / "secret" / "keys"
    use_keys(KEYS_FILE=path)
    call_command("keys", verbosity=0)
    first = path.read_text()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    call_command("keys", verbosity=0)
    assert path.read_text() == first
    assert sealing.unseal(sealing.seal(PHONE, field=FIELD, row=ROW), field=FIELD, row=ROW) == PHONE


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_keys_file_that_others_can_read_is_not_used(use_keys, tmp_path, mode):
    path = tmp_path / "keys"
    use_keys(KEYS_FILE=path)
    sealing.make_keys_file(path)
    path.chmod(mode)
    with pytest.raises(ImproperlyConfigured, match="chmod 600"):
        sealing.newest_key_id()


def test_without_keys_nothing_is_sealed(use_keys, tmp_path):
    use_keys(KEYS_FILE=tmp_path / "none")
    with pytest.raises(ImproperlyConfigured, match="There are no keys"):
        sealing.seal(PHONE, field=FIELD, row=ROW)


@pytest.mark.parametrize("text", ["k1", "k1:", "k1:c2hvcnQ=", "k1:not base64", f":{key('a')}", f"k1:{key('a')},k2:x"])
def test_keys_that_are_spelled_wrongly_stop_everything(use_keys, text):
    """All of them, also when one of several is good."""
    use_keys(text)
    with pytest.raises(ImproperlyConfigured, match="id:base64"):
        sealing.newest_key_id()
