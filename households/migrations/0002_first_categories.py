"""The categories that village rosters use; an administrator keeps them from here on."""

from django.db import migrations

CATEGORIES = [
    ("dibao", "低保户"),
    ("tekun", "特困供养"),
    ("disabled", "残疾人家庭"),
    ("lone_couple", "空巢老人"),
    ("living_alone", "独居老人"),
    ("left_behind", "留守儿童"),
    ("veteran", "退役军人"),
    ("monitored", "监测户"),
]


def add(apps, schema_editor):
    category = apps.get_model("households", "Category")
    for order, (code, name) in enumerate(CATEGORIES):
        category.objects.get_or_create(code=code, defaults={"name": name, "order": order})


def remove(apps, schema_editor):
    codes = [code for code, _ in CATEGORIES]
    apps.get_model("households", "Category").objects.filter(code__in=codes).delete()


class Migration(migrations.Migration):
    dependencies = [("households", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
