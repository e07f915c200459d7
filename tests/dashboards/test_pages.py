"""The supervisors' pages: who may open them, what they say, how often they ask the database."""

import pytest
from django.urls import reverse

from tests import cast

BOARD = reverse("dashboards:coverage")
LIST = reverse("dashboards:uncovered")


def board(area):
    return reverse("dashboards:coverage", args=[area.code])


@pytest.fixture
def as_gao(client, gao):
    client.force_login(gao)
    return client


def test_the_board_opens_on_the_supervisor_s_own_area(as_gao, county, old_couple):
    page = as_gao.get(BOARD)

    assert page.context["board"].area == county
    assert "常熟市走访覆盖" in page.content.decode()


def test_from_the_county_down_to_the_grid(as_gao, old_couple, county, town, village, grid):
    for area, below in [(county, town), (town, village), (village, grid)]:
        assert board(below) in as_gao.get(board(area)).content.decode()
    assert as_gao.get(board(grid)).status_code == 200


def test_an_area_without_places_says_what_comes_first(as_gao, county):
    assert "导入花名册" in as_gao.get(BOARD).content.decode()


def test_a_visit_moves_the_figure_at_once(as_gao, lin, old_couple, next_door, village):
    before = as_gao.get(board(village)).context["board"].cards[0].cell
    cast.make_visit(old_couple, lin)
    after = as_gao.get(board(village)).context["board"].cards[0].cell

    assert (before.covered.count, before.in_scope.count) == (0, 2)
    assert (after.covered.count, after.in_scope.count) == (1, 2)


@pytest.mark.parametrize("path", [BOARD, LIST, reverse("dashboards:rule")])
def test_a_visiting_post_is_told_that_the_page_is_not_its_own(client, lin, path):
    client.force_login(lin)
    page = client.get(path)

    assert page.status_code == 403
    assert "看不了" in page.content.decode() or "不开" in page.content.decode()


def test_an_area_outside_does_not_exist(client, leader, town, next_town):
    client.force_login(leader)

    assert client.get(board(town)).status_code == 200
    assert client.get(board(next_town)).status_code == 404
    assert client.get(LIST, {"area": next_town.code}).status_code == 404
    assert client.get(LIST, {"area": "0\x00"}).status_code == 404


def test_who_supervises_one_town_and_visits_in_another_sees_the_one(client, gu, grid, next_town):
    client.force_login(gu)

    assert client.get(board(next_town)).status_code == 200
    assert client.get(board(grid)).status_code == 404


def test_the_list_names_the_door_who_answers_and_why(as_gao, lin, old_couple, next_door):
    cast.make_visit(old_couple, lin, cast.days_ago(3), outcome="nobody_home")
    text = as_gao.get(LIST, {"list": "never", "front": "village"}).content.decode()

    for said in ("王桂兰", "3组18号", "有人包，还没见到", "没人在家", "没人包", "林秀英"):
        assert said in text


def test_a_day_that_cannot_be_shown_is_said_and_today_shown(as_gao, county):
    for asked in ("2026-02-30", "yesterday", "2999-01-01", "0001-01-01"):
        page = as_gao.get(BOARD, {"on": asked})
        assert page.context["board"].is_today
        assert page.context["refused"]


def test_yesterday_is_told_without_today_s_visit(as_gao, lin, old_couple, village):
    cast.make_visit(old_couple, lin)
    page = as_gao.get(board(village), {"on": cast.days_ago(1).isoformat()})

    assert page.context["board"].cards[0].cell.covered.count == 0


def test_what_no_filter_knows_narrows_nothing(as_gao, old_couple):
    amiss = {"list": "x", "front": "y", "who": "z", "standard": "9" * 40, "page": "no", "q": "\x00"}

    assert as_gao.get(LIST, amiss).context["list"].counts == {"village": 1}


def test_a_search_finds_by_name_and_address(as_gao, old_couple, next_door):
    for words in ("王桂", "3组"):
        found = as_gao.get(LIST, {"q": words}).context["list"].rows
        assert [row.place for row in found] == [old_couple]


def test_filters_swap_the_list_alone(as_gao, old_couple):
    page = as_gao.get(LIST, headers={"HX-Request": "true", "HX-Target": "listing"})

    assert page.content.decode().lstrip().startswith('<div id="listing"')


def test_the_back_button_gets_the_whole_page(as_gao, county):
    asked = {"HX-Request": "true", "HX-Target": "board", "HX-History-Restore-Request": "true"}

    assert "<html" in as_gao.get(BOARD, headers=asked).content.decode()


@pytest.mark.parametrize("path", [BOARD, LIST])
def test_fifty_rows_ask_no_more_than_one(
    as_gao, grid, lin, wu, path, django_assert_max_num_queries
):
    cast.make_place(grid)
    with django_assert_max_num_queries(20) as first:
        as_gao.get(path)
    for number in range(49):
        place = cast.make_place(grid, f"4组{number}号")
        cast.make_visit(place, lin, cast.days_ago(2), outcome="nobody_home")
    with django_assert_max_num_queries(20) as later:
        as_gao.get(path)

    assert len(later) <= len(first)
