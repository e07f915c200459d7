"""What the database itself refuses about reminders."""

import pytest
from django.db import transaction
from django.utils import timezone

from households.models import Exclusion
from issues import actions
from issues.models import IssueCategory
from reminders.models import Delivery, Digest, Reminder, Snooze
from tests import cast
from tests.breaking import refused_by
from tests.reminders.conftest import cast_found
from visits.models import Promise


def remind(recipient, **told):
    told = {"reason": "place_overdue", "period": cast.today(), **told}
    return Reminder.objects.create(recipient=recipient, created_at=timezone.now(), **told)


def test_a_place_is_brought_up_once_a_period(old_couple, lin):
    remind(lin, place=old_couple)

    with refused_by("reminder_of_a_place_goes_out_once"):
        remind(lin, place=old_couple)


def test_an_issue_is_brought_up_once_a_period(old_couple, lin):
    issue = actions.raise_issue(
        id=None,
        place=old_couple,
        by=lin,
        under=cast.post_of(lin),
        title="路灯不亮",
        text="河埠头那盏。",
        category=IssueCategory.objects.first(),
        at=timezone.now(),
    )
    remind(lin, issue=issue, reason="issue_overdue")

    with refused_by("reminder_of_an_issue_goes_out_once"):
        remind(lin, issue=issue, reason="issue_overdue")


def test_a_reminder_is_about_something(lin):
    with refused_by("reminder_is_about_one_thing"):
        remind(lin)


def test_each_other_thing_is_brought_up_once_a_period(lin, old_couple, leader):
    now = timezone.now()
    promise = Promise.objects.create(
        place=old_couple,
        text="问材料",
        due_on=cast.today(),
        made_by=lin,
        made_under=cast.post_of(lin),
        made_at=now,
    )
    exclusion = Exclusion.objects.create(place=old_couple, reason="empty", asked_at=now)
    found = cast_found(old_couple, lin)
    told = {"reminder_of_a_promise_goes_out_once": {"promise": promise}}
    told |= {"reminder_of_an_exclusion_goes_out_once": {"exclusion": exclusion}}
    told |= {"reminder_of_a_found_goes_out_once": {"found": found}}
    told |= {"reminder_of_a_visit_goes_out_once": {"visit": cast.make_visit(old_couple, lin)}}
    for name, subject in told.items():
        remind(lin, **subject)
        with refused_by(name), transaction.atomic():
            remind(lin, **subject)


def test_something_is_put_off_to_a_later_day(lin):
    with refused_by("snooze_ends_after_it_was_made"):
        Snooze.objects.create(recipient=lin, until=cast.today(), made_on=cast.today())


@pytest.fixture
def digest(lin):
    return Digest.objects.create(recipient=lin, day=cast.today(), sent_at=timezone.now())


def deliver(digest, **told):
    told = {"channel": "email", "next_try_at": timezone.now(), **told}
    return Delivery.objects.create(digest=digest, **told)


def test_a_message_goes_out_once_a_channel(digest):
    deliver(digest)

    with refused_by("delivery_is_one_a_digest_and_channel"):
        deliver(digest)


def test_what_was_sent_was_sent_at_a_moment(digest):
    with refused_by("delivery_sent_has_its_moment"):
        deliver(digest, status="sent")


@pytest.mark.parametrize("status", ["taken", "sending"])
def test_a_worker_holds_a_message_for_a_while_only(digest, status):
    with refused_by("delivery_in_hand_is_so_for_a_while"):
        deliver(digest, status=status)


def test_a_person_gets_one_digest_a_day(lin):
    told = {"recipient": lin, "day": cast.today(), "sent_at": timezone.now()}
    Digest.objects.create(**told)

    with refused_by("digest_is_one_a_person_and_day"):
        Digest.objects.create(**told)
