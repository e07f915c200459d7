"""Relations go down as imports do; import-linter cannot see a foreign key."""

import tomllib

from django.apps import apps
from django.db import models

from config.servers.places import ROOT

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
FLOORS = list(reversed(SETTINGS["contracts"][0]["layers"]))
FLOOR_OF = {app.strip(): number for number, apps_ in enumerate(FLOORS) for app in apps_.split("|")}


def test_every_app_of_ours_has_its_floor():
    ours = {app.label for app in apps.get_app_configs() if (ROOT / app.name).is_dir()}

    assert ours == set(FLOOR_OF)


def test_no_relation_points_up():
    upward = [
        f"{model.__name__}.{field.name} -> {field.related_model.__name__}"
        for model in apps.get_models()
        if model._meta.app_label in FLOOR_OF
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignObject | models.ManyToManyField)
        and FLOOR_OF.get(field.related_model._meta.app_label, -1) > FLOOR_OF[model._meta.app_label]
    ]

    assert upward == []
