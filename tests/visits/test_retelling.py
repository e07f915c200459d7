"""The dates of places follow every fact, set-wise and overnight (ARCHITECTURE, Storage)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from households.models import Category, Exclusion, Place
from households.placement import places_changed
from tests import cast
from visits import actions, retelling
from visits.models import PlaceClock, StandardVersion, VisitStandard


@pytest.fixture
def for_the_poor(db):
    row = VisitStandard.objects.create(name="poor households")
    return StandardVersion.objects.create(
        standard=row,
        categories=[Category.objects.get(code="dibao").pk],
        every_days=30,
        modes=["door"],
        from_on=cast.days_ago(500),
    )


def tag(place, from_on, to_on=None):
    category = Category.objects.get(code="dibao")
    return place.category_spells.create(category=category, from_on=from_on, to_on=to_on)


def test_a_new_tag_tells_the_place_anew(old_couple, for_the_poor):
    tag(old_couple, cast.today())

    places_changed([old_couple.pk], on=cast.today())

    old_couple.refresh_from_db()
    assert old_couple.next_due_on == old_couple.joined_on + timedelta(days=30)


def test_a_tag_that_begins_later_counts_from_its_night_on(old_couple, for_the_poor):
    tag(old_couple, cast.days_ago(-1), cast.days_ago(-5))

    retelling.begin_day(cast.days_ago(-1))
    old_couple.refresh_from_db()
    assert old_couple.next_due_on == old_couple.joined_on + timedelta(days=30)

    retelling.begin_day(cast.days_ago(-5))
    old_couple.refresh_from_db()
    assert old_couple.next_due_on == old_couple.joined_on + timedelta(days=365)
    assert not PlaceClock.objects.filter(place=old_couple).exists()


def test_after_weeks_asleep_every_missed_night_is_made_up_for(old_couple, for_the_poor):
    retelling.begin_day(cast.today())
    tag(old_couple, cast.days_ago(-1))

    retelling.begin_day(cast.days_ago(-40))

    old_couple.refresh_from_db()
    assert old_couple.next_due_on == old_couple.joined_on + timedelta(days=30)


def test_a_day_that_was_told_is_not_told_again(old_couple, django_assert_num_queries):
    retelling.begin_day(cast.today())

    with django_assert_num_queries(1):
        assert retelling.begin_day(cast.today()) == 0


def test_a_missed_night_is_made_up_for(old_couple, for_the_poor):
    tag(old_couple, cast.days_ago(-1))

    retelling.begin_day(cast.days_ago(-3))

    old_couple.refresh_from_db()
    assert old_couple.next_due_on == old_couple.joined_on + timedelta(days=30)


def test_an_exclusion_is_out_from_the_day_of_approval_until_it_ends(old_couple, lin, gao):
    Exclusion.objects.create(
        place=old_couple,
        reason="empty",
        asked_by=lin,
        asked_at=cast.at(cast.days_ago(2)),
        approved_by=gao,
        approved_on=cast.today(),
        ended_on=cast.days_ago(-9),
    )

    retelling.begin_day(cast.today())
    assert Place.objects.get(pk=old_couple.pk).is_excluded

    retelling.begin_day(cast.days_ago(-9))
    assert not Place.objects.get(pk=old_couple.pk).is_excluded


def test_a_move_dated_ahead_stands_in_the_new_grid_on_its_day(old_couple, next_grid):
    old_couple.stays.update(to_on=cast.days_ago(-2))
    old_couple.stays.create(
        area=next_grid, area_path=next_grid.path, front="village", from_on=cast.days_ago(-2)
    )

    retelling.begin_day(cast.days_ago(-1))
    assert not Place.objects.filter(area=next_grid).exists()
    retelling.begin_day(cast.days_ago(-2))

    assert Place.objects.get(area=next_grid).area_path == next_grid.path


def test_a_residence_that_turns_is_the_households_from_its_day(old_couple):
    old_couple.household.residence_spells.update(to_on=cast.days_ago(-1))
    old_couple.household.residence_spells.create(residence="away", from_on=cast.days_ago(-1))

    retelling.begin_day(cast.days_ago(-1))

    old_couple.household.refresh_from_db()
    assert old_couple.household.residence == "away"


def test_a_move_keeps_visits_clocks_and_joining_day(old_couple, next_grid, lin):
    cast.make_visit(old_couple, lin, cast.days_ago(9))
    old_couple.stays.update(to_on=cast.today())
    old_couple.stays.create(
        area=next_grid, area_path=next_grid.path, front="village", from_on=cast.today()
    )

    places_changed([old_couple.pk], on=cast.today())

    old_couple.refresh_from_db()
    assert old_couple.last_met_on == cast.days_ago(9)


def test_telling_again_changes_nothing(old_couple, lin):
    cast.make_visit(old_couple, lin, cast.days_ago(9))
    before = Place.objects.filter(pk=old_couple.pk).values().get()

    actions.retell_places([old_couple.pk, old_couple.pk], on=cast.today())

    assert Place.objects.filter(pk=old_couple.pk).values().get() == before


def test_new_places_write_no_clock(old_couple):
    assert not PlaceClock.objects.exists()


@pytest.mark.parametrize("count", [1, 30])
def test_statements_do_not_grow_with_places(grid, count):
    places = [cast.make_place(grid, f"{n}号").pk for n in range(1, count + 1)]

    with CaptureQueriesContext(connection) as asked:
        actions.retell_places(places, on=cast.today())

    statements = [q["sql"] for q in asked if "SAVEPOINT" not in q["sql"]]
    assert len(statements) == 5
