"""册上没有的一户: told on the phone, one's own reports below."""

import pytest
from uuid_utils.compat import uuid7

from households.models import FoundHousehold
from tests import cast

PAGE = "/found/"


@pytest.fixture
def typed(grid):
    told = {"client_id": str(uuid7()), "area": grid.pk, "address": "3组20号", "name": "马晓梅"}
    return {**told, "people": "3", "phone": "13812345678", "note": "租的"}


def test_a_household_is_passed_on(phone, typed, lin, grid):
    answer = phone.post(PAGE, typed)

    row = FoundHousehold.objects.get()
    assert answer.status_code == 302
    assert (row.name, row.area, row.found_by, row.people) == ("马晓梅", grid, lin, 3)
    assert row.found_under == cast.post_of(lin)


def test_two_taps_pass_on_one(phone, typed):
    phone.post(PAGE, typed)
    phone.post(PAGE, typed)

    assert FoundHousehold.objects.count() == 1


@pytest.mark.parametrize(("field", "wrong"), [("phone", "12"), ("address", ""), ("people", "三")])
def test_a_refusal_stands_beside_its_field_and_loses_nothing(phone, typed, field, wrong):
    page = phone.post(PAGE, {**typed, field: wrong})

    assert page.status_code == 422
    assert page.context["form"].errors[field]
    assert "马晓梅" in page.content.decode()
    assert not FoundHousehold.objects.exists()


def test_only_areas_of_ones_own_ground_are_offered(phone, typed, next_grid):
    page = phone.post(PAGE, {**typed, "area": next_grid.pk})

    assert page.context["form"].errors["area"]


def test_it_is_taken_back_by_who_told_it(phone, typed, client, wu):
    phone.post(PAGE, typed)
    row = FoundHousehold.objects.get()
    phone.post(f"/found/{row.pk}/withdraw/")

    row.refresh_from_db()
    assert not row.is_pending
    client.force_login(wu)
    assert client.post(f"/found/{row.pk}/withdraw/").status_code == 404


@pytest.mark.parametrize("rows", [1, 25])
def test_the_page_asks_as_often_for_many_reports(phone, typed, rows, django_assert_max_num_queries):
    for n in range(rows):
        phone.post(PAGE, {**typed, "client_id": str(uuid7()), "name": f"马{n}"})

    with django_assert_max_num_queries(20):
        assert len(phone.get(PAGE).context["told"]) == rows
