import pytest

from households.models import Place
from tests import cast


@pytest.fixture
def overdue_door(lin, old_couple) -> Place:
    """The old couple's door, in Lin's grid: overdue by twelve days."""
    return due(old_couple, -12)


def due(place: Place, days: int) -> Place:
    """The last day in time lies `days` ahead of today."""
    Place.objects.filter(pk=place.pk).update(next_due_on=cast.days_ago(-days), covered_until=None)
    place.refresh_from_db()
    return place
