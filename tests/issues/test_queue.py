"""The handler's queue: our turn, to take on, with others, over; urgent ones first."""

import pytest
from django.urls import reverse

from issues import actions
from issues.models import Issue, IssueCategory
from tests import cast

QUEUE = reverse("issues:queue")


@pytest.fixture
def at_the_station(client, handler):
    client.force_login(handler)
    return client


def titles(answer):
    return [row.issue.title for row in answer.context["queue"].rows]


def hand_over(place, handler, by, now, **told):
    """Another issue, handed to the handler's unit by somebody who dispatches."""
    issue = actions.raise_issue(
        **{
            "id": None,
            "place": place,
            "by": by,
            "under": cast.post_of(by),
            "title": "路灯不亮",
            "text": "河埠头那盏坏了。",
            "category": IssueCategory.objects.get(code="roads_water"),
            "at": now,
        }
        | told
    )
    unit = cast.post_of(handler).unit
    Issue.objects.filter(pk=issue.pk).update(status="assigned", lead_unit=unit, assigned_at=now)
    return issue


def test_what_was_handed_over_is_on_top_with_its_limit_and_two_answers(at_the_station, handed):
    answer = at_the_station.get(QUEUE)

    assert titles(answer) == [handed.title]
    text = answer.content.decode()
    assert reverse("issues:accept", args=[handed.pk]) in text
    assert "不是我们的" in text
    assert "17:00" in text


def test_urgent_ones_come_first(at_the_station, handed, handler, lin, now):
    hand_over(handed.place, handler, lin, now, title="墙要倒", urgency="urgent")

    assert titles(at_the_station.get(QUEUE)) == ["墙要倒", handed.title]


def test_each_stands_in_the_tab_of_whoever_has_it(at_the_station, said_done, handler, lin, now):
    hand_over(said_done.place, handler, lin, now)

    answer = at_the_station.get(QUEUE)
    assert [tab.count for tab in answer.context["queue"].tabs] == [1, 1, 1, None]
    assert titles(answer) == ["路灯不亮"]
    assert titles(at_the_station.get(QUEUE, {"tab": "others"})) == [said_done.title]
    assert titles(at_the_station.get(QUEUE, {"tab": "done"})) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "水渠"}, 1),
        ({"q": "瞿巷"}, 1),
        ({"q": "没有这个"}, 0),
        ({"area": "320581101220"}, 1),
        ({"area": "320581101006"}, 0),
        ({"category": "roads_water"}, 1),
        ({"urgency": "urgent"}, 0),
        ({"unit": "x", "tab": "?", "area": "\x00"}, 1),
    ],
)
def test_search_and_filters_stand_in_the_address(at_the_station, handed, asked, found):
    assert len(titles(at_the_station.get(QUEUE, asked))) == found


def test_an_empty_queue_says_what_will_come(at_the_station):
    assert "还没有轮到你们的" in at_the_station.get(QUEUE).content.decode()


@pytest.mark.parametrize("rows", [1, 50])
def test_it_asks_the_database_as_often_for_fifty(
    at_the_station, handed, handler, lin, now, rows, django_assert_max_num_queries
):
    for _ in range(rows - 1):
        hand_over(handed.place, handler, lin, now)

    with django_assert_max_num_queries(20):
        answer = at_the_station.get(QUEUE)
    assert len(titles(answer)) == rows
