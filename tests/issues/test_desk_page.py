"""The page of the village desk: three tabs, two answers a card, undo, and who was quicker."""

from datetime import timedelta

import pytest
from django.urls import reverse

from issues import actions
from issues.models import Issue, IssueCategory
from tests import cast

DESK = reverse("issues:desk")


@pytest.fixture
def in_the_office(client, desk):
    client.force_login(desk)
    return client


def raise_issue(place, by, now, title="垃圾桶三天没收"):
    return actions.raise_issue(
        id=None,
        place=place,
        by=by,
        under=cast.post_of(by),
        title=title,
        text="天热，味道飘到屋里。",
        category=IssueCategory.objects.get(code="environment"),
        at=now,
    )


@pytest.fixture
def new(old_couple, lin, desk, now):
    return raise_issue(old_couple, lin, now)


def answer(client, issue, tab="new", **told):
    page = client.get(DESK, {"tab": tab})
    cards = {card.issue.pk: card for card in page.context["cards"]}
    seen = cards[issue.pk].form["seen"].value()
    return client.post(
        f"{reverse('issues:desk_answer', args=[issue.pk])}?tab={tab}", {"seen": seen} | told
    )


def settled(lin, day=None):
    by_day = (day or cast.today()).isoformat()
    return {"how": "settle", "assignee": cast.post_of(lin).pk, "by_day": by_day}


def test_a_new_one_stands_with_two_answers(in_the_office, new):
    page = in_the_office.get(DESK)

    text = page.content.decode()
    assert new.title in text
    assert "3组" in text
    assert "王桂兰" not in text
    assert [(tab.key, tab.count) for tab in page.context["desk"].tabs] == [
        ("new", 1),
        ("hand", 0),
        ("up", 0),
    ]


def test_the_village_does_it_and_may_take_that_back(in_the_office, new, lin):
    done = answer(in_the_office, new, **settled(lin))
    assert done.status_code == 302
    hand = in_the_office.get(DESK, {"tab": "hand"}).content.decode()
    assert new.title in hand
    back = reverse("issues:desk_take_back", args=[new.pk])
    assert back in hand  # the undo bar

    in_the_office.post(back)
    assert new.title in in_the_office.get(DESK).content.decode()


def test_sent_up_it_stays_in_sight(in_the_office, new, dispatcher):
    answer(in_the_office, new, how="up", why="要挖机，村里没有")

    page = in_the_office.get(DESK, {"tab": "up"}).content.decode()
    assert "要挖机，村里没有" in page
    assert reverse("issues:desk_take_back", args=[new.pk]) in page


def test_a_refused_answer_keeps_what_was_typed(in_the_office, new, lin):
    page = answer(in_the_office, new, **settled(lin, cast.days_ago(1)))
    assert page.status_code == 422
    assert cast.days_ago(1).isoformat() in page.content.decode()

    page = answer(in_the_office, new, how="up", why="一句" * 300)
    assert "一句" * 300 in page.content.decode()
    assert Issue.objects.new_at_desk().exists()


def test_the_second_is_told_and_keeps_what_was_typed(
    in_the_office, new, lin, desk, dispatcher, now
):
    page = in_the_office.get(DESK)
    seen = page.context["cards"][0].form["seen"].value()
    by = {"by": desk, "under": cast.post_of(desk), "at": now}
    actions.settle_in_village(issue=new, assignee=cast.post_of(lin), by_day=cast.today(), **by)

    told = {"seen": seen, "how": "up", "why": "要挖机"}
    page = in_the_office.post(reverse("issues:desk_answer", args=[new.pk]), told)
    text = page.content.decode()
    assert "瞿明" in text
    assert "要挖机" in text
    assert Issue.objects.get().sent_up_at is None

    told["seen"] = page.context["cards"][0].form.data["seen"]
    in_the_office.post(reverse("issues:desk_answer", args=[new.pk]), told)
    assert Issue.objects.get().sent_up_why == "要挖机"


def test_who_and_by_when_can_be_changed_in_hand(in_the_office, new, lin, wu):
    answer(in_the_office, new, **settled(lin))
    answer(in_the_office, new, tab="hand", **settled(wu, cast.today() + timedelta(days=2)))

    assert Issue.objects.get().assignee == cast.post_of(wu)


def test_what_came_back_says_why(in_the_office, new, dispatcher, desk, now):
    by = {"by": desk, "under": cast.post_of(desk), "at": now}
    actions.send_up(issue=new, why="要挖机", **by)
    by = {"by": dispatcher, "under": cast.post_of(dispatcher), "at": now}
    actions.give_back(issues=[new], why="村里有小挖机", **by)

    assert "村里有小挖机" in in_the_office.get(DESK).content.decode()


def test_an_empty_desk_says_so(in_the_office):
    for tab in ("new", "hand", "up", "nonsense"):
        assert 'id="desk-none"' in in_the_office.get(DESK, {"tab": tab}).content.decode()


@pytest.mark.parametrize("many", [1, 50])
def test_the_page_asks_as_often_for_fifty(
    in_the_office, old_couple, lin, now, many, django_assert_max_num_queries
):
    for number in range(many):
        raise_issue(old_couple, lin, now, f"第{number}件")
    with django_assert_max_num_queries(17):
        page = in_the_office.get(DESK)

    assert len(page.context["cards"]) == min(many, 20)
