"""The strip of six months: every stretch where its days are, no name cut."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from office.assigning.timeline import Stretch, months_after, segments, window_of

TODAY = date(2026, 11, 24)


def drawn(*stretches):
    return segments(stretches, window_of("", TODAY))


def nobody(from_on, to_on):
    return Stretch(from_on, to_on, "没人包", is_answered=False)


def test_it_begins_two_months_before_this_one():
    window = window_of("", TODAY)

    assert (window.first, window.end) == (date(2026, 9, 1), date(2027, 3, 1))
    assert [month[0].month for month in window.months] == [9, 10, 11, 12, 1, 2]


def test_nonsense_in_the_address_shows_this_time_of_year():
    assert window_of("2026-13", TODAY) == window_of("", TODAY) == window_of("ever", TODAY)
    assert window_of("9999-12", TODAY).first <= months_after(TODAY, 60)


def test_who_answers_now_who_follows_and_nobody_look_differently():
    found = drawn(
        Stretch(date(2026, 1, 1), date(2026, 10, 9), "民政岗"),
        nobody(date(2026, 10, 9), date(2026, 10, 13)),
        Stretch(date(2026, 10, 13), date(2026, 12, 1), "民政岗", person="张莉"),
        Stretch(date(2026, 12, 1), date(2027, 1, 1), "水务岗"),
        nobody(date(2027, 1, 1), None),
    )

    assert [one.look for one in found] == ["ok", "past", "ok", "new", "gap"]
    assert found[1].days == 4
    assert [one.ends for one in found] == [True, False, True, True, False]


def test_what_lies_outside_is_not_drawn():
    assert drawn(Stretch(date(2026, 1, 1), date(2026, 9, 1), "民政岗")) == []


def test_a_name_is_left_out_rather_than_cut():
    days = date(2026, 11, 1), date(2026, 12, 10)
    post = "退役军人站包片岗"

    [one] = drawn(Stretch(*days, post, short="退役军人站", person="徐卫平"))
    assert (one.words, one.person) == ("", "徐卫平")
    [one] = drawn(Stretch(*days, post, short="退役军人站"))
    assert (one.words, one.person) == ("退役军人站", "")


@given(st.dates(date(2026, 5, 1), date(2027, 6, 1)), st.integers(1, 300))
def test_no_stretch_leaves_the_strip(begins, length):
    ends = date.fromordinal(begins.toordinal() + length)
    for one in drawn(Stretch(begins, ends, "民政岗")):
        left, width = float(one.x[:-1]), float(one.width[:-1])
        assert 0 <= left < 100
        assert left + width <= 100.01
