"""A matter knows the joint area in which it lies besides."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0002_names_and_leads"),
        ("procedures", "0007_worklist_area"),
    ]

    operations = [
        migrations.AddField(
            "matter",
            "joint",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="areas.area",
            ),
        ),
        migrations.AddIndex(
            "matter",
            models.Index(
                condition=Q(joint__isnull=False), fields=["joint", "opened_at", "id"], name="matter_joint_opened"
            ),
        ),
    ]
