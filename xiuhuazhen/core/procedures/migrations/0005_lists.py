import django.db.models.deletion
import xiuhuazhen.core.kit.ids
from django.db import migrations, models

# Terms are divided by blanks alone: of ASCII, letters, digits and the two signs that mark numbers and areas belong to
# a term, and so does everything beyond ASCII.
TERMS = {
    "postgresql": (
        "ALTER TABLE procedures_searchdocument ADD COLUMN terms tsvector NOT NULL",
        "CREATE INDEX procedures_searchdocument_terms ON procedures_searchdocument USING gin (terms)",
    ),
    "sqlite": ("CREATE VIRTUAL TABLE procedures_terms USING fts5(terms, tokenize = \"ascii tokenchars '_.'\")",),
}
NO_TERMS = {
    "postgresql": ("ALTER TABLE procedures_searchdocument DROP COLUMN terms",),
    "sqlite": ("DROP TABLE procedures_terms",),
}


def add_terms(_apps, schema_editor):
    for statement in TERMS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_terms(_apps, schema_editor):
    for statement in NO_TERMS[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0002_other_kinds'),
        ('people', '0004_supervisor'),
        ('procedures', '0004_erased_at'),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('matter', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='document', to='procedures.matter')),
            ],
        ),
        migrations.RunPython(add_terms, drop_terms),
        migrations.CreateModel(
            name='Bulk',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('action', models.CharField(max_length=30)),
                ('given', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('running', 'running'), ('done', 'done'), ('failed', 'failed')], default='waiting', max_length=10)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('created_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='BulkRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('version', models.PositiveIntegerField()),
                ('result', models.CharField(choices=[('waiting', 'waiting'), ('done', 'done'), ('refused', 'not done')], default='waiting', max_length=10)),
                ('message', models.CharField(blank=True, max_length=300)),
                ('bulk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='procedures.bulk')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.matter')),
            ],
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ('wanted', models.JSONField()),
                ('columns', models.JSONField()),
                ('order', models.CharField(max_length=10)),
                ('state', models.CharField(choices=[('waiting', 'waiting'), ('running', 'running'), ('done', 'done'), ('failed', 'failed')], default='waiting', max_length=10)),
                ('problem', models.CharField(blank=True, max_length=300)),
                ('total', models.PositiveIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('blob', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='files.sealedblob')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='SavedFilter',
            fields=[
                ('id', models.UUIDField(default=xiuhuazhen.core.kit.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=20)),
                ('query', models.CharField(max_length=600)),
                ('created_at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
            ],
        ),
        migrations.AddIndex(
            model_name='bulk',
            index=models.Index(fields=['person', 'created_at'], name='bulk_person'),
        ),
        migrations.AddConstraint(
            model_name='bulkrow',
            constraint=models.UniqueConstraint(fields=('bulk', 'matter'), name='bulk_matter_once'),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(fields=['person', 'created_at'], name='export_person'),
        ),
        migrations.AddConstraint(
            model_name='savedfilter',
            constraint=models.UniqueConstraint(fields=('person', 'name'), name='saved_filter_name_once'),
        ),
    ]
