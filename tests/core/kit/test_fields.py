"""Sealed text on its way through the database; ``people.Person.phone`` stands for all such fields."""

import pytest
from django.db import DatabaseError, connection, transaction

from xiuhuazhen.core.kit.fields import Sealed
from xiuhuazhen.core.kit.masking import mask_phone
from xiuhuazhen.core.kit.sealing import Unreadable
from xiuhuazhen.core.people.models import Person

pytestmark = pytest.mark.django_db

PHONE = "13800001234"


def kept(phone=PHONE):
    person = Person(name="王一")
    person.phone = phone
    person.save()
    return person


def stored(person):
    """The bytes as they lie in the table."""
    with connection.cursor() as cursor:
        pk = person.pk if connection.vendor == "postgresql" else person.pk.hex
        cursor.execute("SELECT phone FROM people_person WHERE id = %s", [pk])
        return bytes(cursor.fetchone()[0])


def test_text_is_assigned_and_a_sealed_value_is_read():
    person = kept()
    phone = Person.objects.get(pk=person.pk).phone
    assert isinstance(phone, Sealed)
    assert phone.open() == PHONE
    assert PHONE.encode() not in stored(person)


def test_it_is_shown_only_on_purpose():
    """A template, a log line or a debugger that meets the value shows nothing of it."""
    phone = kept().phone
    assert (str(phone), repr(phone), f"{phone}") == ("••••", "<sealed people.Person.phone>", "••••")
    assert phone.masked(mask_phone) == "138****1234"


def test_empty_text_is_empty_bytes():
    person = kept("")
    phone = Person.objects.get(pk=person.pk).phone
    assert (stored(person), bool(phone), phone.open()) == (b"", False, "")


def test_the_value_of_another_row_is_unreadable():
    """Rows that were exchanged in the database give nothing away."""
    mine, other = kept(), kept("13900005678")
    Person.objects.filter(pk=mine.pk).update(phone=stored(other))
    with pytest.raises(Unreadable):
        Person.objects.get(pk=mine.pk).phone.open()


def test_saving_a_row_again_keeps_the_value():
    person = kept()
    before = stored(person)
    again = Person.objects.get(pk=person.pk)
    again.name = "王二"
    again.save()
    assert stored(person) == before


def test_a_value_left_out_of_a_query_is_fetched_when_it_is_asked_for():
    """Not mistaken for an empty one."""
    person = kept()
    assert Person.objects.only("name").get(pk=person.pk).phone.open() == PHONE
    assert Person.objects.defer("phone").get(pk=person.pk).phone.open() == PHONE


def test_plain_text_never_reaches_the_table_by_a_short_cut():
    """``update`` knows no row to seal for, so it refuses text."""
    person = kept()
    before = stored(person)
    with pytest.raises((TypeError, DatabaseError)), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(phone="13900005678")
    assert stored(person) == before
