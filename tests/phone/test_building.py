"""A building as its doors stand, and many doors logged at once."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from households.models import Place
from phone import buildings
from phone.evening import Ways
from tests import cast
from visits.models import Visit

OLD = {"joined_on": cast.days_ago(500)}


def doors(grid, *addresses, **told) -> list[Place]:
    return [
        cast.make_place(grid, address, f"住户{n}", **OLD | told)
        for n, address in enumerate(addresses)
    ]


@pytest.fixture
def block(community_grid) -> dict[str, Place]:
    """Two stairs of 3幢, one door of 12幢, one of another estate, one in a house."""
    rows = doors(
        community_grid,
        "华园小区3幢1单元101室",
        "华园小区3幢1单元202室",
        "华园小区3幢2单元101室",
        "华园小区3幢车库",
        "华园小区12幢1单元101室",
        "东湖花园3幢1单元101室",
        "河边瓦房",
    )
    return {row.address: row for row in rows}


@pytest.fixture
def first(block) -> Place:
    return block["华园小区3幢1单元101室"]


def url(place) -> str:
    return reverse("phone:building", args=[place.pk])


def shown(phone, place):
    return phone.get(url(place)).context["building"]


def states(house) -> dict[str, str]:
    return {cell.place.address: cell.state for cell in house.cells}


def tick(*places) -> list[str]:
    return [f"{place.pk}.{uuid7()}" for place in places]


def test_floors_stand_above_each_other_and_stairs_beside(phone, first):
    house = shown(phone, first)

    assert (house.estate, house.name, house.floors) == ("华园小区", "3幢", [2, 1])
    numbers = [
        [[cell and cell.number for cell in row] for row in unit.floors] for unit in house.units
    ]
    assert numbers == [[[None, "202"], ["101", None]], [[None], ["101"]]]
    assert [unit.name for unit in house.units] == ["1", "2"]


def test_an_address_that_names_no_floor_stands_below(phone, first):
    assert [cell.place.address for cell in shown(phone, first).others] == ["华园小区3幢车库"]
    assert 'id="others"' in phone.get(url(first)).content.decode()


def test_two_households_of_one_door_are_both_there(phone, first, community_grid):
    second = cast.make_place(community_grid, "华园小区3幢1单元101号", "租户", **OLD)

    house = shown(phone, first)

    assert {first, second} < {cell.place for cell in house.cells}
    assert {first, second} & {cell.place for cell in house.others}


def test_the_estate_has_a_tab_a_building_in_their_order(phone, block, first):
    tabs = shown(phone, first).tabs

    assert [(tab.name, tab.is_current) for tab in tabs] == [("3幢", True), ("12幢", False)]
    assert tabs[1].door == block["华园小区12幢1单元101室"].pk


def test_any_door_names_the_building(phone, block, first):
    other = shown(phone, block["华园小区3幢2单元101室"])

    assert other.door == first.pk
    assert [cell.place for cell in other.cells] == [
        cell.place for cell in shown(phone, first).cells
    ]


def test_a_cell_says_what_became_of_its_door(phone, lin, block, first, community_grid):
    met, nobody, refused, garage = list(block.values())[:4]
    out = cast.make_place(community_grid, "华园小区3幢2单元201室", "空户", **OLD)
    Place.objects.filter(pk=out.pk).update(is_excluded=True)
    cast.make_visit(met, lin)
    for days, clock in ((3, "09:30"), (2, "15:30")):
        cast.make_visit(nobody, lin, cast.days_ago(days), clock=clock, outcome="nobody_home")
    cast.make_visit(refused, lin, outcome="refused")

    house = shown(phone, first)

    assert states(house) == {
        met.address: "done",
        nobody.address: "nobody",
        refused.address: "refused",
        garage.address: "new",
        out.address: "out",
    }
    assert next(cell.times for cell in house.cells if cell.state == "nobody") == 2
    assert (house.total, house.met, house.left, house.out) == (4, 1, 3, 1)


def test_what_came_before_we_met_somebody_is_forgotten(phone, lin, first):
    cast.make_visit(first, lin, cast.days_ago(400), outcome="nobody_home")
    cast.make_visit(first, lin, cast.days_ago(360))  # due again within days

    assert states(shown(phone, first))[first.address] == "new"


def test_only_open_doors_can_be_ticked(phone, lin, block, first):
    cast.make_visit(first, lin)

    page = phone.get(url(first)).content.decode()

    assert f'value="{first.pk}.' not in page
    assert f'href="{reverse("phone:place", args=[first.pk])}"' in page
    assert re.search(rf'value="{block["华园小区3幢1单元202室"].pk}\.[0-9a-f-]{{36}}"', page)


def test_nobody_home_at_many_doors_is_a_visit_each_and_one_undo(phone, lin, block):
    ticked = list(block.values())[:3]
    opened = (timezone.now() - timedelta(minutes=5)).isoformat()
    told = {"door": tick(*ticked), "outcome": "nobody_home", "opened": opened}

    for _twice in range(2):
        answer = phone.post(url(ticked[0]), told)

    assert answer["Location"] == url(ticked[0])
    visits = Visit.objects.all()
    assert {(visit.place, visit.outcome, visit.logged_by) for visit in visits} == {
        (place, "nobody_home", lin) for place in ticked
    }
    page = phone.get(url(ticked[0])).content.decode()
    undo = re.search(r"/buildings/\d+/take-back/[^\"]+", page)[0]
    assert phone.post(undo)["Location"] == url(ticked[0])
    assert not Visit.objects.standing().exists()


def test_without_a_ticked_door_nothing_is_saved_and_the_page_says_so(phone, first):
    answer = phone.post(url(first), {"outcome": "nobody_home", "door": ["x", "1.2", "."]})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Visit.objects.exists()


def test_no_door_of_somebody_else_is_logged_along(phone, first, far_away, next_door):
    phone.post(url(first), {"outcome": "nobody_home", "door": tick(far_away, next_door)})

    assert not Visit.objects.exists()


def test_met_is_never_logged_for_many(phone, first):
    phone.post(url(first), {"outcome": "met", "door": tick(first)})

    assert Visit.objects.get().outcome == "nobody_home"


@pytest.mark.parametrize(
    "opened", ["", "x", "2026-02-30", "1999-01-01T00:00:00+08:00", "2026-01-01T10:00"]
)
def test_a_page_that_does_not_know_when_it_was_opened_was_opened_now(opened):
    now = timezone.now()

    assert buildings.opened_at(opened, at=now) == now


def test_ticked_doors_are_logged_one_after_the_other(phone, block, answers):
    one, other, *_rest = block.values()

    way = phone.post(url(one), {"outcome": "each", "door": tick(other, one)})["Location"]

    assert way.startswith(reverse("phone:visit", args=[one.pk]))
    page = phone.get(way)
    assert [door.pk for door in page.context["following"]] == [other.pk]
    way = phone.post(way, answers(one))["Location"]
    assert way.startswith(reverse("phone:visit", args=[other.pk]))
    assert phone.post(way, answers(other))["Location"] == url(one)


@pytest.mark.parametrize("queue", ["", ".", "x-1", "-", "9" * 30, "12-<b>", "1.2.3"])
def test_an_odd_queue_stops_no_visit(phone, first, answers, queue):
    way = reverse("phone:visit", args=[first.pk], query={"queue": queue, "building": "x"})

    assert phone.get(way).status_code == 200
    assert phone.post(way, answers(first)).status_code == 302


def test_a_building_of_somebody_else_is_not_shown(phone, far_away, first):
    Place.objects.filter(pk=far_away.pk).update(address=first.address)

    assert phone.get(url(far_away)).status_code == 404
    assert phone.get(url(Place(pk=999999))).status_code == 404


def test_a_house_of_its_own_is_no_building(phone, block):
    assert phone.get(url(block["河边瓦房"])).status_code == 404


def test_a_door_that_left_the_roster_has_no_building(phone, first):
    Place.objects.update(is_active=False)

    assert phone.get(url(first)).status_code == 404


def test_all_buildings_stand_by_estate(phone, lin, block, first):
    cast.make_visit(first, lin)

    rows = phone.get(reverse("phone:buildings")).context["rows"]

    assert [(str(row.block), row.met, row.total) for row in rows] == [
        ("东湖花园3幢", 0, 1),
        ("华园小区3幢", 1, 4),
        ("华园小区12幢", 0, 1),
    ]


def test_without_flats_the_list_says_so_and_is_not_offered(phone, old_couple):
    assert 'id="no-buildings"' in phone.get(reverse("phone:buildings")).content.decode()
    assert reverse("phone:buildings") not in phone.get(reverse("phone:places")).content.decode()


def test_the_ways_to_a_building(phone, block, first):
    there = url(first)

    assert there in phone.get(reverse("phone:place", args=[first.pk])).content.decode()
    assert there in phone.get(reverse("phone:today")).content.decode()
    assert reverse("phone:buildings") in phone.get(reverse("phone:places")).content.decode()


@pytest.mark.parametrize("count", [1, 60])
def test_a_building_asks_as_often_for_many_doors(
    phone, lin, community_grid, django_assert_max_num_queries, count
):
    rows = doors(community_grid, *(f"3幢1单元{n // 3 + 1}0{n % 3 + 1}室" for n in range(count)))
    cast.make_visit(rows[0], lin, outcome="nobody_home")

    with django_assert_max_num_queries(18):
        phone.get(url(rows[0]))
    with django_assert_max_num_queries(18):
        phone.get(reverse("phone:buildings"))


def test_the_role_of_a_leader_is_proposed(lin, first):
    ways = Ways.of(lin, on=cast.today())

    assert buildings.role_under(ways.under(first).role) == "main"
    assert buildings.role_under("leader") == "leader"
