"""Issues near or past their limit remind who raised them and who handles them (DOMAIN 7)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from issues import actions as issues
from issues.models import Issue, IssueCategory, IssueEvent
from reminders import actions
from reminders.models import Reason, Reminder
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue(lin, handler, old_couple) -> Issue:
    """Lin raised it a month ago; the water station leads and its limit lies ahead."""
    issue = issues.raise_issue(
        id=None,
        place=old_couple,
        by=lin,
        under=cast.post_of(lin),
        title="3组水渠塌了一段",
        text="稻田进水",
        category=IssueCategory.objects.get(code="roads_water"),
        at=timezone.now() - timedelta(days=30),
    )
    issue.lead_unit = cast.post_of(handler).unit
    return limits(issue, near=1, due=5)


def limits(issue: Issue, *, near: int, due: int) -> Issue:
    """80 % and the limit lie that many days ahead."""
    now = timezone.now()
    issue.near_due_at, issue.due_at = now + timedelta(days=near), now + timedelta(days=due)
    issue.save()
    return issue


def told() -> set[tuple[str, str]]:
    return set(Reminder.objects.values_list("recipient__username", "reason"))


def test_a_young_issue_reminds_nobody(issue):
    assert actions.raise_due(at=timezone.now()) == 0


def test_at_eighty_per_cent_the_visitor_and_the_handler_hear(issue):
    limits(issue, near=-1, due=2)

    actions.raise_due(at=timezone.now())

    assert told() == {("lin", Reason.ISSUE_NEAR_DUE), ("he", Reason.ISSUE_NEAR_DUE)}


def test_past_the_limit_both_hear_that(issue):
    limits(issue, near=-3, due=-1)

    actions.raise_due(at=timezone.now())
    actions.raise_due(at=timezone.now())

    assert told() == {("lin", Reason.ISSUE_OVERDUE), ("he", Reason.ISSUE_OVERDUE)}
    assert Reminder.objects.count() == 2


@pytest.mark.parametrize("status", ["claimed_resolved", "verifying", "waiting", "long_term"])
def test_what_waits_for_others_has_its_own_dates(issue, handler, status):
    limits(issue, near=-3, due=-1)
    done = {"done": "修好了", "result": "solved", "resolved_by": handler}
    Issue.objects.filter(pk=issue.pk).update(status=status, resolved_at=timezone.now(), **done)

    assert actions.raise_due(at=timezone.now()) == 0


def test_fresh_work_mutes_the_warning_but_not_the_limit(issue, handler):
    IssueEvent.objects.create(issue=issue, kind="commented", by=handler, at=timezone.now())
    limits(issue, near=-1, due=2)
    assert actions.raise_due(at=timezone.now()) == 0

    limits(issue, near=-3, due=-1)
    assert actions.raise_due(at=timezone.now()) == 2


def test_a_handler_reads_the_issue_and_no_link_to_the_household(client, handler, issue):
    limits(issue, near=-3, due=-1)
    actions.raise_due(at=timezone.now())
    client.force_login(handler)

    page = client.get("/inbox/").content.decode()

    assert "3组水渠塌了一段" in page
    assert f"/places/{issue.place_id}/" not in page


def test_a_closed_issue_leaves_the_inbox(client, lin, gao, issue):
    limits(issue, near=-3, due=-1)
    actions.raise_due(at=timezone.now())
    Issue.objects.filter(pk=issue.pk).update(
        status="closed", verified_by=gao, closed_at=timezone.now()
    )
    client.force_login(lin)

    assert "3组水渠塌了一段" not in client.get("/inbox/").content.decode()


def test_an_issue_that_waits_for_others_leaves_the_inbox(client, lin, issue):
    limits(issue, near=-3, due=-1)
    actions.raise_due(at=timezone.now())
    Issue.objects.filter(pk=issue.pk).update(status="waiting")
    client.force_login(lin)

    assert "3组水渠塌了一段" not in client.get("/inbox/").content.decode()


def test_the_database_refuses_the_same_issue_twice(lin, issue):
    row = {"recipient": lin, "reason": Reason.ISSUE_OVERDUE, "issue": issue}
    row |= {"period": cast.today(), "created_at": timezone.now()}
    Reminder.objects.create(**row)

    with pytest.raises(IntegrityError, match="reminder_of_an_issue_goes_out_once"):
        Reminder.objects.create(**row)
