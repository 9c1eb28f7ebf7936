"""A row of a worklist knows where its matter lies."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    rows = apps.get_model("procedures", "WorklistRow").objects.using(schema_editor.connection.alias)
    matters = apps.get_model("procedures", "Matter").objects
    rows.update(area_id=Subquery(matters.filter(pk=OuterRef("matter_id")).values("area_id")[:1]))


def _area(**more):
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        help_text="that of the matter, so that a worklist need not look at every matter of its place",
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="areas.area",
        **more,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0002_names_and_leads"),
        ("procedures", "0006_export_roles"),
    ]

    operations = [
        migrations.AddField("worklistrow", "area", _area(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField("worklistrow", "area", _area()),
    ]
