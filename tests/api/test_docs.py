"""The API describes itself: openapi.json for programs, a page for people that asks for nothing beyond this machine."""

import re

import pytest

from tests.support import openapi
from xiuhuazhen.api.api import api

pytestmark = pytest.mark.django_db

OPERATIONS = {
    ("post", "/api/v1/cases"),
    ("post", "/api/v1/files"),
    ("get", "/api/v1/matters"),
    ("get", "/api/v1/matters/{number}"),
    ("post", "/api/v1/matters/{number}/actions/{action}"),
    ("get", "/api/v1/areas/locate"),
}


def operations():
    return {
        (method, path): operation
        for path, methods in openapi.described()["paths"].items()
        for method, operation in methods.items()
    }


def test_the_description_holds_every_operation():
    """Other programs rely on these paths; each has an id and says in a few words what it does."""
    found = operations()
    assert set(found) >= OPERATIONS
    assert len({operation["operationId"] for operation in found.values()}) == len(found)
    assert all(operation["summary"] for operation in found.values())


def test_every_refusal_is_described_as_a_problem():
    for operation in operations().values():
        for status, answer in operation["responses"].items():
            if not status.startswith("2"):
                problem = answer["content"]["application/problem+json"]["schema"]
                assert problem == {"$ref": "#/components/schemas/Problem"}
    statuses = {key: set(operation["responses"]) for key, operation in operations().items()}
    assert {"200", "201", "409", "413", "415", "422", "429"} <= statuses["post", "/api/v1/cases"]
    assert {"401", "403", "404", "409"} <= statuses["post", "/api/v1/matters/{number}/actions/{action}"]


def test_it_says_who_may_call():
    """A token or a session; to public doors a token may come."""
    found = operations()
    schemes = openapi.described()["components"]["securitySchemes"]
    assert (schemes["Bearer"]["type"], schemes["Bearer"]["scheme"]) == ("http", "bearer")
    assert (schemes["Session"]["type"], schemes["Session"]["in"]) == ("apiKey", "cookie")
    assert found["get", "/api/v1/matters"]["security"] == [{"Bearer": []}, {"Session": []}]
    assert found["post", "/api/v1/cases"]["security"] == [{}, {"Bearer": []}]
    assert "security" not in found["get", "/api/v1/areas/locate"]


def test_the_description_is_served(client):
    answer = client.get("/api/v1/openapi.json")
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == openapi.described()


def test_the_page_loads_from_here_alone(client):
    """No inline script or style (our content security policy refuses them), no address elsewhere."""
    page = client.get("/api/v1/docs").content.decode()
    addresses = re.findall(r"""(?:src|href)="([^"]*)""", page)
    assert all(address.startswith("/static/ninja/") for address in addresses)
    assert len(addresses) >= 3
    assert "<style" not in page
    assert all('type="application/json"' in tag or "src=" in tag for tag in re.findall(r"<script[^>]*>", page))
    assert api.docs.settings["validatorUrl"] is None
