from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cadres.models import Area, Cadre
from households.models import Place, PlaceOpening
from phone.cards import age
from tests import cast


def card(client: Client, place: Place) -> str:
    return client.get(reverse("phone:place", args=[place.pk])).content.decode()


@pytest.fixture
def with_phone(old_couple: Place) -> Place:
    head = old_couple.household.residents.get(is_head=True)
    head.phone, head.born_on = "19912345678", date(1952, 3, 1)
    head.save()
    return old_couple


def test_the_card_says_who_lives_there_and_why_now(phone: Client, grid: Area, lin: Cadre) -> None:
    place = cast.make_place(
        grid,
        joined_on=cast.days_ago(700),
        residence="lives_here",
        categories=["dibao"],
        members=["陈福生"],
    )
    cast.make_visit(place, lin, cast.days_ago(400), note="讲了医保缴费")

    page = card(phone, place)
    for words in ("王桂兰家", "瞿巷村3组", "常住", "2口人", "低保户", "陈福生", "讲了医保缴费"):
        assert words in page
    assert "过了35天" in page
    assert "每365天走一次" in page


def test_no_number_stands_on_the_card(phone: Client, with_phone: Place) -> None:
    page = card(phone, with_phone)

    assert "打电话" in page
    assert "19912345678" not in page
    assert "5678" not in page


def test_every_opening_is_noted_with_its_post(phone: Client, lin: Cadre, flat: Place) -> None:
    card(phone, flat)

    opening = PlaceOpening.objects.get()
    assert (opening.place, opening.cadre, opening.kind) == (flat, lin, "opened")
    assert opening.under.name == "专职岗"  # of the two posts the one that answers for it


def test_a_call_dials_and_is_noted(phone: Client, with_phone: Place) -> None:
    head = with_phone.household.residents.get(is_head=True)
    answer = phone.get(reverse("phone:call", args=[with_phone.pk]), {"resident": head.pk})

    assert answer["Location"] == "tel:19912345678"
    opening = PlaceOpening.objects.get()
    assert (opening.kind, opening.resident) == ("called", head)


def test_nobody_else_is_called_through_a_door(
    phone: Client, with_phone: Place, far_away: Place
) -> None:
    stranger = far_away.household.residents.get()
    stranger.phone = "19900000000"
    stranger.save()

    address = reverse("phone:call", args=[with_phone.pk])
    assert phone.get(address, {"resident": stranger.pk}).status_code == 404
    assert phone.get(address, {"resident": "x"}).status_code == 404
    assert not PlaceOpening.objects.exists()


def test_an_enterprise_is_called_by_its_contact(phone: Client, workshop: Place) -> None:
    workshop.enterprise.phone = "051212345678"
    workshop.enterprise.save()

    assert "钱经理" in card(phone, workshop)
    answer = phone.get(reverse("phone:call", args=[workshop.pk]))
    assert answer["Location"] == "tel:051212345678"


@pytest.mark.parametrize("page", ["place", "visit", "visits", "call"])
def test_a_door_outside_says_whom_to_ask_and_not_who_lives_there(
    phone: Client, next_door: Place, wu: Cadre, page: str
) -> None:
    answer = phone.get(reverse(f"phone:{page}", args=[next_door.pk]))

    assert answer.status_code == 404
    assert "这一户不在你的片里" in answer.content.decode()
    assert "邻片岗" in answer.content.decode()
    assert "顾根泉" not in answer.content.decode()
    assert not PlaceOpening.objects.exists()


def test_an_administrator_reads_the_card_and_logs_nothing(
    client: Client, admin: Cadre, old_couple: Place
) -> None:
    client.force_login(admin)

    assert "记一笔" not in card(client, old_couple)
    assert client.get(reverse("phone:visit", args=[old_couple.pk])).status_code == 404


def test_all_visits_stand_on_a_page_of_their_own(
    phone: Client, old_couple: Place, lin: Cadre
) -> None:
    for days in range(1, 6):
        cast.make_visit(old_couple, lin, cast.days_ago(days), note=f"第{days}次")

    assert "全部5次" in card(phone, old_couple)
    page = phone.get(reverse("phone:visits", args=[old_couple.pk])).content.decode()
    assert "第5次" in page


def test_the_card_asks_as_much_for_many_visits_as_for_one(
    phone: Client,
    old_couple: Place,
    lin: Cadre,
    django_assert_max_num_queries: Callable[..., Any],
) -> None:
    for days in range(1, 31):
        cast.make_visit(old_couple, lin, cast.days_ago(days))
    card(phone, old_couple)

    with django_assert_max_num_queries(24):
        card(phone, old_couple)


def test_an_age_is_in_full_years() -> None:
    assert age(date(1952, 3, 1), date(2026, 2, 28)) == 73
    assert age(date(1952, 3, 1), date(2026, 3, 1)) == 74
    assert age(None, date(2026, 3, 1)) is None


def test_me_says_which_posts_i_hold(phone: Client, lin: Cadre) -> None:
    page = phone.get(reverse("phone:me")).content.decode()

    for words in ("林秀英", "包片岗", "专职岗", "English", "退出登录"):
        assert words in page


def test_an_odd_number_of_a_person_calls_nobody(phone: Client, with_phone: Place) -> None:
    address = reverse("phone:call", args=[with_phone.pk])

    for odd in ("9" * 5000, "²", "", "-1"):
        assert phone.get(address, {"resident": odd}).status_code == 404
