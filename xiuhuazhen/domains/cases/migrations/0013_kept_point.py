from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def keep_points_back(apps, _schema_editor):
    """The point of a confidential case goes from its matter, which others see, to the case itself."""
    Case, Matter = apps.get_model("cases", "Case"), apps.get_model("procedures", "Matter")
    confidential = Case.objects.filter(confidential=True)
    there = Matter.objects.filter(pk=OuterRef("pk"))
    confidential.update(lng_e7=Subquery(there.values("lng_e7")), lat_e7=Subquery(there.values("lat_e7")))
    Matter.objects.filter(pk__in=confidential.values("pk")).update(lng_e7=None, lat_e7=None)


def give_points_back(apps, _schema_editor):
    Case, Matter = apps.get_model("cases", "Case"), apps.get_model("procedures", "Matter")
    confidential = Case.objects.filter(confidential=True)
    there = Case.objects.filter(pk=OuterRef("pk"))
    Matter.objects.filter(pk__in=confidential.values("pk")).update(
        lng_e7=Subquery(there.values("lng_e7")), lat_e7=Subquery(there.values("lat_e7"))
    )


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0012_ends_in_a_result_file'),
        ('procedures', '0005_lists'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='lng_e7',
            field=models.IntegerField(help_text='of a confidential case, whose matter has no point', null=True),
        ),
        migrations.AddField(
            model_name='case',
            name='lat_e7',
            field=models.IntegerField(null=True),
        ),
        migrations.RunPython(keep_points_back, give_points_back),
    ]
