"""Who answers for a place: a single place beats an area, a nearer area an ancestor."""

from random import Random

from cadres.responsibility import responsible_posts
from households import queries
from households.models import Place, PlaceAssignment
from tests import cast


def post_for(place, on=None):
    places = Place.objects.filter(pk=place.pk)
    return queries.with_responsible(places, on=on or cast.today()).get().responsible_post_id


def test_the_grid_s_post_answers(old_couple, lin):
    assert post_for(old_couple) == cast.post_of(lin).pk


def test_without_a_post_for_the_grid_the_nearest_area_above_answers(next_door, village, town):
    cast.make_assignment(cast.make_post(town, name="镇岗"), town)
    nearest = cast.make_assignment(cast.make_post(village, name="村岗"), village)

    assert post_for(next_door) == nearest.post_id


def test_a_single_place_beats_its_grid(old_couple, lin, wu):
    PlaceAssignment.objects.create(
        post=cast.post_of(wu), place=old_couple, from_on=cast.days_ago(3)
    )

    assert post_for(old_couple) == cast.post_of(wu).pk
    assert post_for(old_couple, on=cast.days_ago(4)) == cast.post_of(lin).pk


def test_who_supports_does_not_answer(old_couple, gu):
    assert post_for(old_couple) is None


def test_from_the_last_day_on_nobody_answers(old_couple, grid):
    cast.make_assignment(cast.make_post(grid), grid, to_on=cast.today())

    assert post_for(old_couple) is None
    assert list(queries.unassigned(Place.objects.all(), on=cast.today())) == [old_couple]
    assert not queries.unassigned(Place.objects.all(), on=cast.days_ago(1)).exists()


def test_what_a_post_answers_for(old_couple, next_door, flat, lin, wu):
    mine = queries.answered_by(Place.objects.all(), post_id=cast.post_of(lin).pk, on=cast.today())

    assert list(mine) == [old_couple]


def test_areas_places_and_gaps_tell_the_same(county):
    """Over random assignments at every level, three ways of asking agree."""
    random = Random(11)
    codes = [f"320581{town}{village}" for town in (101, 102) for village in (201, 202, 1)]
    codes = [code if len(code) == 12 else f"{code[:9]}00{code[9:]}" for code in codes]
    areas = [cast.make_area(f"{code}{grid:03}") for code in codes for grid in (1, 2)]
    places = [cast.make_place(area) for area in [*areas, *{area.parent for area in areas}]]
    post = cast.make_post(county)
    for area in random.sample([county, *areas, *{a.parent for a in areas}], 9)[1:]:
        cast.make_assignment(post, area)
    PlaceAssignment.objects.create(post=post, place=places[0], from_on=cast.today())

    told = queries.with_responsible(Place.objects.all(), on=cast.today())
    by_path = responsible_posts([place.area_path for place in places], on=cast.today())

    for place in told:
        single = post.pk if place.pk == places[0].pk else None
        assert place.responsible_post_id == (single or by_path.get(place.area_path))
    gaps = queries.unassigned(Place.objects.all(), on=cast.today())
    assert {p.pk for p in gaps} == {p.pk for p in told if p.responsible_post_id is None}
    held = queries.assigned(Place.objects.all(), on=cast.today())
    assert held.count() + gaps.count() == len(places)
    assert held.exists()
    assert gaps.exists()
