"""Models as the tables are, which before an upgrade is not as the program would have them."""

from typing import Any

from django.apps import apps
from django.db import connections, models
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState


def applied(alias: str) -> list[str]:
    """Applied migrations, ``app.name``."""
    recorded = MigrationExecutor(connections[alias]).loader.applied_migrations
    return sorted(f"{app}.{name}" for app, name in recorded)


def unknown(migrations: list[str]) -> list[str]:
    """Those that this version of the program does not have."""
    known = {f"{app}.{name}" for app, name in MigrationExecutor(connections["default"]).loader.disk_migrations}
    return sorted(set(migrations) - known)


def pending(alias: str) -> list[str]:
    """Migrations of this version that are not applied yet."""
    executor = MigrationExecutor(connections[alias])
    return [f"{each.app_label}.{each.name}" for each, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


class Tables:
    """The models behind an alias: our own, or, while migrations are pending, those of the applied ones."""

    def __init__(self, alias: str) -> None:
        self.alias = alias
        executor = MigrationExecutor(connections[alias])
        leaves = executor.loader.graph.leaf_nodes()
        self._apps: Any = apps
        if executor.migration_plan(leaves):
            state = ProjectState()
            for migration, _ in executor.migration_plan(leaves, clean_start=True):
                if (migration.app_label, migration.name) in executor.loader.applied_migrations:
                    migration.mutate_state(state, preserve=False)
            self._apps = state.apps

    def rows(self, label: str) -> "models.QuerySet[Any]":
        """All rows of ``app_label.Model``; raises ``LookupError`` where it is not there yet."""
        return self.model(label)._base_manager.using(self.alias)

    def model(self, label: str) -> type[models.Model]:
        found: type[models.Model] = self._apps.get_model(label)
        return found

    def models(self) -> list[type[models.Model]]:
        return list(self._apps.get_models(include_auto_created=True))

    def counts(self) -> dict[str, int]:
        """Rows by table, of every table that is there."""
        with connections[self.alias].cursor() as cursor:
            names = sorted(connections[self.alias].introspection.table_names(cursor))
            return {name: self._count(cursor, name) for name in names if not name.startswith("sqlite_")}

    def _count(self, cursor: Any, table: str) -> int:
        cursor.execute(f"SELECT COUNT(*) FROM {connections[self.alias].ops.quote_name(table)}")  # noqa: S608
        return int(cursor.fetchone()[0])
