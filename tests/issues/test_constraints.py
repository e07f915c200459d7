"""What the database itself refuses about issues and their steps."""

from datetime import timedelta

import pytest
from django.db import Error
from django.db.models import F
from django.utils import timezone

from issues import actions
from issues.models import Issue, IssueCategory, IssueEvent, IssueFile, ProposedLead
from tests import cast
from tests.breaking import refused_by


@pytest.fixture
def issue(old_couple, lin):
    return actions.raise_issue(
        id=None,
        place=old_couple,
        by=lin,
        under=cast.post_of(lin),
        title="水渠塌了一段",
        text="水都跑到田里。",
        category=IssueCategory.objects.get(code="roads_water"),
        at=timezone.now(),
    )


def test_an_issue_stands_somewhere(issue):
    with refused_by("issue_stands_in_an_area"):
        Issue.objects.update(area_path="")


def test_a_limit_lies_after_the_raising(issue):
    with refused_by("issue_is_due_after_it_was_raised"):
        Issue.objects.update(due_at=F("raised_at"), near_due_at=F("raised_at"))


def test_the_warning_comes_before_the_limit(issue):
    with refused_by("issue_is_due_after_it_was_raised"):
        Issue.objects.update(near_due_at=F("due_at") + timedelta(minutes=1))


def test_nothing_closes_on_nobodys_word(issue):
    with refused_by("issue_closed_was_confirmed"):
        Issue.objects.update(status="closed", closed_at=timezone.now())


def test_who_solved_it_does_not_verify_it(issue, handler):
    with refused_by("issue_not_verified_by_its_solver"):
        Issue.objects.update(resolved_by=handler, verified_by=handler)


def test_the_steps_of_an_issue_are_only_ever_added_to(issue):
    with pytest.raises(Error, match="issue_event_is_append_only"):
        IssueEvent.objects.update(note="别的")


def test_what_was_handed_over_has_its_moment(issue):
    with refused_by("issue_handed_over_has_its_moment"):
        Issue.objects.update(status="assigned", assigned_at=None)


def test_what_is_resolved_says_by_whom_and_what(issue, handler):
    with refused_by("issue_resolved_says_by_whom_and_what"):
        Issue.objects.update(resolved_at=timezone.now(), resolved_by=handler, result="solved")


def test_what_is_said_to_be_done_has_its_moment(issue):
    with refused_by("issue_claimed_resolved_has_its_moment"):
        Issue.objects.update(status="claimed_resolved")


def test_a_kind_has_one_lead_in_an_area(issue, town):
    lead = {"category": issue.category, "area": town, "unit": issue.lead_unit}
    ProposedLead.objects.create(**lead)
    with refused_by("proposed_lead_is_one_for_a_kind_in_an_area"):
        ProposedLead.objects.create(**lead)


def test_a_file_is_kept_once_an_issue(issue, lin):
    file = {
        "issue": issue,
        "name": "方案.pdf",
        "content_type": "application/pdf",
        "size_bytes": 1,
        "digest": b"1" * 32,
        "put_by": lin,
        "put_under": cast.post_of(lin),
        "put_at": timezone.now(),
    }
    IssueFile.objects.create(**file)
    with refused_by("issue_file_is_kept_once_an_issue"):
        IssueFile.objects.create(**file)
