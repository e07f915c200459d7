"""Kinds of issues to begin with; an administrator keeps them from here on."""

from django.db import migrations

CATEGORIES = [
    ("roads_water", "道路水利", 15, 3),
    ("housing", "住房房屋", 15, 3),
    ("environment", "环境卫生", 10, 3),
    ("subsidies", "低保救助", 10, 3),
    ("health_pension", "医保养老", 10, 3),
    ("work", "就业创业", 15, 5),
    ("neighbours", "邻里纠纷", 10, 2),
    ("safety", "安全隐患", 5, 1),
    ("enterprise", "企业经营", 15, 5),
    ("other", "别的", 15, 3),
]


def add(apps, schema_editor):
    category = apps.get_model("issues", "IssueCategory")
    for order, (code, name, days, urgent_days) in enumerate(CATEGORIES):
        category.objects.get_or_create(
            code=code,
            defaults={
                "name": name,
                "order": order,
                "limit_days": days,
                "urgent_limit_days": urgent_days,
            },
        )


def remove(apps, schema_editor):
    codes = [row[0] for row in CATEGORIES]
    apps.get_model("issues", "IssueCategory").objects.filter(code__in=codes).delete()


class Migration(migrations.Migration):
    dependencies = [("issues", "0001_initial")]
    operations = [migrations.RunPython(add, remove)]
