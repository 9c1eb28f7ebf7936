import json
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests.support import street
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.people.actions import create_token

AREA = "630102005006001"
TEXT = "银杏小区3号楼门口路灯不亮"


class Caller:
    """A program that calls the API, with its token or without."""

    def __init__(self, token="", **options):
        self.client = Client(**options)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path, **asked):
        return self.client.get(f"/api/v1{path}", asked, headers=self.headers)

    def post(self, path, body, *, content_type="application/json", **more):
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        headers = self.headers | more.pop("headers", {})
        # What is refused is undone, as it is where the test holds no transaction open around the request.
        with transaction.atomic():
            return self.client.post(f"/api/v1{path}", content, content_type=content_type, headers=headers, **more)

    def send_file(self, file):
        return self.client.post("/api/v1/files", {"file": file}, headers=self.headers)

    def act(self, matter, action, *, version=None, command_id=None, **inputs):
        body = {
            "id": str(command_id or uuid4()),
            "version": matter.version if version is None else version,
            **inputs,
        }
        return self.post(f"/matters/{matter.number}/actions/{action}", body)


def body_of(**given):
    """A report by area; any field can be given otherwise, ``None`` leaves it out."""
    whole = {"id": str(uuid4()), "text": TEXT, "area": AREA, **given}
    return {name: value for name, value in whole.items() if value is not None}


def problem(answer):
    """The problem document of an answer, after a look at what all of them have."""
    found = answer.json()
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert found["status"] == answer.status_code
    assert found["type"].startswith("urn:xiuhuazhen:problem:")
    assert found["title"]
    assert found["detail"]
    return found


def kind_of(answer):
    """The status and the stable end of the problem's type."""
    return answer.status_code, problem(answer)["type"].rsplit(":", 1)[1]


@pytest.fixture
def world(db):
    return street.build()


@pytest.fixture
def anybody():
    return Caller()


@pytest.fixture
def program(world):
    """``program("dispatcher")``: a program that may what this office of the near street may, in its area."""

    def make(office="dispatcher", *, permissions=None, area=None, unit=None, valid_to=None, side="near"):
        place = getattr(world, side)
        (grant,) = place.actor(office).grants
        _row, token = create_token(
            name=f"程序（{office}）",
            wanted=sorted(grant.permissions) if permissions is None else permissions,
            area=area or place.areas[street.OFFICES[office][1]],
            unit=unit or place.units[street.OFFICES[office][2]],
            valid_to=valid_to or street.AT.date() + 400 * street.DAY,
            by=SYSTEM,
            at=street.AT,
        )
        return Caller(token)

    return make


@pytest.fixture(autouse=True)
def fresh_counts():
    """What public doors count in this process."""
    cache.clear()
    yield
    cache.clear()
