"""What the cadre raised, what to say of it, and raising one without a visit."""

import pytest
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from issues import actions
from issues.models import Issue, IssueCategory
from phone.saying import said_of
from tests import cast

RAISED = reverse("phone:raised")


@pytest.fixture
def issue(lin, old_couple) -> Issue:
    return actions.raise_issue(
        id=None,
        place=old_couple,
        by=lin,
        under=cast.post_of(lin),
        title="水渠塌了",
        text="水渠塌了一段",
        category=IssueCategory.objects.first(),
        at=timezone.now(),
    )


def told(**changed):
    first = {"issue_id": uuid7(), "issue_text": "路灯不亮"}
    return first | {"issue_category": IssueCategory.objects.first().pk} | changed


def test_own_issues_stand_with_what_to_tell_the_household(phone, issue):
    page = phone.get(RAISED)

    one = page.context["open"][0]
    assert one.issue == issue
    assert issue.lead_unit.short_name in one.said
    assert one.said in page.text


@pytest.mark.parametrize("status", Issue.Status.values)
@pytest.mark.parametrize("result", ["", *Issue.Result.values])
def test_every_state_can_be_said_aloud(issue, status, result):
    issue.status, issue.result, issue.done = status, result, "修好了12米"

    said = said_of(issue, at=timezone.now())

    assert said
    assert ("12" in said) == (status == "closed") or issue.lead_unit.short_name in said


def test_what_is_late_is_not_promised_again(issue):
    said = said_of(issue, at=issue.due_at)

    assert "晚" in said


def test_the_form_of_the_next_visit_opens_with_it(phone, issue, old_couple):
    page = phone.get(reverse("phone:visit", args=[old_couple.pk]))

    assert page.context["raised"][0].said in page.text


def test_an_issue_is_raised_without_a_visit_once(phone, lin, old_couple):
    url, sent = reverse("phone:raise_issue", args=[old_couple.pk]), told(issue_urgent="on")

    for _ in range(2):
        assert phone.post(url, sent)["Location"] == reverse("phone:place", args=[old_couple.pk])

    issue = Issue.objects.get()
    assert (issue.place, issue.visit, issue.raised_by) == (old_couple, None, lin)
    assert (issue.title, issue.urgency) == ("路灯不亮", "urgent")


def test_what_was_typed_survives_a_refusal(phone, old_couple):
    url = reverse("phone:raise_issue", args=[old_couple.pk])

    answer = phone.post(url, told(issue_category=""))

    assert answer.status_code == 422
    assert "路灯不亮" in answer.text
    assert not Issue.objects.exists()


def test_issues_of_others_are_not_mine(client, wu, issue):
    client.force_login(wu)

    assert client.get(RAISED).context["open"] == []


def test_many_issues_cost_no_more_queries(phone, lin, old_couple, django_assert_max_num_queries):
    for number in range(50):
        actions.raise_issue(
            id=None, place=old_couple, by=lin, under=cast.post_of(lin), title=f"第{number}件",
            text="水渠", category=IssueCategory.objects.first(), at=timezone.now(),
        )  # fmt: skip

    with django_assert_max_num_queries(18):
        assert len(phone.get(RAISED).context["open"]) == 50
