"""How many SQL statements the operations of the API take; reporting a case takes at most twelve."""

import pytest
from django.db import connection

from tests.api.conftest import body_of
from tests.support.cases import PHONE, case_in
from tests.support.statements import statements

pytestmark = pytest.mark.django_db

POINT = {"lng": 101.815, "lat": 36.602}


@pytest.mark.parametrize(
    "place",
    [{}, {"area": None, "point": POINT}, {"point": POINT}, {"area": None}, {"area": None, "text": "哪里的灯不亮"}],
    ids=["by area", "by point", "by both", "by words", "nowhere known"],
)
@pytest.mark.parametrize(
    ("category", "count"), [("", 9), ("0101", 9), ("0102", 10)], ids=["no category", "category", "urgent"]
)
def test_reporting_a_case(world, anybody, place, category, count):
    """With everything warm: reference data is held by each process, and its version is one of the nine. What is urgent
    puts one row into the outbox; on SQLite the terms by which the case is found are a row of their own."""
    place = {**place, "category": category}
    contact = {"name": "王小明", "phone": PHONE}
    anybody.post("/cases", body_of(**place))
    with statements() as found:
        assert anybody.post("/cases", body_of(contact=contact, **place)).status_code == 201
    assert len(found) == count + (connection.vendor == "sqlite"), "\n".join(found)


def test_reporting_it_again(world, anybody):
    body = body_of()
    anybody.post("/cases", body)
    with statements() as found:
        assert anybody.post("/cases", body).status_code == 200
    assert len(found) == 2, "\n".join(found)


def test_the_list_and_one_matter(world, program):
    """However many there are, and however many steps they have; one statement is the token's."""
    for state in ("registered", "dispatched", "checking"):
        matter = case_in(world.near, state)
    caller = program()
    with statements() as found:
        assert len(caller.get("/matters").json()["items"]) == 3
    assert len(found) == 2, "\n".join(found)
    with statements() as found:
        assert len(caller.get(f"/matters/{matter.number}").json()["steps"]) == 5
    assert len(found) == 3, "\n".join(found)
