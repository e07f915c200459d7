"""To approve: doors that should not count, households to add, and what is out by now."""

from io import BytesIO

import openpyxl
import pytest
from django.utils import timezone
from uuid_utils.compat import uuid7

from households.actions import exclusions, found
from households.models import Exclusion, FoundHousehold, Household
from tests import cast

PAGE = "/exclusions/"


@pytest.fixture
def desk_of_gao(client, gao):
    client.force_login(gao)
    return client


def ask(place, by, reason="moved_out", **told):
    return exclusions.ask(place=place, reason=reason, by=by, at=timezone.now(), **told)


def report(by, area, **told):
    told = {"id": uuid7(), "address": "3组20号", "name": "马晓梅", **told}
    return found.report(area=area, by=by, under=cast.post_of(by), at=timezone.now(), **told)


def names(page):
    return [row.name for row in page.context["list"].rows]


def test_a_request_shows_who_asked_why_and_the_last_visits(desk_of_gao, old_couple, lin):
    for days in (9, 5, 3, 1):
        cast.make_visit(old_couple, lin, cast.days_ago(days), outcome="nobody_home")
    ask(old_couple, lin, note="搬去上海了")

    (row,) = desk_of_gao.get(PAGE).context["list"].rows
    assert (row.item.asked_by, row.item.note) == (lin, "搬去上海了")
    assert [visit.visited_on for visit in row.visits] == [cast.days_ago(n) for n in (1, 3, 5)]


def test_the_ticked_ones_are_out_from_today_and_the_others_wait(
    desk_of_gao, old_couple, next_door, lin
):
    first, other = ask(old_couple, lin), ask(next_door, lin)

    desk_of_gao.post(PAGE, {"verb": "approve", "row": [first.pk]})

    assert [row.place for row in Exclusion.objects.in_force(on=cast.today())] == [old_couple]
    other.refresh_from_db()
    assert other.is_pending


def test_without_a_button_nothing_is_decided(desk_of_gao, old_couple, lin):
    row = ask(old_couple, lin)

    assert desk_of_gao.post(PAGE, {"row": [row.pk]}).status_code == 422
    assert Exclusion.objects.pending().filter(pk=row.pk).exists()


def test_a_refusal_asks_why_and_keeps_what_was_ticked(desk_of_gao, old_couple, lin):
    row = ask(old_couple, lin)

    page = desk_of_gao.post(PAGE, {"verb": "refuse", "row": [row.pk]})
    assert page.status_code == 422
    assert "checked" in page.content.decode()
    desk_of_gao.post(PAGE, {"verb": "refuse", "row": [row.pk], "why": "只是外出"})

    row.refresh_from_db()
    assert row.refused_why == "只是外出"


def test_who_comes_second_reads_the_reason_that_was_typed(desk_of_gao, old_couple, lin, admin):
    row = ask(old_couple, lin)
    exclusions.approve(exclusion=row, by=admin, on=cast.today())

    page = desk_of_gao.post(PAGE, {"verb": "refuse", "row": [row.pk], "why": "只是外出"})

    assert page.status_code == 422
    assert "方洁" in page.content.decode()
    assert "你写的：只是外出" in page.content.decode()


def test_ones_own_request_says_who_may_decide(desk_of_gao, old_couple, gao, admin):
    row = ask(old_couple, gao)

    page = desk_of_gao.get(PAGE)
    refused = desk_of_gao.post(PAGE, {"verb": "approve", "row": [row.pk]})

    assert "方洁" in page.content.decode()
    assert 'type="checkbox" name="row"' not in page.content.decode()
    assert refused.status_code == 422
    assert Exclusion.objects.get().is_pending


def test_ones_own_request_is_taken_back_and_that_undone(desk_of_gao, old_couple, gao):
    row = ask(old_couple, gao)

    answer = desk_of_gao.post(PAGE, {"verb": "withdraw", "row": [row.pk]}, follow=True)

    assert not Exclusion.objects.pending().exists()
    (told,) = answer.context["messages"]
    desk_of_gao.post(told.extra_tags)
    assert Exclusion.objects.pending().get() == row


def test_ones_own_found_household_is_taken_back_and_that_undone(desk_of_gao, gao, grid):
    row = report(gao, grid)
    page = f"{PAGE}?list=found"

    answer = desk_of_gao.post(page, {"verb": "withdraw", "row": [row.pk]}, follow=True)

    assert not FoundHousehold.objects.pending().exists()
    (told,) = answer.context["messages"]
    desk_of_gao.post(told.extra_tags)
    assert FoundHousehold.objects.pending().get() == row


