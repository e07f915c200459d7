"""No page of a door asks the database more than twenty times, however much stands there."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from households.models import Place
from issues import actions as issues
from issues.models import IssueCategory
from tests import cast
from visits import actions


@pytest.fixture
def full(lin, grid) -> Place:
    """A company where much was promised, raised and visited."""
    place = cast.make_place(grid, "3组7号", "丰登米业", kind="enterprise")
    who = {"by": lin, "under": cast.post_of(lin), "at": timezone.now(), "place": place}
    category = IssueCategory.objects.first()
    for number in range(10):
        cast.make_visit(place, lin, cast.days_ago(number))
        actions.make_promise(id=None, text=f"第{number}件", due_on=cast.today(), **who)
        issues.raise_issue(id=None, title="缺工", text=f"{number}", category=category, **who)
    return place


def asked(client, url: str) -> int:
    """How often; the savepoints around the note of an opening are the test's own."""
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in queries)


@pytest.mark.parametrize("route", ["phone:place", "phone:visit", "phone:raise_issue"])
def test_a_page_of_a_full_door_stays_in_the_budget(phone, full, route):
    assert asked(phone, reverse(route, args=[full.pk])) <= 20


@pytest.mark.parametrize("route", ["phone:correct", "phone:versions", "phone:withdraw"])
def test_a_page_of_a_visit_stays_in_the_budget(phone, full, route):
    assert asked(phone, reverse(route, args=[full.visits.first().pk])) <= 20
