"""A list leaves as a workbook: all its rows, the figures of the screen, no formula."""

from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from dashboards.board import Board
from tests import cast

pytestmark = pytest.mark.django_db


def sheet(answer) -> list[list]:
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    return book.get_sheet_by_index(0).to_python()


@pytest.fixture
def many(grid):
    return [cast.make_place(grid, f"3组{n}号", name=f"王{n}") for n in range(1, 61)]


def test_a_list_leaves_with_all_its_rows_not_the_first_page(client, gao, town, many):
    client.force_login(gao)
    told = {"area": town.code, "list": "never"}

    rows = sheet(client.get(reverse("dashboards:uncovered_export", query=told)))

    assert rows[0][:2] == ["门牌", "哪一户"]
    assert [row[1] for row in rows[1:]] == [f"王{n}" for n in range(1, 61)]


def test_its_filters_hold(client, gao, town, many):
    client.force_login(gao)
    told = {"area": town.code, "list": "never", "q": "王17"}

    rows = sheet(client.get(reverse("dashboards:uncovered_export", query=told)))

    assert [row[1] for row in rows[1:]] == ["王17"]


def test_a_name_that_looks_like_a_formula_stays_a_name(client, gao, town, grid):
    cast.make_place(grid, name='=HYPERLINK("http://x")')
    client.force_login(gao)

    answer = client.get(reverse("dashboards:uncovered_export", query={"area": town.code}))
    raw = b"".join(answer.streaming_content)

    assert (
        CalamineWorkbook.from_filelike(BytesIO(raw))
        .get_sheet_by_index(0)
        .to_python()[1][1]
        .startswith("=HYPER")
    )
    assert b"<f>" not in raw


def test_the_table_says_what_the_board_says(client, gao, town, many):
    client.force_login(gao)
    board = Board(area=town, on=cast.today(), at=cast.at(cast.today(), "23:59"))

    rows = sheet(client.get(reverse("dashboards:coverage_export", args=[town.code])))

    whole = rows[-1]
    village = board.figures.fronts["village"]
    assert whole[:4] == [town.spoken, village.in_scope, village.covered, village.uncovered]
    assert [row[0] for row in rows[1:-1]] == [row.name for row in board.rows]


@pytest.mark.parametrize("count", [1, 60])
def test_the_queries_do_not_grow_with_the_rows(
    client, gao, town, grid, count, django_assert_max_num_queries
):
    for n in range(count):
        cast.make_place(grid, f"3组{n}号")
    client.force_login(gao)

    with django_assert_max_num_queries(15):
        sheet(client.get(reverse("dashboards:uncovered_export", query={"area": town.code})))
