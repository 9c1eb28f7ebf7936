import django.db.models.deletion
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
        ('procedures', '0002_clocks'),
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
    ]
