"""A visit is kept once, on its day, and moves the place's dates at once (DOMAIN 4, 5)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from uuid_utils.compat import uuid7

from tests import cast
from visits import actions
from visits.models import Visit


def record(place, by, **told):
    post = cast.post_of(by)
    told = {"outcome": "met", "phone_at": cast.at(cast.days_ago(1)), **told}
    told.setdefault("at", told["phone_at"])
    told.setdefault("visitors", [actions.VisitorLine(cadre=by, post=post)])
    return actions.record(id=told.pop("id", None), place=place, by=by, under=post, **told)


def refusal(place, by, **told) -> str:
    with pytest.raises(ValidationError) as refused:
        record(place, by, **told)
    assert not Visit.objects.filter(place=place).exists()
    return refused.value.code


def test_somebody_met_at_the_door_covers_for_365_days(old_couple, lin):
    record(old_couple, lin)

    old_couple.refresh_from_db()
    assert old_couple.last_met_on == cast.days_ago(1)
    assert old_couple.last_met_by == cast.post_of(lin)
    assert old_couple.covered_until == old_couple.next_due_on == cast.days_ago(1 - 365)


def test_a_new_place_is_uncovered_and_due_365_days_after_joining(old_couple):
    assert old_couple.covered_until is None
    assert old_couple.next_due_on == old_couple.joined_on + timedelta(days=365)


def test_the_same_visit_sent_again_is_one_visit(old_couple, lin):
    told = {"id": uuid7(), "note": "Roof leaks"}
    first = record(old_couple, lin, **told)

    again = record(old_couple, lin, **told, at=first.received_at + timedelta(hours=5))

    assert again == first
    assert Visit.objects.get() == first
    assert again.received_at == first.received_at


def test_an_offset_measured_anew_does_not_make_other_content(old_couple, lin):
    first = record(old_couple, lin, id=uuid7())

    assert record(old_couple, lin, id=first.pk, clock_offset_ms=-900) == first


@pytest.mark.parametrize("other", [{"note": "Other"}, {"outcome": "nobody_home"}])
def test_other_content_under_the_same_id_is_refused_and_the_first_stands(old_couple, lin, other):
    first = record(old_couple, lin, id=uuid7(), note="First")

    with pytest.raises(ValidationError) as refused:
        record(old_couple, lin, **{"id": first.pk, "note": "First", **other})

    assert refused.value.code == "id_taken"
    assert Visit.objects.get().note == "First"


def test_the_same_id_at_another_door_is_refused(old_couple, next_door, lin):
    first = record(old_couple, lin, id=uuid7())

    assert refusal(next_door, lin, id=first.pk) == "id_taken"


def test_the_day_is_shanghais_by_the_corrected_clock(old_couple, lin):
    phone_at = cast.at(cast.days_ago(1), "00:10")  # a phone 20 minutes ahead

    visit = record(
        old_couple,
        lin,
        phone_at=phone_at,
        clock_offset_ms=20 * 60 * 1000,
        at=cast.at(cast.days_ago(1), "09:00"),
    )

    assert visit.visited_on == cast.days_ago(2)


def test_a_phone_that_runs_ahead_never_visits_after_the_receipt(old_couple, lin):
    phone_at = cast.at(cast.today(), "00:00")
    received = cast.at(cast.days_ago(1), "20:00")

    visit = record(old_couple, lin, phone_at=phone_at, at=received)

    assert visit.happened_at == received
    assert visit.visited_on == cast.days_ago(1)


def test_a_notebook_reaches_14_days_back_from_the_day_it_was_entered(old_couple, lin):
    entered_at = cast.at(cast.days_ago(5))

    visit = record(
        old_couple,
        lin,
        phone_at=entered_at,
        at=cast.at(cast.days_ago(1)),
        entered_for=(cast.days_ago(19), "evening"),
    )

    assert visit.visited_on == cast.days_ago(19)
    assert visit.entered_later


@pytest.mark.parametrize("days", [20, 4])
def test_a_day_further_back_or_after_the_entry_is_refused(old_couple, lin, days):
    entered_for = (cast.days_ago(days), "evening")

    code = refusal(old_couple, lin, phone_at=cast.at(cast.days_ago(5)), entered_for=entered_for)

    assert code == "day"


def test_a_refused_day_may_be_sent_again_under_its_id_with_another_day(old_couple, lin):
    visit_id = uuid7()
    refusal(old_couple, lin, id=visit_id, entered_for=(cast.days_ago(30), "evening"))

    assert record(old_couple, lin, id=visit_id, entered_for=(cast.days_ago(3), "evening"))


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"outcome": "waved"}, "outcome"),
        ({"mode": "telepathy"}, "mode"),
        ({"help": ["gold"]}, "help"),
        ({"cash_yuan": 100}, "cash"),
        ({"again_on": cast.days_ago(-3)}, "again"),
        ({"entered_for": (cast.days_ago(3), "night")}, "part"),
        ({"visitors": []}, "nobody_went"),
    ],
)
def test_what_no_visit_can_be_is_refused_in_words(old_couple, lin, told, code):
    assert refusal(old_couple, lin, **told) == code


def test_who_held_no_post_that_day_cannot_log_it(old_couple, former):
    assert refusal(old_couple, former, phone_at=cast.at(cast.today(), "00:01")) == "no_tenure"


def test_a_visit_made_before_the_tenure_ended_and_sent_after_it_is_kept(old_couple, former):
    late = cast.at(cast.days_ago(-2))

    assert record(old_couple, former, phone_at=cast.at(cast.days_ago(1)), at=late)


def test_the_area_is_where_the_place_stood_that_day(old_couple, next_grid, grid, lin):
    stay = old_couple.stays.get()
    stay.to_on = cast.days_ago(3)
    stay.save()
    old_couple.stays.create(
        area=next_grid, area_path=next_grid.path, front="village", from_on=cast.days_ago(3)
    )

    before = record(old_couple, lin, phone_at=cast.at(cast.days_ago(4)))
    after = record(old_couple, lin, phone_at=cast.at(cast.days_ago(3)))

    assert (before.area_path, after.area_path) == (grid.path, next_grid.path)
