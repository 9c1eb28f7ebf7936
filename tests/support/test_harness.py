"""The harness itself: what tests may not do fails, and the shared fixtures keep what they promise."""

import socket
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.template import Context, Engine, engines
from pytest_socket import SocketConnectBlockedError

from tests.support import postgres
from tests.support.databases import RealDatabase
from tests.support.servers import Server, manage
from xiuhuazhen.core.areas.choices import Level
from xiuhuazhen.core.areas.models import Area
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.kit.ids import new_id

AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def audit_row(at: datetime = AT) -> AuditRow:
    return AuditRow.objects.create(at=at, action="a.b", actor_key="system", actor_name="系统", subject_type="x.y")


@pytest.mark.parametrize("source", ["{{ matter.titel }}", "{{ nothing|default:'-' }}", "{% translate nothing %}"])
def test_an_undefined_template_variable_fails(source):
    """A misspelt name in a template stops the test instead of leaving a gap on the page."""
    with pytest.raises(AssertionError, match="undefined template variable"):
        engines["django"].from_string(source).render({"matter": object()})


def test_a_template_may_ask_whether_a_variable_is_there():
    assert engines["django"].from_string("{% if nothing %}a{% else %}b{% endif %}").render({}) == "b"


def test_only_the_marked_text_makes_django_complain():
    """Django looks for %s in ``string_if_invalid``; were that to change, undefined variables would pass unseen."""
    assert Engine(string_if_invalid="(%s)").from_string("{{ nothing }}").render(Context()) == "(nothing)"


def test_a_connection_beyond_this_machine_fails():
    """192.0.2.1 is reserved for documentation: nobody answers there, and nobody is asked.

    The plugin warns before it refuses, and warnings are errors here.
    """
    refused = pytest.raises((SocketConnectBlockedError, UserWarning), match=r"192\.0\.2\.1")
    with socket.socket() as outside, refused:
        outside.connect(("192.0.2.1", 80))


@pytest.mark.django_db
def test_a_time_without_offset_fails():
    with pytest.raises(RuntimeWarning, match="naive datetime"):
        audit_row(at=datetime(2026, 11, 23, 9, 0))  # noqa: DTZ001 - the fault that is tried


@pytest.mark.race
def test_a_real_database_is_migrated_and_empty(real_database):
    assert Area.objects.count() == 0
    assert AuditRow.objects.count() == 0


@pytest.mark.race
@pytest.mark.parametrize("turn", [1, 2])
def test_each_test_has_a_real_database_of_its_own(real_database, turn):
    """What one test commits, the next does not see."""
    audit_row()
    assert AuditRow.objects.count() == 1
    assert not connection.in_atomic_block


@pytest.mark.race
def test_a_real_database_keeps_the_append_only_triggers(real_database):
    row = audit_row()
    with pytest.raises(DatabaseError, match="append-only"):
        row.delete()
    with pytest.raises(DatabaseError, match="append-only"):
        AuditRow.objects.update(reason="changed")
    assert AuditRow.objects.get().reason == ""


@pytest.mark.race
def test_works_run_together_on_connections_of_their_own(real_database: RealDatabase):
    """Of two that add an area with the same code at the same moment, one succeeds and the other is refused."""

    def add() -> str:
        with transaction.atomic():
            return Area.objects.create(level=Level.STREET, path=f"{new_id()}/", code="630102005", name="街道").code

    results = real_database.together(add, add)
    assert [result for result in results if isinstance(result, str)] == ["630102005"]
    assert sum(isinstance(result, IntegrityError) for result in results) == 1
    assert Area.objects.get().code == "630102005"


@pytest.mark.django_db
def test_after_a_real_database_the_tests_own_is_back():
    """The connection that was put aside still has its tables."""
    assert AuditRow.objects.count() == 0


@pytest.mark.race
def test_another_process_works_on_the_same_database(real_database):
    """What another process commits, the test sees; with its triggers, as every start of the product asks."""
    program = (
        "from xiuhuazhen.core.areas.models import Area;"
        "Area.objects.create(level=4, path='x/', code='630102005', name='火车站街道')"
    )
    manage("shell", "--no-imports", "-c", program, database=real_database)
    manage("check", "--database", "default", database=real_database)
    assert Area.objects.get().name == "火车站街道"


@pytest.mark.journey
@pytest.mark.postgresql_smoke
def test_a_server_answers_a_browser(server: Server, page):
    """``xiuhuazhen run`` starts on a copied database and serves a page of this machine alone."""
    answer = page.goto("/healthz")
    assert (answer.status, page.url) == (200, f"{server.url}/healthz")


def test_what_asks_no_database_reaches_none(request):
    """It runs once, and not on PostgreSQL again: so it must not be able to ask one."""
    assert request.node.get_closest_marker("database") is None
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.ensure_connection()


@pytest.mark.django_db
def test_what_asks_a_database_runs_on_both(request):
    assert request.node.get_closest_marker("database")


def test_a_database_in_a_process_of_its_own_counts_too(request, real_database):
    assert request.node.get_closest_marker("database")


def test_without_a_server_the_postgresql_lane_says_that_it_was_skipped(monkeypatch, capsys):
    """Nothing is run and nothing fails; the line can be found in the log."""
    monkeypatch.setattr(postgres, "binaries", lambda: None)
    assert postgres.main(["false"]) == 0
    assert capsys.readouterr().out.startswith("SKIPPED: the suite on PostgreSQL")
