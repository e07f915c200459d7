"""All issues of an area: each figure is the length of its list, also in the workbook."""

import io

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from issues import actions
from issues.models import Issue, IssueCategory
from tests import cast

LIST, EXPORT = reverse("issues:issues"), reverse("issues:export")


@pytest.fixture
def many(old_couple, flat, lin, dispatcher, now):
    """Thirty from the village and thirty from the community; a third is past the limit."""
    under, kind = cast.post_of(lin), IssueCategory.objects.get(code="roads_water")
    for number in range(60):
        actions.raise_issue(
            id=None,
            place=old_couple if number % 2 else flat,
            by=lin,
            under=under,
            title=f"=第{number}件",
            text="说的话",
            category=kind,
            at=cast.at(cast.days_ago(90 if number % 3 == 0 else 0), "00:01"),
        )


def exported(client, **asked):
    answer = client.get(EXPORT, asked)
    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    return list(book.active.iter_rows(min_row=2, values_only=True))


def figures(answer):
    return {str(tab.label): tab.count for tab in answer.context["list"].tabs}


@pytest.mark.parametrize(
    "asked", [{}, {"area": "320581101220"}, {"q": "第1"}, {"urgency": "urgent"}]
)
def test_a_figure_is_the_length_of_its_list_on_the_page_and_in_the_workbook(
    client, gao, many, asked
):
    client.force_login(gao)
    for tab in ("open", "over", "near", "claimed", "closed"):
        answer = client.get(LIST, asked | {"tab": tab})
        current = next(one for one in answer.context["list"].tabs if one.is_current)

        assert current.count == answer.context["list"].page.paginator.count
        assert current.count == len(exported(client, **asked, tab=tab))


def test_what_is_past_its_limit_is_twenty_of_sixty(client, gao, many):
    client.force_login(gao)

    assert figures(client.get(LIST))["过了限期"] == 20
    assert Issue.objects.overdue(at=timezone.now()).count() == 20


def test_nobody_in_the_next_county_sees_one(client, zhou, many):
    client.force_login(zhou)

    assert client.get(LIST).context["list"].page.paginator.count == 0
    assert exported(client) == []


def test_town_dispatch_sees_the_town_though_it_opens_no_household(client, dispatcher, many):
    client.force_login(dispatcher)

    assert client.get(LIST).context["list"].page.paginator.count == 60


def test_a_title_that_looks_like_a_formula_stays_text(client, gao, many):
    client.force_login(gao)

    assert all(row[1].startswith("=第") for row in exported(client))


def test_the_filters_stay_on_the_way_to_the_workbook(client, gao, many):
    client.force_login(gao)
    text = client.get(LIST, {"tab": "over", "area": "320581101220"}).content.decode()

    assert f"{EXPORT}?tab=over&amp;area=320581101220" in text
    assert "导出10行" in text


def test_a_page_of_fifty_asks_at_most_twenty_times(
    client, gao, many, django_assert_max_num_queries
):
    client.force_login(gao)

    with django_assert_max_num_queries(20):
        client.get(LIST)
    with django_assert_max_num_queries(20):
        exported(client)
