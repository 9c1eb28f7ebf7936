"""Audit rows: by declared names alone, in the transaction of what they record."""

import pytest
from django.db import transaction

from tests.support.street import AT
from xiuhuazhen.core.audit import record
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.actors import Actor
from xiuhuazhen.core.people.models import Person

BY = Actor(key="person:1", name="王一")


@pytest.mark.django_db
def test_a_row_keeps_names_and_keys_as_text():
    """So that it can be read when the person and the subject are gone."""
    subject = Person(name="李二")
    row = record.record(
        "people.account.created", subject=subject, by=BY, at=AT, area_code="630102005", after={"username": "li"}
    )
    kept = AuditRow.objects.get(pk=row.pk)
    assert (kept.actor_key, kept.actor_name, kept.at) == ("person:1", "王一", AT)
    assert (kept.subject_type, kept.subject_id, kept.area_code) == ("people.person", str(subject.pk), "630102005")
    assert (kept.before, kept.after, kept.reason) == ({}, {"username": "li"}, "")


@pytest.mark.django_db
def test_a_name_that_nobody_declared_raises_and_leaves_nothing():
    with pytest.raises(KeyError):
        record.record("people.acount.created", subject=Person(name="李二"), by=BY, at=AT)
    assert not AuditRow.objects.exists()


def test_every_declared_name_has_its_sentence():
    assert record.sentence("people.role.granted")
    assert all(str(sentence).strip() for sentence in record._names.values())


@pytest.mark.race
def test_outside_a_transaction_nothing_is_recorded(real_database):
    """A row that could be committed without its change, or the change without it, is none."""
    with pytest.raises(RuntimeError, match="transaction"):
        record.record("people.account.created", subject=Person(name="李二"), by=BY, at=AT)
    with transaction.atomic():
        record.record("people.account.created", subject=Person(name="李二"), by=BY, at=AT)
    assert AuditRow.objects.count() == 1
