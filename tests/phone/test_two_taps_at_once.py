from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from django.db import connection
from django.utils import timezone
from uuid_utils.compat import uuid7

from cadres.models import Area, Cadre
from households.actions import found
from households.models import FoundHousehold, Place
from issues import actions as issues
from issues.models import Issue, IssueCategory
from phone import actions
from photos.models import Photo
from tests import cast
from visits.content import VisitorLine
from visits.models import Visit


def at_once(do: Callable[[], Any]) -> list[Any]:
    both_ready = Barrier(2)

    def hand(_number: int) -> Any:
        both_ready.wait()
        try:
            return do()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as hands:
        return list(hands.map(hand, range(2)))


def test_two_taps_of_one_moment_make_one_visit_and_one_issue(
    committed: None, lin: Cadre, old_couple: Place
) -> None:
    now, post = timezone.now(), cast.post_of(lin)
    raised = actions.Raised(
        uuid7(), "水渠塌了", IssueCategory.objects.get(code="other"), "ordinary"
    )
    visit_id = uuid7()

    def tap() -> Visit:
        return actions.log_visit(
            id=visit_id,
            place=old_couple,
            by=lin,
            under=post,
            visitors=[VisitorLine(cadre=lin, post=post)],
            phone_at=now,
            at=now,
            raised=raised,
            outcome="met",
        )

    first, second = at_once(tap)
    assert first == second
    assert (Visit.objects.count(), Issue.objects.count()) == (1, 1)


def test_two_taps_on_an_issue_of_its_own_make_one(
    committed: None, lin: Cadre, old_couple: Place
) -> None:
    issue_id, category = uuid7(), IssueCategory.objects.get(code="other")

    def tap() -> Issue:
        return issues.raise_issue(
            id=issue_id,
            place=old_couple,
            by=lin,
            under=cast.post_of(lin),
            title="水渠塌了",
            text="水渠塌了",
            category=category,
            at=timezone.now(),
        )

    first, second = at_once(tap)
    assert first == second
    assert first.events.count() == 1


def test_two_taps_on_a_found_household_make_one(committed: None, lin: Cadre, grid: Area) -> None:
    report_id = uuid7()

    def tap() -> FoundHousehold:
        return found.report(
            id=report_id,
            area=grid,
            address="3组20号",
            name="马晓梅",
            by=lin,
            under=cast.post_of(lin),
            at=timezone.now(),
        )

    first, second = at_once(tap)
    assert first == second


def test_one_photo_sent_twice_at_once_is_one_photo(
    committed: None, lin: Cadre, photo: Any, photos_of_tests: Any
) -> None:
    visit_id = uuid7()

    def send() -> Any:
        return actions.keep_photos(
            visit_id=visit_id, files=[photo()], by=lin, at=timezone.now(), keep_place=False
        )

    (first, _none), (second, _nothing) = at_once(send)
    assert first == second
    assert Photo.objects.count() == 1
    assert len(list(photos_of_tests.rglob("*.jpg"))) == 1
