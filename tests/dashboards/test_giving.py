"""An administrator gives single doors of a list to a post; they beat the area they stand in."""

import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse

from households.actions import assigning
from households.models import Place, PlaceAssignment
from households.queries import with_responsible
from tests import cast

LIST = reverse("dashboards:uncovered")
GIVE = reverse("dashboards:give")


@pytest.fixture
def other(village):
    return cast.make_post(village, name="农办包片岗")


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin)
    return client


def give(post, *places):
    return assigning.give(places=places, post=post, on=cast.today())


def answering(place):
    return with_responsible(Place.objects.filter(pk=place.pk), on=cast.today()).get()


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_single_door_beats_its_area(lin, old_couple, other):
    give(other, old_couple)

    assert answering(old_couple).responsible_post_id == other.pk


def test_the_door_opens_for_the_post_at_once(old_couple, other):
    cadre = cast.make_cadre("sun", "孙丽", other)

    give(other, old_couple)

    assert Place.objects.visible_to(cadre).get() == old_couple


def test_the_same_again_changes_nothing(old_couple, other):
    give(other, old_couple)

    assert give(other, old_couple) == []


def test_whoever_had_the_door_ends_today(old_couple, other, wu):
    row = PlaceAssignment.objects.create(place=old_couple, post=other, from_on=cast.days_ago(9))

    give(cast.post_of(wu), old_couple)

    row.refresh_from_db()
    assert row.to_on == cast.today()


def test_it_is_taken_back_whole_and_twice_is_once(old_couple, next_door, other, wu):
    before = PlaceAssignment.objects.create(place=old_couple, post=other, from_on=cast.days_ago(9))
    changes = give(cast.post_of(wu), old_couple, next_door)

    assigning.take_back(changes=changes, on=cast.today())
    assigning.take_back(changes=changes, on=cast.today())

    [left] = PlaceAssignment.objects.all()
    assert (left.pk, left.to_on) == (before.pk, None)


def test_what_somebody_else_gave_since_stays(old_couple, other, wu):
    changes = give(other, old_couple)
    give(cast.post_of(wu), old_couple)

    assigning.take_back(changes=changes, on=cast.today())

    assert answering(old_couple).responsible_post_id == cast.post_of(wu).pk


def test_what_somebody_ended_since_is_not_taken_back(old_couple, other, wu):
    changes = give(other, old_couple)
    PlaceAssignment.objects.update(to_on=cast.days_ago(-9))

    with pytest.raises(ValidationError) as refusal:
        assigning.take_back(changes=changes, on=cast.today())

    assert refusal.value.code == "changed"


def test_a_post_that_visits_no_doors_gets_none(old_couple, handler):
    with pytest.raises(ValidationError) as refusal:
        give(cast.post_of(handler), old_couple)

    assert refusal.value.code == "role"


def test_what_is_planned_already_is_not_run_over(old_couple, other, wu):
    PlaceAssignment.objects.create(place=old_couple, post=other, from_on=cast.days_ago(-9))

    with pytest.raises(ValidationError) as refusal:
        give(cast.post_of(wu), old_couple)

    assert refusal.value.code == "changed"


def test_the_list_gives_ticked_doors_and_the_bar_takes_them_back(as_admin, old_couple, other):
    sent = {"place": [old_couple.pk], "post": other.pk}

    answer = as_admin.post(f"{GIVE}?list=unassigned", sent, follow=True)

    assert answering(old_couple).responsible_post_id == other.pk
    assert answer.context["list"].listing.kind == "unassigned"
    [undo] = re.findall(r'action="(/uncovered/give/undo/[^"]+)"', words(answer))
    as_admin.post(undo)
    assert answering(old_couple).responsible_post_id is None


def test_nothing_ticked_is_said_and_the_choice_of_post_stays(as_admin, old_couple, other):
    answer = as_admin.post(GIVE, {"post": other.pk})

    assert answer.status_code == 422
    assert f'value="{other.pk}" selected' in words(answer)


def test_a_refused_choice_keeps_the_ticks(as_admin, old_couple):
    answer = as_admin.post(GIVE, {"place": [old_couple.pk]})

    assert f'value="{old_couple.pk}" checked' in words(answer)


def test_a_door_of_another_county_is_not_given(as_admin, old_couple, far_away, other):
    answer = as_admin.post(GIVE, {"place": [far_away.pk], "post": other.pk})

    assert "place" in answer.context["giving"].errors
    assert not PlaceAssignment.objects.exists()


def test_a_supervisor_ticks_nothing(client, gao, old_couple):
    client.force_login(gao)

    assert 'name="place"' not in words(client.get(LIST))
    assert client.post(GIVE, {"place": [old_couple.pk]}).status_code == 403


def test_a_day_gone_by_is_read_only(as_admin, old_couple):
    day = cast.days_ago(3).isoformat()

    assert as_admin.get(LIST, {"on": day}).context["giving"] is None


def test_the_list_asks_little_with_fifty_rows(as_admin, grid, other, django_assert_max_num_queries):
    for number in range(50):
        cast.make_place(grid, f"4组{number}号")

    with django_assert_max_num_queries(20):
        as_admin.get(LIST)


def test_the_database_itself_keeps_one_post_a_door(old_couple, other, wu):
    give(other, old_couple)

    with pytest.raises(IntegrityError, match="place_assignment_is_one_responsible_post_a_place"):
        PlaceAssignment.objects.create(
            place=old_couple, post=cast.post_of(wu), from_on=cast.today()
        )
