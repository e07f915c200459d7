"""The page of town dispatch: groups, ticks, the panel, undo, and what others did meanwhile."""

import pytest
from django.urls import reverse

from issues import actions
from issues.models import Issue, IssueCategory, ProposedLead
from tests import cast

DISPATCH = reverse("issues:dispatch")


@pytest.fixture
def at_dispatch(client, dispatcher):
    client.force_login(dispatcher)
    return client


@pytest.fixture
def station(handler):
    return cast.post_of(handler).unit


def raise_issue(place, by, now, title, code="roads_water", **told):
    return actions.raise_issue(
        id=None,
        place=place,
        by=by,
        under=cast.post_of(by),
        title=title,
        text="请来看看。",
        category=IssueCategory.objects.get(code=code),
        at=now,
        **told,
    )


def names(page):
    return [group.name for group in page.context["board"].groups]


def test_what_waits_stands_by_kind_with_its_usual_lead(at_dispatch, raised, town, station):
    ProposedLead.objects.create(category=raised.category, area=town, unit=station)
    page = at_dispatch.get(DISPATCH)

    assert names(page) == ["道路水利"]
    text = page.content.decode()
    assert raised.title in text
    assert "水务站" in text
    assert "王桂兰" not in text


def test_by_village_and_by_urgency(at_dispatch, raised, flat, lin, now):
    raise_issue(flat, lin, now, "顶楼漏水", "housing", urgency="urgent")

    assert names(at_dispatch.get(DISPATCH, {"by": "village"})) == ["天和社区", "瞿巷村"]
    urgent, ordinary = names(at_dispatch.get(DISPATCH, {"by": "urgency"}))
    assert (urgent, ordinary) == ("急", "不急")


def test_ticked_ones_are_handed_over_and_taken_back(at_dispatch, raised, station):
    told = {"ids": [raised.pk], "lead": station.pk, "word": "先看看", "do": "hand_over"}
    page = at_dispatch.post(DISPATCH, told, follow=True)

    raised.refresh_from_db()
    assert (raised.status, raised.lead_unit) == ("assigned", station)
    text = page.content.decode()
    assert reverse("issues:slip") in text
    (message,) = page.context["messages"]
    assert str(message) == "1件交给水务站了"
    at_dispatch.post(message.extra_tags)
    assert Issue.objects.to_dispatch().get() == raised


def test_the_panel_follows_the_ticks(at_dispatch, raised, town, station):
    ProposedLead.objects.create(category=raised.category, area=town, unit=station)
    told = {"ids": [raised.pk], "lead": "", "word": "一起看"}
    sketch = reverse("issues:dispatch_sketch")
    part = at_dispatch.post(sketch, told, headers={"HX-Request": "true"}).content.decode()

    assert f'<option value="{station.pk}" selected>' in part
    assert "一起看" in part
    assert "17:00" in part
    whole = at_dispatch.post(sketch, told).content.decode()
    assert raised.title in whole


def test_without_a_lead_the_ticks_and_words_survive(at_dispatch, raised, station):
    page = at_dispatch.post(
        DISPATCH, {"ids": [raised.pk], "lead": "", "word": "先看看", "do": "hand_over"}
    )

    assert page.status_code == 422
    assert page.context["board"].ticked
    assert "先看看" in page.content.decode()


def test_nothing_ticked_is_said(at_dispatch, raised, station):
    page = at_dispatch.post(DISPATCH, {"lead": station.pk, "ids": "made up", "do": "hand_over"})

    assert page.status_code == 422
    assert 'id="form-errors"' in page.content.decode()


def test_the_second_is_told_and_the_others_are_done(
    at_dispatch, raised, old_couple, lin, station, gao, now
):
    other = raise_issue(old_couple, lin, now, "路灯不亮")
    by = {"by": gao, "under": cast.post_of(gao), "at": now}
    actions.hand_over(issues=[raised], lead=station, **by)
    actions.accept(issue=raised, by=gao, under=station.posts.get(), at=now)
    page = at_dispatch.post(
        DISPATCH, {"ids": [raised.pk, other.pk], "lead": station.pk, "do": "hand_over"}
    )

    text = page.content.decode()
    assert "高敏" in text
    other.refresh_from_db()
    assert other.status == "assigned"
    assert str(other.pk) in text  # its slip


def test_whoever_ticked_only_what_is_gone_is_told(at_dispatch, handed, station):
    Issue.objects.update(status="in_progress")
    page = at_dispatch.post(DISPATCH, {"ids": [handed.pk], "lead": station.pk, "do": "hand_over"})

    assert "蒋洁" in page.content.decode()


def test_given_back_to_the_village_with_a_word(at_dispatch, raised, desk):
    page = at_dispatch.post(DISPATCH, {"ids": [raised.pk], "do": "give_back", "why": ""})
    assert page.status_code == 422
    at_dispatch.post(DISPATCH, {"ids": [raised.pk], "do": "give_back", "why": "村里能收"})

    assert Issue.objects.new_at_desk().get() == raised


def test_a_made_up_or_foreign_note_takes_nothing_back(at_dispatch, client, raised, station, gao):
    assert at_dispatch.post(reverse("issues:dispatch_take_back", args=["no"])).status_code == 404
    told = {"ids": [raised.pk], "lead": station.pk, "do": "hand_over"}
    (message,) = at_dispatch.post(DISPATCH, told, follow=True).context["messages"]
    client.force_login(gao)

    assert client.post(message.extra_tags).status_code == 404


def test_nothing_to_hand_over_says_so(at_dispatch):
    assert 'id="dispatch-none"' in at_dispatch.get(DISPATCH).content.decode()


@pytest.mark.parametrize("many", [1, 50])
def test_the_page_asks_as_often_for_fifty(
    at_dispatch, old_couple, lin, station, now, many, django_assert_max_num_queries
):
    for number in range(many):
        raise_issue(old_couple, lin, now, f"第{number}件")
    with django_assert_max_num_queries(16):
        page = at_dispatch.get(DISPATCH)

    assert len(page.context["board"].lines) == many