def test_nobody_takes_back_what_another_asked(desk_of_gao, old_couple, lin):
    row = ask(old_couple, lin)

    assert desk_of_gao.post(PAGE, {"verb": "withdraw", "row": [row.pk]}).status_code == 422
    assert Exclusion.objects.pending().get() == row


def test_the_second_is_told_what_the_first_decided(desk_of_gao, old_couple, lin, admin):
    row = ask(old_couple, lin)
    exclusions.refuse(exclusion=row, by=admin, on=cast.today(), why="只是外出")

    page = desk_of_gao.post(PAGE, {"verb": "approve", "row": [row.pk]})

    assert page.status_code == 422
    assert "方洁" in page.content.decode()
    assert "只是外出" in page.content.decode()


def test_a_decision_is_taken_back(desk_of_gao, old_couple, lin):
    row = ask(old_couple, lin)
    page = desk_of_gao.post(PAGE, {"verb": "approve", "row": [row.pk]}, follow=True)

    desk_of_gao.post([message.extra_tags for message in page.context["messages"]][0])

    row.refresh_from_db()
    assert row.is_pending


def test_who_comes_back_counts_again(desk_of_gao, old_couple, lin, gao):
    row = ask(old_couple, lin)
    exclusions.approve(exclusion=row, by=gao, on=cast.days_ago(3))

    desk_of_gao.post(f"{PAGE}?list=out", {"verb": "end", "row": [row.pk]})

    old_couple.refresh_from_db()
    assert not old_couple.is_excluded


def test_a_found_household_is_added(desk_of_gao, lin, grid):
    row = report(lin, grid)

    desk_of_gao.post(f"{PAGE}?list=found", {"verb": "add", "row": [row.pk], "residence": "renting"})

    assert Household.objects.get().residence == "renting"


def test_a_found_household_that_stands_on_the_roster_is_shown_beside_it(
    desk_of_gao, old_couple, lin, next_grid
):
    report(lin, next_grid, name=old_couple.name)

    (row,) = desk_of_gao.get(PAGE, {"list": "found"}).context["list"].rows
    assert row.alike == [old_couple]


def test_nobody_decides_outside_their_area(client, zhou, old_couple, lin, grid):
    row, told = ask(old_couple, lin), report(lin, grid)
    client.force_login(zhou)

    assert names(client.get(PAGE)) == []
    client.post(PAGE, {"verb": "approve", "row": [row.pk]})
    client.post(f"{PAGE}?list=found", {"verb": "add", "row": [told.pk]})
    assert Exclusion.objects.get().is_pending
    assert FoundHousehold.objects.get().is_pending


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        ({"reason": "empty"}, ["顾根泉"]),
        ({"q": "王"}, ["王桂兰"]),
        ({"area": "320581102"}, []),
        ({"area": "320581101"}, ["王桂兰", "顾根泉"]),
    ],
)
def test_filters_stand_in_the_address(
    desk_of_gao, old_couple, next_door, lin, next_town, told, seen
):
    ask(old_couple, lin)
    ask(next_door, lin, "empty")

    assert names(desk_of_gao.get(PAGE, told)) == seen


@pytest.mark.parametrize("kind", ["asked", "found", "out"])
def test_each_list_leaves_as_a_workbook(desk_of_gao, old_couple, next_door, lin, gao, grid, kind):
    ask(old_couple, lin, note="=1+1")
    exclusions.approve(exclusion=ask(next_door, lin), by=gao, on=cast.today())
    report(lin, grid, name="=1+1")

    answer = desk_of_gao.get(f"{PAGE}sheet/", {"list": kind})

    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert sheet.max_row == 2


@pytest.mark.parametrize(
    ("kind", "rows"),
    [("asked", 1), ("asked", 50), ("found", 1), ("found", 20), ("out", 1), ("out", 20)],
)
def test_the_page_asks_as_often_for_many(
    desk_of_gao, gao, lin, grid, kind, rows, django_assert_max_num_queries
):
    for n in range(rows):
        place = cast.make_place(grid, f"5组{n}号", f"沈{n}")
        asked = ask(place, gao if n % 2 and kind == "asked" else lin)
        report(gao if n % 2 else lin, grid, at_place=place)
        if kind == "out":
            exclusions.approve(exclusion=asked, by=gao, on=cast.today())

    with django_assert_max_num_queries(20):
        assert len(desk_of_gao.get(PAGE, {"list": kind}).context["list"].rows) == rows
