"""Areas pass from post to post without a gap, and nobody overwrites what they did not see."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection

from cadres import actions
from cadres.models import Assignment
from cadres.responsibility import responsible_posts
from tests import cast

DAY = timedelta(days=1)


@pytest.fixture
def other(village):
    """A post of 瞿巷村 that answers for nothing yet."""
    return cast.make_post(village, name="农办包片岗")


@pytest.fixture
def next_week():
    return cast.days_ago(-7)


def give(post, area, from_on, to_on=None, **more):
    return actions.assign(
        post=post, starts=[(area, from_on)], to_on=to_on, by=None, on=cast.today(), **more
    )


def days_of(area):
    held = Assignment.objects.filter(area=area).order_by("from_on")
    return [(row.post, row.from_on, row.to_on) for row in held]


def test_the_former_post_ends_on_the_day_the_next_one_begins(lin, grid, other, next_week):
    former, began, _ = days_of(grid)[0]

    give(other, grid, next_week)

    assert days_of(grid) == [(former, began, next_week), (other, next_week, None)]


def test_from_today_the_grid_opens_at_once(grids, other):
    give(other, grids[2], cast.today())

    assert responsible_posts([grids[2].path], on=cast.today()) == {grids[2].path: other.pk}


def test_several_grids_may_begin_on_days_of_their_own(lin, grids, other, next_week):
    starts = [(grids[0], next_week), (grids[2], cast.today())]

    actions.assign(post=other, starts=starts, by=lin, on=cast.today())

    made = Assignment.objects.filter(post=other).order_by("area__path")
    assert [(row.from_on, row.made_by) for row in made] == [(next_week, lin), (cast.today(), lin)]


def test_the_same_post_again_changes_nothing(lin, grid, next_week):
    before = days_of(grid)

    assert give(cast.post_of(lin), grid, next_week) == []
    assert days_of(grid) == before


def test_the_same_post_up_to_a_day_gets_a_last_day(lin, grid, next_week):
    post, began, _ = days_of(grid)[0]

    give(post, grid, cast.today(), to_on=next_week)

    assert days_of(grid) == [(post, began, next_week)]


def refused(code, *args, **kwargs):
    with pytest.raises(ValidationError) as refusal:
        give(*args, **kwargs)
    assert refusal.value.code == code


def test_a_day_gone_by_is_refused(grid, other):
    refused("past", other, grid, cast.days_ago(1))


def test_a_last_day_before_the_first_is_refused(grid, other, next_week):
    refused("order", other, grid, next_week, to_on=next_week)


def test_a_handlers_post_answers_for_no_area(grid, handler):
    refused("role", cast.post_of(handler), grid, cast.today())


def test_where_somebody_follows_later_that_has_to_be_taken_back_first(
    lin, grid, other, next_week, wu
):
    give(other, grid, next_week)

    refused("planned", cast.post_of(wu), grid, cast.today())
    refused("planned", cast.post_of(wu), grid, next_week)


def test_a_stretch_that_ends_before_the_next_begins_is_accepted(grids, other, next_week, wu):
    give(other, grids[2], next_week)

    give(cast.post_of(wu), grids[2], cast.today(), to_on=next_week)

    assert [row[1:] for row in days_of(grids[2])] == [
        (cast.today(), next_week),
        (next_week, None),
    ]


def test_one_refused_grid_keeps_all_as_they_were(lin, grids, other, next_week, wu):
    give(other, grids[1], next_week)
    starts = [(grids[0], next_week), (grids[1], next_week)]

    with pytest.raises(ValidationError):
        actions.assign(post=cast.post_of(wu), starts=starts, by=None, on=cast.today())

    assert [row[2] for row in days_of(grids[0])] == [None]


def test_who_did_not_see_the_last_change_is_told_and_nothing_is_lost(
    lin, grid, other, next_week, wu
):
    seen = actions.last_event([grid])
    give(other, grid, next_week, seen=seen)

    refused("changed", cast.post_of(wu), grid, next_week + DAY, seen=seen)

    assert days_of(grid)[-1] == (other, next_week, None)


def test_the_database_itself_refuses_a_second_responsible_post(lin, grid, other):
    with pytest.raises(IntegrityError, match="assignment_is_one_responsible_post_an_area"):
        cast.make_assignment(other, grid, from_on=cast.today())


def test_taken_back_everything_is_as_it_was(lin, grids, other, next_week):
    before = days_of(grids[0])
    starts = [(grids[0], next_week), (grids[2], cast.today())]
    changes = actions.assign(post=other, starts=starts, by=None, on=cast.today())

    for _twice in range(2):
        actions.take_back(changes=changes, by=None, on=cast.today())

    assert (days_of(grids[0]), days_of(grids[2])) == (before, [])


def test_what_has_begun_on_an_earlier_day_is_not_taken_back(lin, grid, other, next_week):
    changes = give(other, grid, next_week)

    with pytest.raises(ValidationError) as refusal:
        actions.take_back(changes=changes, by=None, on=next_week + DAY)

    assert refusal.value.code == "past"


def test_what_changed_meanwhile_is_not_taken_back(lin, grid, other, next_week, wu):
    changes = give(other, grid, next_week)
    give(cast.post_of(wu), grid, next_week + 2 * DAY)

    with pytest.raises(ValidationError) as refusal:
        actions.take_back(changes=changes, by=None, on=cast.today())

    assert refusal.value.code == "changed"


def test_a_plan_can_be_dropped_and_the_drop_taken_back(grids, other, next_week):
    give(other, grids[2], next_week)
    planned = Assignment.objects.get(area=grids[2])

    dropped = actions.cancel(assignment=planned, on=cast.today())
    assert days_of(grids[2]) == []
    assert actions.cancel(assignment=planned, on=cast.today()) == []

    actions.take_back(changes=dropped, by=None, on=cast.today())
    assert days_of(grids[2]) == [(other, next_week, None)]


def test_from_a_day_on_nobody_and_later_plans_stay(lin, grid, other, next_week):
    give(other, grid, next_week + DAY)

    actions.unassign(areas=[grid], from_on=next_week, on=cast.today())

    assert [row[2] for row in days_of(grid)] == [next_week, None]


def test_what_begins_on_that_very_day_is_not_ended_then(grids, other, next_week):
    give(other, grids[2], next_week)

    with pytest.raises(ValidationError) as refusal:
        actions.unassign(areas=[grids[2]], from_on=next_week, on=cast.today())

    assert refusal.value.code == "begins_then"


def test_of_two_administrators_at_once_one_is_told_and_nothing_is_lost(
    committed, lin, grid, other, wu
):
    seen = actions.last_event([grid])
    both_ready = Barrier(2)

    def assign(post):
        both_ready.wait()
        try:
            return give(post, grid, cast.days_ago(-7), seen=seen)
        except ValidationError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as hands:
        told = list(hands.map(assign, [other, cast.post_of(wu)]))

    assert told.count("changed") == 1
    assert [row[2] for row in days_of(grid)] == [cast.days_ago(-7), None]
