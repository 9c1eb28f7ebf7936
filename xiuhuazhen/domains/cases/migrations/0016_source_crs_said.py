from django.db import migrations, models


def forget_what_nobody_said(apps, _schema_editor):
    """Whoever said what the columns mean looked at the system too, if there were positions; others never saw it."""
    SourceTemplate = apps.get_model("cases", "SourceTemplate")
    for template in SourceTemplate.objects.all():
        if not {"lng", "lat"} <= set(template.columns.values()):
            SourceTemplate.objects.filter(pk=template.pk).update(crs="")


def take_for_wgs84(apps, _schema_editor):
    apps.get_model("cases", "SourceTemplate").objects.filter(crs="").update(crs="wgs84")


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0015_order_as_compared'),
    ]

    operations = [
        migrations.AlterField(
            model_name='sourcetemplate',
            name='crs',
            field=models.CharField(blank=True, choices=[('wgs84', 'WGS-84'), ('cgcs2000', 'CGCS2000'), ('gcj02', 'GCJ-02'), ('bd09', 'BD-09')], help_text='empty until somebody said it', max_length=10),
        ),
        migrations.RunPython(forget_what_nobody_said, take_for_wgs84),
    ]
