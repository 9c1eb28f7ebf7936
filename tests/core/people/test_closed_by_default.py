"""Every door asks who comes, unless it is listed here."""

import re
from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.support import cases, street

pytestmark = pytest.mark.django_db

PUBLIC = {
    "": "the portal",
    "privacy/": "the privacy notice",
    "boundaries/": "boundaries of the areas served",
    "healthz": "the process answers",
    "readyz": "the database answers",
    "metrics": "figures, to whom they were opened by address or token; to anybody else nothing",
    "sign-in/": "signing in",
    "sign-in/code/": "the second factor, after the password",
    "sign-in/as/": "signing in on a card, in the demonstration alone",
    "invitation/<str:token>/": "setting one's password, with the link of an invitation",
    "report/": "a resident's report",
    "complain/": "a complaint about a unit or somebody who works there",
    "find/": "the way to the progress page",
    "areas/<str:code>/notice/": "the public notice of a grid",
    "grids/": "the way to the public notice of one's grid",
    "map/ground/": "the ground under maps, the report page's among them",
    "m/<str:number>/": "progress, with the query code",
    "m/<str:number>/data/": "what is held of the reporter, with the query code",
    "files/<uuid:attachment_id>/": "a file, if its owner lets",
    "files/<uuid:attachment_id>/preview/": "a photo, small",
    "api/v1/": "nothing: it says so to everybody",
    "api/v1/openapi.json": "the description of the API",
    "api/v1/docs": "the same, to read",
    "api/v1/cases": "a report by a program",
    "api/v1/files": "a file by a program",
    "api/v1/areas/locate": "names of places",
}
"""Doors that answer somebody unknown. Whoever adds one says here what it gives."""


def doors(patterns=None, prefix=""):
    """Every address pattern of the product, as it is written."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from doors(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def address(route, number):
    """The door's address with a real matter's number where one is asked for."""
    filled = route.replace("<str:number>", number).replace("{number}", number).replace("<number>", number)
    filled = filled.replace("<str:action>", "dispatch").replace("<action>", "dispatch")
    filled = filled.replace("<int:year>", "2026").replace("<str:code>", "630102005006001")
    filled = filled.replace("<str:name>", "cases.limit.handle").replace("<str:token>", "23456789")
    filled = filled.replace("<str:act>", "stop").replace("<str:part>", "sheet")
    filled = re.sub(r"<(str|uuid):\w+_id>", lambda _part: str(uuid4()), filled)
    assert "<" not in filled, f"say what stands for the part of {route}"
    return f"/{filled}"


CLOSED = sorted(set(doors()) - set(PUBLIC))


def is_closed(response):
    if response.status_code == 302:
        return response["Location"].startswith("/sign-in/?next=/")
    return response.status_code == 401


@pytest.mark.parametrize("route", CLOSED)
def test_a_door_that_is_not_listed_asks_to_sign_in(client, route):
    """For a matter that exists and one that does not alike."""
    street.build()
    existing = cases.reported().matter.number
    for told in (existing, "630102005-20261123-9999"):
        for method in (client.get, client.post):
            response = method(address(route, told))
            assert is_closed(response) or response.status_code == 405, f"{route} answered {response.status_code}"


def test_every_listed_door_exists():
    """What is no longer there is struck off the list."""
    assert set(PUBLIC) - set(doors()) == set()


def test_most_doors_are_closed():
    assert {"desk/", "matters/", "matters/<str:number>/", "imports/", "patrol/", "cases/new/"} <= set(CLOSED)


def test_a_door_that_forgets_to_ask_would_be_found(client):
    street.build()
    assert not is_closed(client.get("/"))
