import unicodedata

from django.db import migrations, models
from django.db.models import Count, F


def compared(text):
    """As ``rules.spelling`` compares when this is written."""
    signs = unicodedata.normalize("NFKC", text)
    plain = (sign for sign in signs if unicodedata.category(sign) not in {"Cf", "Cc"} and not sign.isspace())
    return "".join(plain)[:200]


def write_keys(apps, _schema_editor):
    """One statement for each source, and one row at a time only for numbers that are not compared as they stand."""
    Case = apps.get_model("cases", "Case")
    for name in set(Case.objects.exclude(source_name="").values_list("source_name", flat=True).distinct()):
        Case.objects.filter(source_name=name).update(source_name_key=compared(name).casefold()[:200])
    numbered = Case.objects.exclude(source_number="")
    numbered.update(source_number_key=F("source_number"))
    spelt = numbered.values_list("pk", "source_number").order_by().iterator(chunk_size=5000)
    for pk, key in [(pk, compared(number)) for pk, number in spelt if compared(number) != number]:
        Case.objects.filter(pk=pk).update(source_number_key=key)
    let_one_be_found(Case)


def let_one_be_found(Case):
    """Orders that doubled over their spelling before: what their source sends goes to one of them, which is open if any
    is, and else came first."""
    known = ("source_name_key", "source_number_key", "source_round")
    there = Case.objects.exclude(source_number_key="")
    doubled = there.values(*known).order_by().annotate(count=Count("pk")).filter(count__gt=1)
    for each in list(doubled.values(*known)):
        _found, *others = there.filter(**each).order_by("-matter__is_open", "matter__opened_at", "pk")
        Case.objects.filter(pk__in=[case.pk for case in others]).update(source_number_key="")


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_result_head'),
        ('people', '0007_kinds_of_units'),
        ('procedures', '0007_worklist_area'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='case',
            name='case_source_round_once',
        ),
        migrations.RemoveIndex(
            model_name='case',
            name='case_source_number',
        ),
        migrations.AddField(
            model_name='case',
            name='source_name_key',
            field=models.CharField(blank=True, help_text='the name as it is compared', max_length=200),
        ),
        migrations.AddField(
            model_name='case',
            name='source_number_key',
            field=models.CharField(blank=True, help_text='the number as it is compared', max_length=200),
        ),
        migrations.RunPython(write_keys, migrations.RunPython.noop),
    ]
