"""The base standard: every place once in 365 days, by anybody, at the door (DOMAIN 4)."""

from datetime import date

from django.db import migrations


def add(apps, schema_editor):
    standard, _ = apps.get_model("visits", "VisitStandard").objects.get_or_create(
        is_base=True, defaults={"name": "每户一年一次"}
    )
    apps.get_model("visits", "StandardVersion").objects.get_or_create(
        standard=standard, from_on=date(2000, 1, 1), defaults={"every_days": 365, "modes": ["door"]}
    )


def remove(apps, schema_editor):
    apps.get_model("visits", "VisitStandard").objects.filter(is_base=True).delete()


class Migration(migrations.Migration):
    # The histories' triggers, which the rows below fire, call a function of pghistory.
    dependencies = [("visits", "0001_initial"), ("pghistory", "0007_auto_20250421_0444")]
    operations = [migrations.RunPython(add, remove)]
