"""A visit to a company or shop asks other things than one to a family."""

import pytest
from django.urls import reverse

from issues.models import Issue, IssueCategory
from tests import cast
from visits.models import Promise, Visit


@pytest.fixture
def mill(grid):
    return cast.make_place(grid, "3组7号", "瞿巷丰登米业加工厂", kind="enterprise")


def log(phone, mill, answers, **told):
    return phone.post(reverse("phone:visit", args=[mill.pk]), answers(mill, **told))


def test_whom_one_spoke_to_and_about_what_is_kept(phone, mill, answers):
    told = {"spoke_with": "顾", "spoke_with_as": "head", "demands": ["hiring", "loans"]}

    answer = log(phone, mill, answers, **told, note="年前缺8个包装工")

    assert answer.status_code == 302
    visit = Visit.objects.get()
    assert (visit.spoke_with, visit.spoke_with_as) == ("顾", "head")
    assert (visit.demands, visit.note) == (["hiring", "loans"], "年前缺8个包装工")


def test_what_was_said_becomes_an_issue_when_ticked(phone, mill, answers):
    category = IssueCategory.objects.first()

    log(phone, mill, answers, note="缺工", as_issue="on", issue_category=category.pk)

    assert Issue.objects.get().text == "缺工"


def test_an_issue_without_words_or_kind_is_refused_beside_both(phone, mill, answers):
    answer = log(phone, mill, answers, as_issue="on", spoke_with="顾老板")

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"note", "issue_category"}
    assert "顾老板" in answer.text


def test_unticked_words_are_no_issue(phone, mill, answers):
    log(phone, mill, answers, note="都好")

    assert not Issue.objects.exists()


def test_the_next_appointment_is_a_promise(phone, mill, answers):
    log(phone, mill, answers, promise_on=cast.days_ago(-14))

    promise = Promise.objects.get()
    assert (promise.place, promise.due_on) == (mill, cast.days_ago(-14))
    assert promise.text


@pytest.mark.parametrize("outcome", ["postponed", "others_live_here"])
def test_the_outcomes_of_a_family_are_not_those_of_a_company(phone, mill, answers, outcome):
    assert log(phone, mill, answers, outcome=outcome).status_code == 422


def test_help_for_a_family_is_not_kept_at_a_company(phone, mill, answers):
    log(phone, mill, answers, help=["goods"])

    assert Visit.objects.get().help == []


def test_the_visit_of_another_department_is_told_first(phone, mill, gu):
    cast.make_visit(mill, gu, under=cast.make_post(mill.area, unit=cast.make_unit(mill.area)))

    page = phone.get(reverse("phone:visit", args=[mill.pk]))

    assert page.context["before"].count == 1
    assert 'id="before-us"' in page.text


def test_ones_own_department_is_no_news(phone, mill, lin):
    cast.make_visit(mill, lin)

    assert phone.get(reverse("phone:visit", args=[mill.pk])).context["before"] is None
