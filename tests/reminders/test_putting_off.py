"""改天再提: put off to a day, silent until then, and back again (FACE 6)."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from reminders import actions, queries
from reminders.models import Digest, Reminder, Snooze
from tests import cast
from tests.reminders.conftest import clock, due

pytestmark = pytest.mark.django_db


@pytest.fixture
def reminder(client, lin, overdue_door) -> Reminder:
    """Lin has read of it and thinks of another day."""
    actions.raise_due(at=clock(8))
    actions.send_digests(at=clock(8))
    client.force_login(lin)
    return Reminder.objects.get()


def put_off(reminder, days: int) -> Snooze:
    return actions.snooze(
        recipient=reminder.recipient,
        reminders=[reminder.pk],
        until=cast.days_ago(-days),
        on=cast.today(),
    )


def test_it_is_silent_until_the_day(lin, reminder):
    put_off(reminder, 2)

    assert queries.inbox(lin, at=clock(9)) == []
    assert queries.unread_count(lin) == 0
    assert actions.send_digests(at=clock(9, days=1)) == 0


def test_on_the_day_it_comes_with_that_days_message(lin, reminder):
    put_off(reminder, 2)

    assert actions.send_digests(at=clock(9, days=2)) == 1
    assert actions.send_digests(at=clock(10, days=2)) == 0
    assert Digest.objects.order_by("day").last().reminders.get() == reminder
    assert not Reminder.objects.filter(snooze__isnull=False).exists()


def test_who_went_there_meanwhile_hears_no_more(lin, overdue_door, reminder):
    put_off(reminder, 2)
    cast.make_visit(overdue_door, lin)

    assert actions.send_digests(at=clock(9, days=2)) == 0


def test_a_new_period_is_not_put_off(lin, overdue_door, reminder):
    put_off(reminder, 30)
    due(overdue_door, -1)

    assert actions.raise_due(at=timezone.now()) == 1


@pytest.mark.parametrize("days", [0, -1, 61])
def test_a_day_gone_by_or_far_away_is_refused(reminder, days):
    with pytest.raises(ValidationError) as refused:
        put_off(reminder, days)

    assert refused.value.code == "day"


def test_nobody_puts_off_what_is_anothers(wu, reminder):
    with pytest.raises(ValidationError) as refused:
        actions.snooze(
            recipient=wu, reminders=[reminder.pk], until=cast.days_ago(-1), on=cast.today()
        )

    assert refused.value.code == "gone"


def test_a_whole_reason_is_put_off_by_one_button_and_taken_back(client, lin, reminder):
    told = {"reason": "place_overdue", "until": cast.days_ago(-1).isoformat()}

    page = client.post("/inbox/snooze/", told, follow=True).content.decode()
    assert "没有等你办的事" in page
    assert f"/inbox/snooze/{Snooze.objects.get().pk}/take-back/" in page

    client.post(f"/inbox/snooze/{Snooze.objects.get().pk}/take-back/")
    assert "1户该走了" in client.get("/inbox/").content.decode()


@pytest.mark.parametrize("day", ["", "2020-01-01", "昨天"])
def test_a_day_that_cannot_be_is_said_in_words(client, reminder, day):
    answer = client.post("/inbox/snooze/", {"reason": "place_overdue", "day": day})

    assert answer.status_code == 422
    assert "1户该走了" in answer.content.decode()
