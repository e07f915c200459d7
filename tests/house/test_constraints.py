"""Each rule that the database holds is broken once by a test, which names it."""

from django.apps import apps

from config.servers.places import ROOT
from tests.house.test_floors import FLOOR_OF


def constraint_names() -> set[str]:
    return {
        constraint.name
        for model in apps.get_models()
        if model._meta.app_label in FLOOR_OF
        for constraint in model._meta.constraints
    }


def test_every_constraint_is_broken_by_a_test():
    tests = "\n".join(path.read_text() for path in (ROOT / "tests").rglob("test_*.py"))

    assert {name for name in constraint_names() if name not in tests} == set()
