from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cadres.models import Area, Cadre, Duty
from households.models import Place, PlaceAssignment
from phone import queries
from tests import cast


def doors(cadre: Cadre) -> dict[str, list[str]]:
    day = queries.today(cadre, on=cast.today())
    return {group.kind: [door.place.name for door in group.doors] for group in day.groups()}


def door(area: Area, address: str, name: str, met_days_ago: int | None, by: Cadre) -> Place:
    place = cast.make_place(area, address, name, joined_on=cast.days_ago(700))
    if met_days_ago is not None:
        cast.make_visit(place, by, cast.days_ago(met_days_ago))
        place.refresh_from_db()
    return place


@pytest.fixture
def street(grid: Area, lin: Cadre) -> dict[str, Place]:
    """Five doors of Lin's grid, made out of walking order."""
    return {
        "late": door(grid, "3组25号", "周建良", 367, lin),
        "first": door(grid, "3组9号", "沈小妹", 366, lin),
        "soon": door(grid, "3组21号", "沈文华", 362, lin),
        "far": door(grid, "3组30号", "陆文斌", 100, lin),
        "today": door(grid, "3组3号", "钱惠珍", 365, lin),
    }


def test_doors_stand_by_urgency_and_in_walking_order(street: Any, lin: Cadre) -> None:
    assert doors(lin) == {"overdue": ["沈小妹", "周建良"], "soon": ["钱惠珍", "沈文华"]}


def test_a_met_door_leaves_the_list_and_stands_among_the_walked(street: Any, lin: Cadre) -> None:
    cast.make_visit(street["late"], lin)

    day = queries.today(lin, on=cast.today())
    assert [d.place.name for d in day.overdue] == ["沈小妹"]
    assert [(d.place.name, d.was_met) for d in day.walked] == [("周建良", True)]
    assert (day.met, day.tried, day.left) == (1, 0, 3)


def test_a_door_where_nobody_was_home_stays_and_says_so(street: Any, lin: Cadre) -> None:
    cast.make_visit(street["late"], lin, outcome="nobody_home")

    day = queries.today(lin, on=cast.today())
    assert [d.visit is not None for d in day.overdue] == [False, True]
    assert (day.met, day.tried, day.left) == (0, 1, 3)
    assert day.marks == ["a", "", "", ""]


def agree(place: Place, by: Cadre, made: int, for_day: int) -> None:
    cast.make_visit(
        place, by, cast.days_ago(made), outcome="postponed", again_on=cast.days_ago(for_day)
    )


def test_an_agreed_day_is_a_promise_in_one_group_only(street: Any, lin: Cadre) -> None:
    agree(street["late"], lin, made=5, for_day=-2)

    assert doors(lin) == {
        "promised": ["周建良"],
        "overdue": ["沈小妹"],
        "soon": ["钱惠珍", "沈文华"],
    }


@pytest.mark.parametrize(
    ("outcome", "days_ago", "stands"),
    [
        ("met", 4, False),  # before the day
        ("nobody_home", 4, True),
        ("nobody_home", 1, False),  # came on the day or after
        ("moved", 3, False),
    ],
)
def test_a_promise_stands_until_it_is_kept(
    street: Any, lin: Cadre, outcome: str, days_ago: int, stands: bool
) -> None:
    agree(street["far"], lin, made=6, for_day=2)
    cast.make_visit(street["far"], lin, cast.days_ago(days_ago), outcome=outcome)

    assert ("promised" in doors(lin)) is stands


def test_a_promise_far_ahead_waits(street: Any, lin: Cadre) -> None:
    agree(street["far"], lin, made=1, for_day=-8)

    assert "promised" not in doors(lin)


def test_a_withdrawn_promise_is_none(street: Any, lin: Cadre) -> None:
    agree(street["far"], lin, made=1, for_day=-2)
    street["far"].visits.filter(outcome="postponed").update(withdrawn_at=cast.at(cast.today()))

    assert "promised" not in doors(lin)


