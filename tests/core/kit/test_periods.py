"""Half-open periods: the first day counts, the day on which something ends does not."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from tests.support import street
from xiuhuazhen.core.people.models import Role

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "holds"),
    [
        (None, None, True),
        (date(2026, 11, 23), None, True),
        (date(2026, 11, 24), None, False),
        (None, date(2026, 11, 23), False),
        (None, date(2026, 11, 24), True),
        (date(2026, 11, 23), date(2026, 11, 24), True),
        (date(2026, 11, 22), date(2026, 11, 23), False),
    ],
)
@pytest.mark.django_db
def test_a_row_holds_from_its_first_day_to_the_day_before_its_end(valid_from, valid_to, holds):
    """The property of a row and the condition of a query agree."""
    role = Role.objects.get(person=street.build().near.accounts["dispatcher"].person)
    role.valid_from, role.valid_to = valid_from, valid_to
    role.save()
    assert role.holds_on(DAY) is holds
    assert Role.objects.in_force(DAY).filter(pk=role.pk).exists() is holds


@pytest.mark.parametrize("valid_to", [date(2026, 11, 23), date(2026, 11, 22)])
@pytest.mark.django_db
def test_nothing_ends_before_it_began(valid_to):
    """Not even the database takes it."""
    role = Role.objects.get(person=street.build().near.accounts["dispatcher"].person)
    role.valid_from, role.valid_to = date(2026, 11, 23), valid_to
    with pytest.raises(IntegrityError), transaction.atomic():
        role.save()
