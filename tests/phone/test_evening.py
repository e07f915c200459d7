"""补记: many doors from one notebook, one day for all, an answer a door (DOMAIN 5, 4.20)."""

import pytest
from django.urls import reverse

from households.models import Exclusion
from tests import cast
from visits.models import Visit

PAGE = "/evening/"


@pytest.fixture
def doors(grid):
    return [cast.make_place(grid, f"3组{n}号", f"沈{n}") for n in range(20, 25)]


def filled(page, answers, **told):
    """What the page posts with these answers: {place: (outcome, note)}."""
    head = page.context["head"]
    data = {"opened": head["opened"].value(), "save": "1", "part": "afternoon"}
    data |= {"day": cast.days_ago(1).isoformat()} | told
    data["door"] = [door.place.pk for door in page.context["doors"]]
    for door in page.context["doors"]:
        data[f"d{door.place.pk}-id"] = str(door.form["id"].value())
    for place, (outcome, note) in answers.items():
        data |= {f"d{place.pk}-outcome": outcome, f"d{place.pk}-note": note}
    return data


def opened(phone, *doors):
    return phone.get(PAGE, {"door": [door.pk for door in doors]})


def test_each_door_with_an_answer_is_a_visit_of_that_day(phone, doors):
    data = filled(
        opened(phone, *doors), {doors[0]: ("met", "问养老金"), doors[1]: ("nobody_home", "")}
    )

    answer = phone.post(PAGE, data)

    met, tried = Visit.objects.order_by("place__pk")
    assert (met.note, met.visited_on, met.part_of_day) == (
        "问养老金",
        cast.days_ago(1),
        "afternoon",
    )
    assert met.entered_later
    assert tried.outcome == "nobody_home"
    assert answer.status_code == 302


def test_doors_without_an_answer_stay_on_the_page(phone, doors):
    data = filled(opened(phone, *doors), {doors[0]: ("met", "")})

    page = phone.post(PAGE, data, follow=True)

    assert {door.place for door in page.context["doors"]} == set(doors[1:])
    assert page.context["head"]["day"].value() == cast.days_ago(1).isoformat()


def test_sent_twice_it_is_one_visit_a_door(phone, doors):
    data = filled(opened(phone, *doors), {doors[0]: ("met", "")})

    phone.post(PAGE, data)
    phone.post(PAGE, data)

    assert Visit.objects.count() == 1


def test_one_refused_row_keeps_no_other_back(phone, doors):
    answers = {doors[0]: ("met", ""), doors[1]: ("postponed", "")}

    page = phone.post(PAGE, filled(opened(phone, *doors), answers))

    assert page.status_code == 422
    assert Visit.objects.get().place == doors[0]
    assert [door.place for door in page.context["doors"] if door.is_refused] == [doors[1]]


def test_without_a_day_nothing_is_saved_and_nothing_is_lost(phone, doors):
    data = filled(opened(phone, *doors), {doors[0]: ("met", "问养老金")}, day="", part="")

    page = phone.post(PAGE, data)

    assert page.status_code == 422
    assert not Visit.objects.exists()
    assert "问养老金" in page.content.decode()


@pytest.mark.parametrize("days", [15, -1])
def test_a_day_further_back_or_ahead_is_refused_in_words(phone, doors, days):
    day = {"day": "other", "other_day": cast.days_ago(days).isoformat()}

    page = phone.post(PAGE, filled(opened(phone, *doors), {doors[0]: ("met", "")}, **day))

    assert page.context["head"].errors["other_day"]
    assert not Visit.objects.exists()


def test_fourteen_days_back_is_still_entered(phone, doors):
    day = {"day": "other", "other_day": cast.days_ago(14).isoformat()}

    phone.post(PAGE, filled(opened(phone, *doors), {doors[0]: ("met", "")}, **day))

    assert Visit.objects.get().visited_on == cast.days_ago(14)


def test_looking_a_door_up_keeps_what_was_typed(phone, doors):
    data = filled(opened(phone, doors[0]), {doors[0]: ("met", "问养老金")}, q="沈24", find="1")
    del data["save"]

    page = phone.post(PAGE, data)

    assert {door.place for door in page.context["doors"]} == {doors[0], doors[4]}
    assert "问养老金" in page.content.decode()
    assert not Visit.objects.exists()


def test_a_door_of_somebody_else_is_not_on_the_list(phone, next_door):
    assert opened(phone, next_door).context["doors"] == []


def test_nothing_answered_is_said(phone, doors):
    page = phone.post(PAGE, filled(opened(phone, *doors), {}))

    assert page.status_code == 422
    assert page.context["nothing"]


def test_the_save_is_taken_back_as_one(phone, doors):
    answers = {doors[0]: ("met", ""), doors[1]: ("nobody_home", "")}
    page = phone.post(PAGE, filled(opened(phone, *doors), answers), follow=True)
    undo = [message.extra_tags for message in page.context["messages"]][0]

    phone.post(undo)

    assert not Visit.objects.standing().exists()


def test_nobody_else_takes_it_back(phone, doors, client, wu):
    page = phone.post(PAGE, filled(opened(phone, *doors), {doors[0]: ("met", "")}), follow=True)
    undo = [message.extra_tags for message in page.context["messages"]][0]
    client.force_login(wu)

    assert client.post(undo).status_code == 404
    assert Visit.objects.standing().exists()


@pytest.mark.parametrize("rows", [1, 20])
def test_the_page_asks_as_often_for_many_doors_as_for_one(
    phone, doors, grid, rows, django_assert_max_num_queries
):
    more = [cast.make_place(grid, f"5组{n}号", f"顾{n}") for n in range(rows)]

    with django_assert_max_num_queries(20):
        opened(phone, *more)


def test_today_s_list_is_offered_first(phone, old_couple):
    old_couple.next_due_on = cast.days_ago(1)
    old_couple.save()

    page = phone.get(reverse("phone:evening"))

    assert [door.place for door in page.context["doors"]] == [old_couple]


def test_moved_away_asks_for_the_exclusion_by_itself(phone, doors):
    phone.post(PAGE, filled(opened(phone, *doors), {doors[0]: ("moved", "")}))

    assert Exclusion.objects.get().place == doors[0]
