"""The clock of an issue, drawn: from raised to limit, who held it, what is left (FACE 4)."""

from datetime import datetime

from cadres.workdays import SHANGHAI
from issues.clocks import Holding, clock, small_clock

RAISED = datetime(2026, 11, 5, 9, 40, tzinfo=SHANGHAI)
NEAR = datetime(2026, 11, 23, 15, 30, tzinfo=SHANGHAI)
DUE = datetime(2026, 11, 26, 17, tzinfo=SHANGHAI)
NOW = datetime(2026, 11, 24, 14, 32, tzinfo=SHANGHAI)
HANDED = datetime(2026, 11, 6, 10, tzinfo=SHANGHAI)
LATE = datetime(2026, 12, 1, 10, tzinfo=SHANGHAI)


def drawn(at=NOW):
    holdings = [
        Holding("梅李镇", "受理", RAISED, HANDED),
        Holding("镇水务站", "办理", HANDED, at),
    ]
    return clock(RAISED, NEAR, DUE, at=at, holdings=holdings)


def test_the_small_clock_measures_working_time():
    assert small_clock(RAISED, NEAR, DUE, at=RAISED).used == 0
    soon = small_clock(RAISED, NEAR, DUE, at=NOW)
    assert 80 < soon.used < 90
    assert (soon.css, soon.over) == ("soon", 0)


def test_past_the_limit_the_overrun_is_a_piece_of_its_own():
    late = small_clock(RAISED, NEAR, DUE, at=LATE)

    assert (late.used, late.css) == (100, "over")
    assert 0 < late.over <= 15
    assert drawn(LATE).over.x == drawn(LATE).due.x


def test_units_lie_one_behind_the_other_up_to_now():
    first, second = drawn().holdings

    assert first.x + first.width <= second.x
    assert round(second.x + second.width, 1) == drawn().now.x
    assert second.is_named
    assert not first.is_named


def test_the_limit_stays_where_it_is_and_now_moves():
    assert drawn().due.x == drawn(HANDED).due.x
    assert drawn(HANDED).now.x < drawn().near.x < drawn().now.x < drawn().due.x


def test_three_weekends_are_hatched():
    assert [rest.word for rest in drawn().rests] == ["weekend"] * 3


def test_days_are_named_where_there_is_room():
    days = drawn().days

    assert days[0].at == RAISED.date()
    places = [day.x for day in days]
    assert places == sorted(places)
    assert len(days) > 4


def test_a_holiday_is_called_one():
    start = datetime(2026, 9, 30, 9, tzinfo=SHANGHAI)
    end = datetime(2026, 10, 12, 17, tzinfo=SHANGHAI)

    assert "holiday" in [rest.word for rest in clock(start, end, end, at=start, holdings=[]).rests]
