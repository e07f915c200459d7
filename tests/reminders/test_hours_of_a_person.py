"""The day's message comes at the person's hour; what is urgent comes singly (DOMAIN 7)."""

from datetime import time

import pytest
from django.utils import timezone

from issues.models import Issue
from reminders import actions
from reminders.models import Delivery, Digest, Preference, Reminder
from tests import cast
from tests.reminders.conftest import clock, due, raise_issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def raised(overdue_door):
    actions.raise_due(at=clock(6))


def test_it_waits_for_the_persons_hour(lin, raised):
    Preference.objects.create(recipient=lin, hour=time(18))

    assert actions.send_digests(at=clock(17, 59)) == 0
    assert actions.send_digests(at=clock(18)) == 1


def test_an_hour_that_is_quiet_by_now_counts_as_the_first(lin, raised):
    Preference.objects.create(recipient=lin, hour=time(5))

    assert actions.send_digests(at=clock(7, 30)) == 1


def test_after_three_days_of_downtime_each_is_sent_once(raised):
    assert actions.send_digests(at=clock(9, days=3)) == 1
    assert actions.send_digests(at=clock(9, 1, days=3)) == 0
    assert Digest.objects.count() == 1


def test_what_is_no_longer_true_makes_no_message(lin, overdue_door, raised):
    cast.make_visit(overdue_door, lin)

    assert actions.send_digests(at=clock(9)) == 0


def test_an_account_that_is_switched_off_gets_nothing(lin, raised):
    type(lin).objects.filter(pk=lin.pk).update(is_active=False)

    assert actions.send_digests(at=clock(9)) == 0


def late_issue(place, by, urgency: str) -> Issue:
    now = timezone.now()
    return raise_issue(place, by, urgency=urgency, near_due_at=now, due_at=now)


@pytest.mark.parametrize(("urgency", "sent"), [("urgent", 1), ("ordinary", 0)])
def test_what_is_urgent_comes_singly_after_the_days_message(lin, old_couple, raised, urgency, sent):
    actions.send_digests(at=clock(9))
    late_issue(old_couple, lin, urgency)
    actions.raise_due(at=timezone.now())

    assert actions.send_digests(at=clock(10)) == sent
    assert actions.send_digests(at=clock(10, 1)) == 0
    assert Digest.objects.filter(single__isnull=False).count() == sent


def test_what_is_urgent_waits_for_the_morning_too(lin, old_couple):
    late_issue(old_couple, lin, "urgent")
    actions.raise_due(at=timezone.now())

    assert actions.send_digests(at=clock(22)) == 0


def test_what_is_urgent_before_the_hour_does_not_wait_for_it(lin, old_couple, raised):
    Preference.objects.create(recipient=lin, hour=time(18))
    late_issue(old_couple, lin, "urgent")
    actions.raise_due(at=timezone.now())

    assert actions.send_digests(at=clock(9)) == 1
    assert Reminder.objects.filter(digest__isnull=True).count() == 1


@pytest.mark.parametrize(
    ("email", "wish", "sent"), [("", True, 0), ("lin@example.cn", True, 1), ("a@b.cn", False, 0)]
)
def test_by_email_goes_what_has_an_address_and_is_wanted(lin, raised, email, wish, sent):
    type(lin).objects.filter(pk=lin.pk).update(email=email)
    Preference.objects.create(recipient=lin, by_email=wish)

    actions.send_digests(at=clock(9))

    assert Delivery.objects.count() == sent


def test_of_two_people_each_gets_an_own_one(lin, wu, next_door, raised):
    due(next_door, -3)
    actions.raise_due(at=clock(6))

    assert actions.send_digests(at=clock(9)) == 2
