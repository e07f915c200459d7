"""A scope is a list of grants, one per tenure, never merged (ARCHITECTURE, Access)."""

from cadres.access import grants_of
from households.models import Place
from tests import cast


def seen_by(cadre):
    return set(Place.objects.visible_to(cadre).values_list("name", flat=True))


def test_two_posts_open_two_grids_and_nothing_between(lin, old_couple, next_door, flat):
    assert seen_by(lin) == {old_couple.name, flat.name}
    assert len(grants_of(lin, on=cast.today())) == 2


def test_who_supervises_elsewhere_and_visits_here_does_not_supervise_here(gu, old_couple):
    visible = Place.objects.visible_for(gu, "see_coverage")

    assert seen_by(gu) == {old_couple.name}
    assert not visible.exists()


def test_a_supervisor_sees_the_county_and_not_the_next(gao, old_couple, flat, far_away):
    assert seen_by(gao) == {old_couple.name, flat.name}


def test_a_handlers_post_opens_no_household(handler, handler_elsewhere, old_couple):
    assert seen_by(handler) == seen_by(handler_elsewhere) == set()


def test_an_ended_tenure_opens_nothing_from_its_first_day_outside(former, old_couple):
    assert seen_by(former) == set()
    assert grants_of(former, on=cast.days_ago(1))


def test_a_switched_off_account_opens_nothing(inactive, old_couple):
    assert seen_by(inactive) == set()


def test_a_single_place_is_open_to_whom_it_was_given(wu, old_couple):
    old_couple.assignments.create(post=cast.post_of(wu), from_on=cast.today())

    assert seen_by(wu) == {old_couple.name}


def test_a_desk_opens_the_grid_of_another_village_that_it_was_given(desk, community_grid, flat):
    cast.make_assignment(cast.post_of(desk), community_grid, duty="supporting")

    assert seen_by(desk) == {flat.name}
