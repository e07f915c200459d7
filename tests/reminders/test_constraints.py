"""What the database itself refuses about reminders."""

from django.utils import timezone

from issues import actions
from issues.models import IssueCategory
from reminders.models import Digest, Reminder
from tests import cast
from tests.breaking import refused_by


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


def test_a_person_gets_one_digest_a_day(lin):
    told = {"recipient": lin, "day": cast.today(), "sent_at": timezone.now()}
    Digest.objects.create(**told)

    with refused_by("digest_is_one_a_person_and_day"):
        Digest.objects.create(**told)