def test_only_what_the_own_posts_answer_for_is_walked(
    street: Any, lin: Cadre, wu: Cadre, next_grid: Area, gao: Cadre
) -> None:
    door(next_grid, "4组1号", "顾永康", 370, wu)
    PlaceAssignment.objects.create(
        place=street["late"],
        post=cast.post_of(wu),
        duty=Duty.RESPONSIBLE,
        from_on=cast.days_ago(1),
    )

    assert doors(lin)["overdue"] == ["沈小妹"]
    assert doors(wu)["overdue"] == ["周建良", "顾永康"]
    assert doors(gao) == {}


def test_who_helps_with_an_area_sees_its_doors(street: Any, gu: Cadre) -> None:
    assert doors(gu)["overdue"] == ["沈小妹", "周建良"]


def test_excluded_and_inactive_places_are_not_walked_to(street: Any, lin: Cadre) -> None:
    Place.objects.filter(pk=street["late"].pk).update(is_excluded=True)
    Place.objects.filter(pk=street["first"].pk).update(is_active=False)

    assert "overdue" not in doors(lin)


def test_the_next_door_follows_in_walking_order_and_goes_round(street: Any, lin: Cadre) -> None:
    def next_of(name: str) -> str:
        day = queries.today(lin, on=cast.today())
        following = queries.next_doors(day, street[name])
        return following[0].name if following else ""

    assert next_of("first") == "沈文华"
    assert next_of("late") == "钱惠珍"
    cast.make_visit(street["soon"], lin, outcome="nobody_home")
    assert next_of("first") == "周建良"


def test_the_page_says_why_now_and_no_category(
    phone: Client, street: Any, lin: Cadre, grid: Area
) -> None:
    cast.make_place(grid, "3组99号", "吴阿大", joined_on=cast.days_ago(366), categories=["dibao"])
    page = phone.get(reverse("phone:today")).content.decode()

    for words in ("过了2天", "还剩3天", "今天到期", "从没见过", "按走的顺序", "吴阿大"):
        assert words in page
    assert "低保" not in page


def test_an_empty_day_says_so(phone: Client) -> None:
    assert "今天没有要走的门" in phone.get(reverse("phone:today")).content.decode()


def test_a_post_without_an_area_is_told_whom_to_ask(client: Client, gao: Cadre) -> None:
    client.force_login(gao)

    assert "找管理员问问" in client.get(reverse("phone:today")).content.decode()


def test_a_post_that_visits_nobody_gets_a_sentence(client: Client, handler: Cadre) -> None:
    client.force_login(handler)

    answer = client.get(reverse("phone:today"))
    assert answer.status_code == 403
    assert "岗位" in answer.content.decode()


def test_today_asks_as_much_for_fifty_doors_as_for_one(
    phone: Client, grid: Area, lin: Cadre, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    door(grid, "6组0号", "徐阿大", 370, lin)
    phone.get(reverse("phone:today"))
    for number in range(1, 51):
        door(grid, f"6组{number}号", "徐阿大", None, lin)

    with django_assert_max_num_queries(16):
        page = phone.get(reverse("phone:today"))
    assert len(page.context["groups"][0].doors) == 51


def search(phone: Client, text: str) -> list[str]:
    page = phone.get(reverse("phone:search"), {"q": text})
    return [d.place.name for d in page.context["doors"]]


def test_a_door_is_found_by_name_number_or_initials(phone: Client, street: Any) -> None:
    assert search(phone, "沈") == ["沈小妹", "沈文华"]
    assert search(phone, "25") == ["周建良"]
    assert search(phone, "zjl") == ["周建良"]
    assert search(phone, "SW") == ["沈文华"]
    assert search(phone, "%") == search(phone, "没\x00有") == []


def test_a_member_of_the_household_is_found_too(phone: Client, old_couple: Place) -> None:
    assert search(phone, "陈福生") == ["王桂兰"]


def test_nobody_elses_door_is_found(phone: Client, next_door: Place) -> None:
    assert search(phone, "顾根泉") == []


def test_the_empty_question_shows_today_again(phone: Client, street: Any) -> None:
    page = phone.get(reverse("phone:search"), {"q": " "})

    assert "该走了" in page.content.decode()
