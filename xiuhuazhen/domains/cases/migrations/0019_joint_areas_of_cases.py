"""Cases that a joint area brought to its lead know it: until now only its name was kept, as the reason."""

from django.db import migrations


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    cases, matters = (apps.get_model(*model).objects.using(alias) for model in _MODELS)
    for joint in apps.get_model("areas", "Area").objects.using(alias).filter(kind="joint", parent__isnull=False):
        led = cases.filter(place_named_as__in=("joint", "official"), place_reason=joint.name[:60])
        beside = matters.filter(area__path__startswith=joint.parent.path, joint__isnull=True)
        beside.filter(pk__in=led.values("pk")).update(joint_id=joint.pk)


_MODELS = (("cases", "Case"), ("procedures", "Matter"))


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0018_order_known_once"),
        ("procedures", "0008_joint"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
