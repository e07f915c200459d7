"""Working time of the Chinese calendar (DOMAIN 6), beside a count minute by minute."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cadres.workdays import (
    SHANGHAI,
    after_minutes,
    closing_after,
    is_provisional,
    is_workday,
    minutes_between,
    near,
    next_workday,
    working_time_between,
)

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
# What the State Council published for 2026; written here by hand, not taken from the library.
MAKE_UP_DAYS = [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)]
HOLIDAYS = [
    *[(1, day) for day in (1, 2, 3)],
    *[(2, day) for day in range(15, 24)],
    *[(4, day) for day in (4, 5, 6)],
    *[(5, day) for day in range(1, 6)],
    *[(6, day) for day in (19, 20, 21)],
    *[(9, day) for day in (25, 26, 27)],
    *[(10, day) for day in range(1, 8)],
]  # fmt: skip

FIRST = datetime(2025, 12, 20, tzinfo=SHANGHAI)
moments = st.integers(0, 13 * 30 * 24 * 60).map(lambda minutes: FIRST + minutes * MINUTE)
uneven = st.integers(0, 13 * 30 * 24 * 3600).map(
    lambda seconds: FIRST.astimezone(UTC) + timedelta(seconds=seconds, milliseconds=7)
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def counted(start: datetime, end: datetime) -> int:
    """Working minutes the slow way: each minute asked for itself."""
    total = 0
    while start < end:
        total += is_workday(start.date()) and 9 <= start.hour < 17
        start += MINUTE
    return total


def test_2026_is_as_the_state_council_published_it():
    day, found = date(2026, 1, 1), set()
    while day.year == 2026:
        if is_workday(day) != (day.weekday() < 5):
            found.add((day.month, day.day))
        day += DAY
    on_weekdays = {told for told in HOLIDAYS if date(2026, *told).weekday() < 5}

    assert found == on_weekdays | set(MAKE_UP_DAYS)
    assert not any(is_workday(date(2026, *told)) for told in HOLIDAYS)


def test_a_year_not_published_yet_counts_plain_weekdays_and_says_so():
    assert is_provisional(2030)
    assert not is_provisional(2026)
    assert is_workday(date(2030, 1, 1))  # a Tuesday
    assert not is_workday(date(2030, 1, 5))


def test_the_day_of_raising_does_not_count():
    assert closing_after(at("2026-11-05 09:40"), 15) == at("2026-11-26 17:00")
    assert closing_after(at("2026-11-05 23:59"), 15) == at("2026-11-26 17:00")
    assert closing_after(at("2026-11-06 00:00"), 15) == at("2026-11-27 17:00")


def test_a_limit_runs_over_the_feast_and_counts_the_make_up_saturday():
    # Saturday 14 is worked, 15 to 23 are off.
    assert closing_after(at("2026-02-13 10:00"), 2) == at("2026-02-24 17:00")
    assert next_workday(date(2026, 2, 14)) == date(2026, 2, 24)


def test_the_day_is_shanghais_wherever_the_clock_stood():
    late = datetime(2026, 11, 5, 17, 0, tzinfo=UTC)  # 01:00 on the 6th in Shanghai

    assert closing_after(late, 1) == at("2026-11-09 17:00")


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-11-24 09:00", 480, "2026-11-24 17:00"),  # used up at closing
        ("2026-11-24 09:00", 481, "2026-11-25 09:01"),
        ("2026-11-24 16:30", 60, "2026-11-25 09:30"),
        ("2026-11-27 18:00", 60, "2026-11-30 10:00"),  # a Friday evening
        ("2026-11-24 05:00", 1, "2026-11-24 09:01"),
        ("2026-11-24 10:00", 0, "2026-11-24 10:00"),
        ("2026-11-28 10:00", 0, "2026-11-30 09:00"),  # nothing runs on a Saturday
    ],
)
def test_minutes_run_inside_working_days_only(start, minutes, end):
    assert after_minutes(at(start), minutes) == at(end)


def test_eighty_percent_are_four_fifths_of_the_working_minutes():
    raised_at, due_at = at("2026-11-24 15:00"), at("2026-11-26 17:00")

    assert near(raised_at, due_at) == at("2026-11-26 13:24")  # 864 of 1,080 minutes


@given(moments, st.integers(0, 6000))
@settings(max_examples=60, deadline=None)
def test_it_counts_as_one_would_minute_by_minute(start, minutes):
    end = start + timedelta(minutes=minutes)

    assert minutes_between(start, end) == counted(start, end)


@given(uneven, st.integers(0, 20_000))
@settings(deadline=None)
def test_so_many_minutes_later_so_many_have_gone(start, minutes):
    end = after_minutes(start, minutes)

    assert end >= start
    assert minutes_between(start, end) == minutes
    assert after_minutes(start, minutes + 1) > end


@given(moments, st.integers(0, 30_000), st.integers(0, 30_000))
@settings(deadline=None)
def test_two_stretches_add_up(start, first, second):
    middle = start + timedelta(minutes=first)
    end = middle + timedelta(minutes=second)

    whole = minutes_between(start, middle) + minutes_between(middle, end)
    assert minutes_between(start, end) == whole


@given(uneven, st.integers(1, 60))
@settings(deadline=None)
def test_a_limit_is_the_closing_of_the_nth_working_day_after(raised_at, days):
    due_at = closing_after(raised_at, days)
    raised_on = raised_at.astimezone(SHANGHAI).date()
    between = (due_at.date() - raised_on).days

    assert (due_at.hour, due_at.minute) == (17, 0)
    assert is_workday(due_at.date())
    assert sum(is_workday(raised_on + n * DAY) for n in range(1, between + 1)) == days


@given(uneven, st.integers(1, 60))
@settings(deadline=None)
def test_the_warning_comes_between_the_raising_and_the_limit(raised_at, days):
    due_at = closing_after(raised_at, days)

    assert raised_at <= near(raised_at, due_at) <= due_at


@given(uneven, uneven)
@settings(deadline=None)
def test_time_never_runs_backwards(one, other):
    earlier, later = sorted((one, other))

    assert minutes_between(later, earlier) == 0
    assert minutes_between(earlier, later) >= 0


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2026-11-24T14:32", "2026-11-26T17:00", (2, 2, 28)),
        ("2026-11-20T18:00", "2026-11-23T09:00", (0, 0, 0)),  # a weekend lies between
        ("2026-11-24T09:00", "2026-11-24T17:00", (1, 0, 0)),
        ("2026-11-26T17:00", "2026-11-24T14:32", (0, 0, 0)),
    ],
)
def test_working_time_is_told_in_days_hours_and_minutes(start, end, told):
    assert working_time_between(at(start), at(end)) == told
