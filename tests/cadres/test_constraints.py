"""What the database itself refuses about areas, posts and duties."""

import pytest

from cadres.models import Area, Assignment, Post, Tenure, Unit
from tests import cast
from tests.breaking import refused_by


def test_a_path_ends_with_its_separator(village):
    with refused_by("area_path_is_closed"):
        Area.objects.filter(pk=village.pk).update(path="32.05.81.101.220")


def test_only_a_province_has_no_parent(village):
    with refused_by("area_below_a_province_has_a_parent"):
        Area.objects.filter(pk=village.pk).update(parent=None)


@pytest.mark.parametrize(("code", "front"), [("320581101220", ""), ("320581101", "village")])
def test_villages_and_grids_have_a_front_and_nobody_else(village, code, front):
    with refused_by("area_front_is_told_of_villages_and_grids"):
        Area.objects.filter(code=code).update(front=front)


def test_a_village_has_no_front_of_enterprises(village):
    with refused_by("area_front_is_told_of_villages_and_grids"):
        Area.objects.filter(pk=village.pk).update(front="enterprise")


def test_a_code_has_as_many_digits_as_its_level_asks(village):
    with refused_by("area_code_has_the_length_of_its_level"):
        Area.objects.filter(pk=village.pk).update(code="32058110122")


def test_two_units_of_an_area_have_two_names(town):
    cast.make_unit(town, "水务站")

    with refused_by("unit_name_is_unique_in_its_area"):
        Unit.objects.create(area=town, name="水务站", short_name="水务")


def test_a_unit_does_not_stand_above_itself(town):
    unit = cast.make_unit(town)

    with refused_by("unit_is_not_its_own_parent"):
        Unit.objects.filter(pk=unit.pk).update(parent=unit)


def test_two_posts_of_a_unit_have_two_names(town):
    post = cast.make_post(town, name="包片岗")

    with refused_by("post_name_is_unique_in_its_unit"):
        Post.objects.create(unit=post.unit, name="包片岗", role="cadre", area=town)


def test_one_post_leads_a_unit(town):
    cast.make_post(town, name="站长岗", is_leading=True)

    with refused_by("unit_has_one_leading_post"):
        cast.make_post(town, name="副站长岗", is_leading=True)


def test_a_tenure_holds_for_a_day_at_least(lin):
    with refused_by("tenure_ends_after_it_begins"):
        Tenure.objects.filter(cadre=lin).update(to_on=cast.days_ago(1000))


def test_two_people_never_hold_a_post_on_one_day(lin, wu):
    with refused_by("tenure_is_one_holder_of_a_post_at_a_time"):
        cast.make_tenure(wu, cast.post_of(lin), from_on=cast.days_ago(3))


def test_who_follows_begins_on_the_day_the_other_ends(lin, wu):
    post = cast.post_of(lin)
    Tenure.objects.filter(post=post).update(to_on=cast.today())

    assert cast.make_tenure(wu, post, from_on=cast.today()).pk


def test_an_assignment_holds_for_a_day_at_least(lin):
    with refused_by("assignment_ends_after_it_begins"):
        Assignment.objects.filter(post=cast.post_of(lin)).update(to_on=cast.days_ago(1001))


def test_two_posts_never_answer_for_one_grid(lin, wu, grid):
    with refused_by("assignment_is_one_responsible_post_an_area"):
        cast.make_assignment(cast.post_of(wu), grid)


def test_a_post_is_told_once_that_it_supports_a_grid(wu, grid):
    cast.make_assignment(cast.post_of(wu), grid, duty="supporting")

    with refused_by("assignment_of_a_post_is_told_once"):
        cast.make_assignment(cast.post_of(wu), grid, duty="supporting", from_on=cast.today())
