"""Rules about models and migrations."""

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import override

from tests.support.sources import own_labels, own_models
from xiuhuazhen.core.audit import triggers
from xiuhuazhen.core.jobs import registry
from xiuhuazhen.core.kit.retention import DataClass, declared


@pytest.mark.parametrize("model", own_models(), ids=lambda model: model._meta.label)
def test_every_model_says_how_long_it_is_kept(model):
    """Class and period are declared in the app's wiring."""
    retention = declared().get(model._meta.label)
    assert retention is not None, f"declare the retention of {model._meta.label} in its app's wiring"
    for words in (retention.keep, retention.held):
        assert re.search(r"[\u4e00-\u9fff]", str(words)), f"{words}: say it in Chinese"


@pytest.mark.parametrize("label", sorted(declared()))
def test_no_retention_is_declared_for_a_model_that_is_gone(label):
    assert label in {model._meta.label for model in own_models()}


@pytest.mark.parametrize("label", sorted(declared()))
def test_personal_data_leaves_one_day(label):
    """What is personal or sensitive has a job that erases it or leaves with its owner; it is never permanent."""
    retention = declared()[label]
    if retention.data_class in {DataClass.PERSONAL, DataClass.SENSITIVE}:
        with override("en"):
            assert retention.eraser or "permanent" not in str(retention.keep)


@pytest.mark.parametrize("name", sorted({each.eraser for each in declared().values()} - {""}))
def test_what_erases_is_a_job_that_runs_every_night(name):
    """Each eraser that a retention names exists, and a schedule puts it into the queue daily."""
    registry.kind(name)
    turns = [entry for entry in registry.schedules().values() if entry.job_name == name]
    assert [entry.at_time is not None for entry in turns] == [True]


@pytest.mark.django_db
def test_every_append_only_table_has_its_triggers():
    """After the migrations of a new database, no declared trigger is missing, and history is among the declared."""
    assert triggers.missing_triggers(connection) == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger"
            if connection.vendor == "postgresql"
            else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        )
        found = {name for (name,) in cursor.fetchall()}
    assert {"xhz_audit_auditrow_no_update", "xhz_audit_auditrow_no_delete"} <= found
    assert {"xhz_procedures_step_no_update", "xhz_procedures_step_no_delete"} <= found


@pytest.mark.django_db
@pytest.mark.parametrize("label", own_labels())
def test_no_migration_is_missing(label):
    """The migrations of an app lead to its models as they are now."""
    call_command("makemigrations", label, check=True, dry_run=True, verbosity=0)


@pytest.mark.django_db
@pytest.mark.parametrize("label", own_labels())
def test_migrations_are_one_line(label):
    """Each migration of an app follows exactly one other, so that every installation walks the same way."""
    graph = MigrationLoader(connection).graph
    own = {key for key in graph.nodes if key[0] == label}
    before = [{parent.key for parent in graph.node_map[key].parents} & own for key in own]
    assert len(graph.leaf_nodes(label)) <= 1
    assert all(len(parents) <= 1 for parents in before)
    assert sum(not parents for parents in before) == (1 if own else 0)
