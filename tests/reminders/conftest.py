from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from cadres.models import Cadre
from households.models import FoundHousehold, Place
from issues import actions as issues
from issues.models import Issue, IssueCategory
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


def clock(hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    """That clock time, `days` ahead of today."""
    return cast.at(cast.days_ago(-days), f"{hour:02}:{minute:02}")


def cast_found(place: Place, by: Cadre) -> FoundHousehold:
    """A household next to `place` that no roster has."""
    return FoundHousehold.objects.create(
        kind="not_on_roster",
        area=place.area,
        area_path=place.area_path,
        address="3组20号",
        name="某家",
        found_by=by,
        found_under=cast.post_of(by),
        found_at=timezone.now(),
    )


def raise_issue(place: Place, by: Cadre, **told: object) -> Issue:
    """An issue of a month ago whose limit lies far ahead."""
    now = timezone.now()
    issue = issues.raise_issue(
        id=None,
        place=place,
        by=by,
        under=cast.post_of(by),
        title="3组水渠塌了一段",
        text="稻田进水",
        category=IssueCategory.objects.get(code="roads_water"),
        at=cast.at(cast.days_ago(30)),
    )
    ahead = {"near_due_at": now + timedelta(days=20)}
    ahead["due_at"] = now + timedelta(days=30)
    Issue.objects.filter(pk=issue.pk).update(**{**ahead, **told})
    issue.refresh_from_db()
    return issue
