from django.db import migrations, models


class Migration(migrations.Migration):
    """Apart from what fills the columns: PostgreSQL makes no index on rows that the same transaction has changed."""

    dependencies = [
        ('cases', '0017_wanted_though_ended'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['source_number_key', 'source_name_key'], name='case_order'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.UniqueConstraint(condition=models.Q(('source_number_key', ''), _negated=True), fields=('source_name_key', 'source_number_key', 'source_round'), name='case_order_round_once'),
        ),
    ]
