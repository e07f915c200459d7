import pytest
from django.urls import reverse

from cadres.models import Cadre
from households.models import Place
from tests import cast

PLACES = reverse("phone:places")


@pytest.fixture
def street(grid) -> dict[str, Place]:
    """Lin's grid: one overdue, one due in a week, one met and far, one never met and new."""
    return {
        "late": cast.make_place(grid, "3组1号", "顾根泉", joined_on=cast.days_ago(500)),
        "soon": cast.make_place(grid, "3组2号", "顾桂英", joined_on=cast.days_ago(500)),
        "far": cast.make_place(grid, "3组3号", "沈雪芳"),
        "shop": cast.make_place(grid, "3组4号", "丰登米业", kind="enterprise"),
    }


def shown(answer) -> list[str]:
    return [door.place.name for door in answer.context["rows"]]


def test_all_own_doors_stand_in_walking_order_with_counts(phone, street):
    answer = phone.get(PLACES)

    assert shown(answer) == ["顾根泉", "顾桂英", "沈雪芳", "丰登米业"]
    doors = answer.context["doors"]
    assert (doors.households, doors.companies, doors.counts["all"]) == (3, 1, 4)


def test_a_filter_shows_as_many_as_its_count_says(phone, lin, street):
    cast.make_visit(street["far"], lin)
    cast.make_visit(street["soon"], lin, cast.days_ago(360))

    for which in ("all", "overdue", "soon", "never"):
        answer = phone.get(PLACES, {"which": which})
        assert len(shown(answer)) == answer.context["doors"].counts[which]
    assert shown(phone.get(PLACES, {"which": "soon"})) == ["顾桂英"]
    assert "沈雪芳" not in shown(phone.get(PLACES, {"which": "never"}))


@pytest.mark.parametrize("text", ["gg", "GG", "顾"])
def test_a_search_narrows_the_doors_and_the_counts(phone, street, text):
    answer = phone.get(PLACES, {"q": text})

    assert shown(answer) == ["顾根泉", "顾桂英"]
    assert answer.context["doors"].counts["all"] == 2


def test_companies_stand_alone_where_asked_for(phone, street):
    assert shown(phone.get(PLACES, {"kind": "enterprise"})) == ["丰登米业"]


def test_doors_of_another_grid_are_not_mine(phone, street, next_grid):
    cast.make_place(next_grid, "9组9号", "别人家")

    assert "别人家" not in shown(phone.get(PLACES))
    assert shown(phone.get(PLACES, {"q": "别人家"})) == []


def test_nothing_found_says_what_to_try(phone, street):
    answer = phone.get(PLACES, {"q": "不在册"})

    assert 'id="not-found"' in answer.text
    assert "不在册" in answer.text


def test_odd_addresses_narrow_nothing(phone, street):
    answer = phone.get(PLACES, {"which": "x", "kind": "y", "page": "9" * 30})

    assert len(shown(answer)) == 4


def test_many_doors_are_paged_with_as_many_queries_as_one(
    phone, grid, lin: Cadre, django_assert_max_num_queries
):
    for number in range(65):
        cast.make_place(grid, f"5组{number + 1}号", "阿卜杜热合曼·买买提明")

    with django_assert_max_num_queries(20):
        answer = phone.get(PLACES)

    assert len(shown(answer)) == 60
    assert len(shown(phone.get(PLACES, {"page": 2}))) == 5
