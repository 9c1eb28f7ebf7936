"""History can be added to and nothing else, whoever holds the connection."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.support import cases, street
from xiuhuazhen.core.audit import triggers
from xiuhuazhen.core.audit.models import AuditRow
from xiuhuazhen.core.audit.wiring import check_triggers
from xiuhuazhen.core.procedures.models import Step

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[AuditRow, Step], ids=["audit rows", "steps"])
def history(request):
    """A table of history with something in it."""
    street.build()
    cases.reported()
    assert request.param.objects.exists()
    return request.param


def contents(model):
    return list(model.objects.order_by("pk").values())


def refuses(work):
    with pytest.raises(DatabaseError, match="is append-only"), transaction.atomic():
        work()


def test_a_row_cannot_be_changed(history):
    before = contents(history)
    refuses(lambda: history.objects.update(actor_name="别人"))
    row = history.objects.first()
    row.actor_name = "别人"
    refuses(row.save)
    assert contents(history) == before


def test_a_row_cannot_be_removed(history):
    before = contents(history)
    raw = history.objects.all()
    refuses(lambda: raw._raw_delete(raw.db))
    assert contents(history) == before


def test_sql_by_hand_is_refused_too(history):
    table = connection.ops.quote_name(history._meta.db_table)
    statements = [f"UPDATE {table} SET action = action", f"DELETE FROM {table}"]  # noqa: S608
    if connection.vendor == "postgresql":
        statements.append(f"TRUNCATE {table} CASCADE")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what this test wrote itself is settled first
    for statement in statements:
        with pytest.raises(DatabaseError, match="is append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def drop(name, table):
    on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "{name}"{on}')


EVENTS = ["update", "delete"] + (["truncate"] if connection.vendor == "postgresql" else [])


@pytest.mark.parametrize("event", EVENTS)
def test_a_missing_trigger_stops_start_up(event):
    """Django's system check names it and says what to do; ``migrate`` puts it back."""
    name = f"xhz_procedures_step_no_{event}"
    assert check_triggers(databases=["default"]) == []
    drop(name, "procedures_step")
    (error,) = check_triggers(databases=["default"])
    assert (error.id, error.msg) == ("xhz.E001", f"append-only trigger {name} is missing")
    assert "migrate" in error.hint
    triggers.install(connection)
    assert check_triggers(databases=["default"]) == []


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite cannot switch a trigger off")
def test_a_trigger_that_is_switched_off_is_missing():
    name = "xhz_procedures_step_no_update"
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "procedures_step" DISABLE TRIGGER "{name}"')
    assert triggers.missing_triggers(connection) == [name]
    triggers.install(connection)
    assert triggers.missing_triggers(connection) == []


def test_readiness_says_that_history_is_unprotected(client):
    assert client.get("/readyz").content == b"ok"
    drop("xhz_audit_auditrow_no_update", "audit_auditrow")
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"triggers")
