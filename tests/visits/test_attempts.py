"""Three times nobody at three clock hours is a case for the supervisor (DOMAIN 4.14, 4.23)."""

import pytest

from households.models import Exclusion, Place
from tests import cast
from visits.queries import three_times_nobody


def knock(place, by, *clocks, days=5, **told):
    told = {"outcome": "nobody_home", **told}
    for number, clock in enumerate(clocks):
        cast.make_visit(place, by, cast.days_ago(days - number), clock=clock, **told)


def is_case(place) -> bool:
    return three_times_nobody(Place.objects.all(), on=cast.today()).filter(pk=place.pk).exists()


def test_three_knocks_at_three_hours_make_a_case(old_couple, lin):
    knock(old_couple, lin, "09:10", "14:30", "19:00")

    assert is_case(old_couple)


@pytest.mark.parametrize("clocks", [("09:10", "14:30"), ("09:10", "09:50", "14:30")])
def test_two_hours_are_not_three(old_couple, lin, clocks):
    knock(old_couple, lin, *clocks)

    assert not is_case(old_couple)


@pytest.mark.parametrize("outcome", ["refused", "moved"])
def test_refused_and_moved_are_empty_handed_too(old_couple, lin, outcome):
    knock(old_couple, lin, "09:10", "14:30", "19:00", outcome=outcome)

    assert is_case(old_couple)


def test_another_day_that_was_agreed_is_not(old_couple, lin):
    agreed = cast.days_ago(-3)
    knock(old_couple, lin, "09:10", "14:30", "19:00", outcome="postponed", again_on=agreed)

    assert not is_case(old_couple)


def test_telephone_calls_are_no_attempts(old_couple, lin):
    knock(old_couple, lin, "09:10", "14:30", "19:00", mode="phone")

    assert not is_case(old_couple)


def test_a_part_of_day_is_an_hour_of_its_own(old_couple, lin):
    knock(old_couple, lin, "09:10", "14:30")
    entered_for = (cast.days_ago(3), "morning")
    knock(old_couple, lin, "20:00", days=2, entered_for=entered_for)

    assert is_case(old_couple)


def test_meeting_somebody_begins_the_count_anew_the_day_after(old_couple, lin):
    knock(old_couple, lin, "09:10", "14:30", "19:00")
    cast.make_visit(old_couple, lin, cast.days_ago(2))

    knock(old_couple, lin, "08:00", days=2)
    knock(old_couple, lin, "09:10", days=1)

    old_couple.refresh_from_db()
    assert old_couple.empty_handed == 1


def test_an_excluded_place_is_no_case(old_couple, lin, gao):
    knock(old_couple, lin, "09:10", "14:30", "19:00")
    Exclusion.objects.create(
        place=old_couple,
        reason="empty",
        asked_at=cast.at(cast.days_ago(1)),
        approved_by=gao,
        approved_on=cast.today(),
    )
    Place.objects.filter(pk=old_couple.pk).update(is_excluded=True)

    assert not is_case(old_couple)
