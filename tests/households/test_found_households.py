"""A household that no roster has: told at the door, brought in by somebody else."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from uuid_utils.compat import uuid7

from households.actions import found
from households.models import FoundHousehold, Household, Place
from tests import cast
from tests.breaking import refused_by


def report(by, area, **told):
    told = {"id": uuid7(), "address": "3组20号", "name": "马晓梅", **told}
    return found.report(area=area, by=by, under=cast.post_of(by), at=timezone.now(), **told)


@pytest.fixture
def told(lin, grid):
    return report(lin, grid, people=3, phone="138 1234 5678", note="租的房子")


def test_a_report_counts_nowhere(told):
    assert told.is_pending
    assert told.phone == "13812345678"
    assert not Place.objects.exists()


def test_the_same_report_sent_again_is_one(told, lin, grid):
    again = report(lin, grid, id=told.pk, name="别的人")

    assert (again.pk, again.name) == (told.pk, "马晓梅")


def test_a_door_waits_once(old_couple, lin, wu, grid):
    first = report(lin, grid, at_place=old_couple, kind="others_live_here")

    assert report(wu, grid, at_place=old_couple, kind="others_live_here").pk == first.pk


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"address": " "}, "address"), ({"name": ""}, "name"), ({"phone": "12"}, "phone")],
)
def test_what_is_missing_is_said(lin, grid, wrong, code):
    with pytest.raises(ValidationError) as refusal:
        report(lin, grid, **wrong)

    assert refusal.value.code == code


def test_a_household_lives_in_a_village_or_a_grid(lin, town):
    with pytest.raises(ValidationError) as refusal:
        report(lin, town)

    assert refusal.value.code == "area"


def test_added_it_is_a_place_of_today(told, gao, grid, village):
    row = found.add(found=told, by=gao, on=cast.today(), residence="renting")

    place = Place.objects.get(pk=row.place.pk)
    household = Household.objects.get(place=place)
    assert (place.area, place.joined_on, place.plate) == (grid, cast.today(), "20")
    assert place.next_due_on is not None  # in scope, uncovered, due later
    assert (household.village, household.number, household.residence) == (
        village,
        "F0001",
        "renting",
    )
    head = household.residents.get()
    assert (head.name, head.is_head, head.phone) == ("马晓梅", True, "13812345678")


def test_numbers_go_on_within_a_village(told, lin, gao, grid):
    second = report(lin, grid, address="3组21号", name="马国强")
    for one in (told, second):
        found.add(found=one, by=gao, on=cast.today())

    numbers = Household.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == ["F0001", "F0002"]


def test_adding_twice_makes_one_place(told, gao, admin):
    found.add(found=told, by=gao, on=cast.today())
    found.add(found=told, by=admin, on=cast.today())

    assert Place.objects.count() == 1


@pytest.mark.parametrize("verb", ["add", "refuse"])
def test_nobody_decides_what_they_found(told, lin, verb):
    why = {"why": "不算"} if verb == "refuse" else {}
    with pytest.raises(ValidationError) as refusal:
        getattr(found, verb)(found=told, by=lin, on=cast.today(), **why)

    assert refusal.value.code == "own"


def test_the_second_who_decides_is_told_what_the_first_did(told, gao, admin):
    found.refuse(found=told, by=gao, on=cast.today(), why="已在册，在4组")

    with pytest.raises(ValidationError, match="高敏.*已在册，在4组"):
        found.add(found=told, by=admin, on=cast.today())


def test_ones_own_report_is_withdrawn(told, lin, wu):
    with pytest.raises(ValidationError):
        found.withdraw(found=told, by=wu, on=cast.today())

    assert not found.withdraw(found=told, by=lin, on=cast.today()).is_pending


def test_an_addition_is_taken_back_while_nobody_was_there(told, gao):
    found.add(found=told, by=gao, on=cast.today())

    assert found.take_back(found=told, by=gao, on=cast.today()).is_pending
    assert not Place.objects.exists()


def test_an_addition_stays_once_somebody_was_there(told, gao, lin):
    row = found.add(found=told, by=gao, on=cast.today())
    cast.make_visit(row.place, lin)

    with pytest.raises(ValidationError) as refusal:
        found.take_back(found=told, by=gao, on=cast.today())

    assert refusal.value.code == "visited"
    assert FoundHousehold.objects.get().place == row.place


def test_the_database_lets_nobody_decide_their_own(told, lin):
    with refused_by("found_household_is_not_decided_by_who_found_it"):
        FoundHousehold.objects.update(decided_by=lin)


def test_what_was_added_is_a_place(told, gao):
    with refused_by("found_household_added_is_a_place"):
        FoundHousehold.objects.update(added_on=cast.today(), decided_by=gao)


def test_it_is_added_or_refused(told, gao):
    found.add(found=told, by=gao, on=cast.today())

    with refused_by("found_household_is_not_added_and_refused"):
        FoundHousehold.objects.update(refused_on=cast.today(), refused_why="不算")


def test_the_database_wants_a_reason_for_a_refusal(told, gao):
    with refused_by("found_household_refused_says_why"):
        FoundHousehold.objects.update(refused_on=cast.today(), decided_by=gao)
