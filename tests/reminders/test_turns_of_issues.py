"""Whose turn an issue is, and who hears of it at the limit (DOMAIN 6, 7)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cadres.models import Post, Unit
from issues.models import Issue
from reminders import actions
from reminders.models import Reason, Reminder
from tests import cast
from tests.reminders.conftest import raise_issue

pytestmark = pytest.mark.django_db


def told() -> set[tuple[str, str]]:
    actions.raise_due(at=timezone.now())
    return set(Reminder.objects.values_list("recipient__username", "reason"))


@pytest.fixture
def issue(lin, old_couple) -> Issue:
    return raise_issue(old_couple, lin, sent_up_at=None)


@pytest.fixture
def late(issue, handler) -> Issue:
    """The water station has it, and its limit was yesterday."""
    yesterday = timezone.now() - timedelta(days=1)
    limits = {"near_due_at": yesterday, "due_at": yesterday}
    unit = cast.post_of(handler).unit
    Issue.objects.filter(pk=issue.pk).update(status="in_progress", lead_unit=unit, **limits)
    return issue


def test_a_new_issue_goes_to_the_desk_of_the_village(desk, gao, issue):
    assert told() == {("qu", Reason.ISSUE_NEW)}


def test_what_the_village_sent_up_goes_to_dispatch(desk, dispatcher, gao, issue):
    Issue.objects.update(sent_up_at=timezone.now())

    assert told() == {("jiang", Reason.ISSUE_TO_HAND_OVER)}


def test_where_no_dispatch_is_the_supervisor_hands_over(gao, issue):
    Issue.objects.update(sent_up_at=timezone.now())

    assert told() == {("gao", Reason.ISSUE_TO_HAND_OVER)}


def test_the_unit_hears_what_was_handed_to_it(handler, handler_elsewhere, issue):
    unit = cast.post_of(handler).unit
    Issue.objects.update(status="assigned", lead_unit=unit, assigned_at=timezone.now())

    assert told() == {("he", Reason.ISSUE_TO_ACCEPT)}


def test_whom_the_village_gave_it_to_hears_that(wu, issue):
    Issue.objects.update(status="in_progress", assignee=cast.post_of(wu), promised_on=cast.today())

    assert told() == {("wu", Reason.ISSUE_YOURS)}


def test_at_the_limit_the_superior_hears_of_it(leader, handler, late):
    Unit.objects.filter(pk=cast.post_of(handler).unit_id).update(parent=cast.post_of(leader).unit)

    assert ("luo", Reason.ISSUE_ESCALATED) in told()


def test_a_superior_in_the_unit_itself_comes_first(leader, handler, late):
    unit = cast.post_of(handler).unit
    Unit.objects.filter(pk=unit.pk).update(parent=cast.post_of(leader).unit)
    chief = cast.make_post(unit.area, "leader", "站长岗", unit, is_leading=True)
    cast.make_cadre("chief", "站长", chief)

    assert {who for who, why in told() if why == Reason.ISSUE_ESCALATED} == {"chief"}


def test_who_handles_it_is_not_told_twice_as_the_superior(handler, late):
    Post.objects.filter(pk=cast.post_of(handler).pk).update(is_leading=True)

    assert told() == {("lin", Reason.ISSUE_OVERDUE), ("he", Reason.ISSUE_OVERDUE)}


def test_once_it_was_handed_over_nobody_is_asked_to(client, dispatcher, issue):
    Issue.objects.update(sent_up_at=timezone.now())
    told()
    client.force_login(dispatcher)
    assert "1件问题等着交办" in client.get("/inbox/").content.decode()

    Issue.objects.update(status="assigned", assigned_at=timezone.now())

    assert "等着交办" not in client.get("/inbox/").content.decode()
