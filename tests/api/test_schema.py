"""Schemathesis: whatever is sent, within the description of the API or beside it, is answered as described.

Bounded and with a fixed seed: the same requests every time. It works on a database of its own, since history that was
written cannot be taken back.
"""

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.specs.openapi import checks

from tests.api.conftest import TEXT
from tests.support import street
from tests.support.cases import case_in
from tests.support.openapi import described
from xiuhuazhen.core.kit.actors import SYSTEM
from xiuhuazhen.core.people.actions import create_token

LABELS = [
    f"{method.upper()} {path}" for path, methods in sorted(described()["paths"].items()) for method in sorted(methods)
]
EXAMPLES = 60
ANSWERS_AS_DESCRIBED = [
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    schemathesis.checks.not_a_server_error,
]


@pytest.fixture
def world(real_database, settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    return street.build()


@pytest.fixture
def headers(world):
    """Of a program that may everything in the near street."""
    grants = [grant for office in world.near.accounts for grant in world.near.actor(office).grants]
    _row, token = create_token(
        name="一切",
        wanted=sorted({permission for grant in grants for permission in grant.permissions}),
        area=world.near.areas["street"],
        unit=world.near.units["desk"],
        valid_to=street.AT.date() + 400 * street.DAY,
        by=SYSTEM,
        at=street.AT,
    )
    return {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}


@pytest.fixture
def api(world):
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


def cases_of(operation, known):
    """Requests as described and requests that are not; where a path names something, often what is really there."""
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    given_paths = [{"path_parameters": known}] if "{" in operation.path else []
    return st.one_of(*(operation.as_strategy(mode, **more) for more in (*given_paths, {}) for mode in modes))


@pytest.mark.parametrize("label", LABELS)
def test_answers_are_as_described(label, api, world, headers):
    """No fault of the server; the status, the content type, the headers and the shape are those of the description."""
    known = {"number": case_in(world.near, "registered", text=TEXT).number, "action": "dispatch"}

    @seed(20261123)
    @settings(
        max_examples=EXAMPLES,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases_of(api.find_operation_by_label(label), known))
    def run(case):
        case.call_and_validate(headers=headers, checks=ANSWERS_AS_DESCRIBED)

    run()
