"""Each number of the board is the length of the list behind it, today and on days gone by."""

from datetime import timedelta
from random import Random

import pytest
from django.utils import timezone

from cadres.models import Duty, Front
from dashboards import lists
from dashboards.board import Board
from dashboards.listing import TABS, Number
from households.models import Exclusion, PlaceAssignment, Residence
from tests import cast
from visits.coverage import standings
from visits.models import Outcome, StandardVersion, VisitStandard

OUTCOMES = [Outcome.MET, Outcome.MET, Outcome.NOBODY_HOME, Outcome.REFUSED]


@pytest.fixture
def a_year(lin, wu, gao, grids, community_grid, town):
    """Random places over all levels, some out, some tried, some met, some nobody's."""
    random = Random(7)
    standard = VisitStandard.objects.create(name="低保户")
    StandardVersion.objects.create(
        standard=standard,
        from_on=cast.days_ago(900),
        times=1,
        period="quarter",
        modes=["door"],
        fronts=["village"],
    )
    areas = [*grids, grids[0].parent, community_grid, town]
    for number in range(36):
        a_place(random, random.choice(areas), number, lin, gao)
    return town


def a_place(random, area, number, lin, gao):
    kind = "enterprise" if not area.front or random.random() < 0.2 else "household"
    place = cast.make_place(
        area,
        f"{number}号",
        kind=kind,
        joined_on=cast.days_ago(random.choice([30, 200, 700])),
        residence=random.choice(["", *Residence.values]) if kind == "household" else "",
    )
    if random.random() < 0.2:
        day = max(cast.days_ago(random.choice([3, 100])), place.joined_on)
        Exclusion.objects.create(
            place=place,
            reason=random.choice(Exclusion.Reason.values),
            asked_by=lin,
            asked_at=cast.at(day),
            approved_by=gao,
            approved_on=day,
        )
    if random.random() < 0.2:
        PlaceAssignment.objects.create(
            post=cast.post_of(lin), place=place, from_on=cast.days_ago(10), duty=Duty.RESPONSIBLE
        )
    for clock in random.sample(["08:00", "10:00", "15:00", "19:00"], random.randint(0, 4)):
        day = cast.days_ago(random.randint(1, 500))
        cast.make_visit(place, lin, day, outcome=random.choice(OUTCOMES), clock=clock)
    cast.places_changed([place.pk], on=cast.today())


def numbers_of(board):
    """Every number of the board that has a list behind it."""
    for card in board.cards:
        yield from (card.cell.covered, card.cell.in_scope, card.cell.uncovered, card.excluded)
        yield from (card.elsewhere, card.elsewhere_covered)
        yield from (told.number for told in [*card.reasons, *card.periods])
    for line in [*board.attention, *board.never]:
        yield from line.numbers
    yield from board.never_total
    for row in board.rows:
        yield from (row.elsewhere, row.elsewhere_covered, *filter(None, row.gaps))
        for cell in row.cells:
            yield from (cell.covered, cell.in_scope, cell.uncovered)


def length(number: Number, board):
    area = cast.make_area(number.listing.area)
    told = None if board.is_today else standings(area=area, on=board.on, at=board.at)
    return lists.places(number.listing, area=area, on=board.on, told=told).count()


def test_every_number_has_its_list(a_year):
    for days in (0, 1, 45, 250):
        board = Board(area=a_year, on=cast.days_ago(days), at=timezone.now())
        numbers = list(numbers_of(board))

        assert [n.count for n in numbers] == [length(n, board) for n in numbers]
        assert len({n.count for n in numbers}) > 3


def test_the_tabs_of_the_list_say_what_the_board_says(a_year):
    for days in (0, 45):
        on, at = cast.days_ago(days), timezone.now()
        board = Board(area=a_year, on=on, at=at)
        told = None if board.is_today else list(standings(area=a_year, on=on, at=at))
        tabs = lists.fronts_of(TABS, area=a_year, on=on, told=told)

        for number in [
            *board.never_total,
            *board.attention[1].numbers,
            *board.attention[2].numbers,
        ]:
            kind, front = number.listing.kind, number.listing.front
            assert tabs[kind].get(front, 0) == number.count


def test_the_lines_of_never_met_make_up_its_total(a_year):
    board = Board(area=a_year, on=cast.today(), at=timezone.now())

    for column, total in enumerate(board.never_total):
        assert sum(line.numbers[column].count for line in board.never) == total.count


def test_the_areas_make_up_the_fronts(a_year):
    board = Board(area=a_year, on=cast.today() - timedelta(days=45), at=timezone.now())

    for column, card in enumerate(board.cards):
        below = [row.cells[column].in_scope.count for row in board.rows]
        assert sum(below) == card.cell.in_scope.count
        assert card.front == Front.values[column]
