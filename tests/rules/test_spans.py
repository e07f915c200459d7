"""Stretches of days say the same as asking day by day who answers."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cadres.responsibility import nearest
from cadres.spans import Held, by_path, has_gap, spans

START = date(2026, 9, 1)
DAYS = st.integers(-20, 60).map(lambda n: START + timedelta(days=n))
HELD = st.builds(
    Held,
    path=st.sampled_from(["32.", "32.05.", "32.05.81.", "32.05.82."]),
    post_id=st.integers(1, 4),
    from_on=DAYS,
    to_on=st.none() | DAYS,
)


@given(st.lists(HELD, max_size=6))
def test_each_day_has_the_post_that_the_nearest_assignment_names(held):
    told = spans("32.05.81.", by_path(held), since=START)

    for day in (START + timedelta(days=n) for n in range(70)):
        now = {one.path: one.post_id for one in held if one.holds_on(day)}
        inside = [one for one in told if one.from_on <= day and (not one.to_on or day < one.to_on)]
        assert [one.post_id for one in inside] == [nearest("32.05.81.", now)]


@given(st.lists(HELD, max_size=6))
def test_neighbours_touch_and_differ(held):
    told = spans("32.05.81.", by_path(held), since=START)

    for before, after in zip(told, told[1:], strict=False):
        assert before.to_on == after.from_on
        assert before.post_id != after.post_id
    assert told[-1].to_on is None


def test_an_assignment_that_ends_leaves_a_gap():
    held = [Held("32.05.", 1, START, START + timedelta(days=9))]

    assert has_gap(spans("32.05.81.", by_path(held), since=START))
    assert not has_gap(spans("32.05.81.", by_path([Held("32.", 2, START, None)]), since=START))
