"""Facts become reminders, each once a period, to whoever answers (DOMAIN 7)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connection
from django.utils import timezone

from households.models import Exclusion, Place, PlaceAssignment
from reminders import actions
from reminders.models import Digest, Reason, Reminder
from tests import cast
from tests.reminders.conftest import due

pytestmark = pytest.mark.django_db


def told() -> set[tuple[str, str, int | None]]:
    return set(Reminder.objects.values_list("recipient__username", "reason", "place"))


def test_an_overdue_door_goes_to_whoever_answers_for_the_grid(overdue_door):
    assert actions.raise_due(at=timezone.now()) == 1
    assert told() == {("lin", Reason.PLACE_OVERDUE, overdue_door.pk)}


@pytest.mark.parametrize(("days", "reason"), [(0, "place_due_soon"), (7, "place_due_soon")])
def test_the_last_day_in_time_is_not_overdue_yet(lin, old_couple, days, reason):
    due(old_couple, days)

    actions.raise_due(at=timezone.now())

    assert [row[1] for row in told()] == [reason]


def test_a_door_due_in_eight_days_is_left_alone(lin, old_couple):
    due(old_couple, 8)

    assert actions.raise_due(at=timezone.now()) == 0


def test_running_twice_writes_nothing_twice(overdue_door):
    actions.raise_due(at=timezone.now())

    assert actions.raise_due(at=timezone.now()) == 0
    assert Reminder.objects.count() == 1


def test_two_runs_at_once_write_nothing_twice(committed, overdue_door):
    def run(_: int) -> int:
        try:
            return actions.raise_due(at=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(run, range(4)))

    assert sum(written) == Reminder.objects.count() == 1


def test_a_visit_of_the_last_days_mutes_the_next_reminder(lin, overdue_door):
    cast.make_visit(overdue_door, lin, cast.days_ago(2), outcome="nobody_home")
    due(overdue_door, -12)

    assert actions.raise_due(at=timezone.now()) == 0


def test_a_single_place_beats_its_area(wu, overdue_door):
    PlaceAssignment.objects.create(
        post=cast.post_of(wu), place=overdue_door, from_on=cast.days_ago(5)
    )

    actions.raise_due(at=timezone.now())

    assert [row[0] for row in told()] == ["wu"]


def test_a_nearer_area_beats_the_village(village, wu, overdue_door):
    cast.make_assignment(cast.post_of(wu), village)

    actions.raise_due(at=timezone.now())

    assert [row[0] for row in told()] == ["lin"]


def test_a_post_that_nobody_holds_reminds_nobody(lin, overdue_door):
    lin.tenures.update(to_on=cast.today())

    assert actions.raise_due(at=timezone.now()) == 0


def test_what_is_excluded_or_inactive_is_left_alone(overdue_door):
    Place.objects.filter(pk=overdue_door.pk).update(is_excluded=True)
    assert actions.raise_due(at=timezone.now()) == 0

    Place.objects.filter(pk=overdue_door.pk).update(is_excluded=False, is_active=False)
    assert actions.raise_due(at=timezone.now()) == 0
    assert not Exclusion.objects.exists()


def test_a_new_due_day_is_a_new_period(overdue_door):
    actions.raise_due(at=timezone.now())
    due(overdue_door, -1)

    assert actions.raise_due(at=timezone.now()) == 1


def test_queries_do_not_grow_with_the_rows(lin, grid, overdue_door, django_assert_num_queries):
    with django_assert_num_queries(19):
        actions.raise_due(at=timezone.now())
    for door in range(20):
        due(cast.make_place(grid, f"3组{door}号", "某家"), -3)

    with django_assert_num_queries(19):
        assert actions.raise_due(at=timezone.now()) == 20


def test_the_database_refuses_the_same_reminder_twice(lin, overdue_door):
    actions.raise_due(at=timezone.now())

    with pytest.raises(IntegrityError, match="reminder_of_a_place_goes_out_once"):
        Reminder.objects.bulk_create(
            [
                Reminder(
                    recipient=lin,
                    reason=Reason.PLACE_OVERDUE,
                    place=overdue_door,
                    period=overdue_door.next_due_on,
                    created_at=timezone.now(),
                )
            ]
        )


def test_the_database_refuses_a_reminder_of_nothing(lin):
    with pytest.raises(IntegrityError, match="reminder_is_about_one_thing"):
        Reminder.objects.create(
            recipient=lin,
            reason=Reason.PLACE_OVERDUE,
            period=cast.today(),
            created_at=timezone.now(),
        )


def test_the_database_refuses_a_second_digest_of_the_day(lin):
    Digest.objects.create(recipient=lin, day=cast.today(), sent_at=timezone.now())

    with pytest.raises(IntegrityError, match="digest_is_one_a_person_and_day"):
        Digest.objects.create(recipient=lin, day=cast.today(), sent_at=timezone.now())
