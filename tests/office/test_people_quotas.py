"""A leader's quota, set by the administrator beside the post."""

import re

import pytest
from django.urls import reverse

from tests import cast
from visits.models import LeaderQuota


@pytest.fixture
def page(client, admin, leader):
    """The administrator's browser."""
    client.force_login(admin)
    return client


@pytest.fixture
def post(leader):
    return cast.post_of(leader)


def seen(page, post):
    text = page.get(reverse("office:people_post", args=[post.pk])).text
    return re.search(r'id="quota".*?name="seen" value="([^"]+)"', text, re.DOTALL)[1]


def keep(page, post, **told):
    told = {
        "households": 12,
        "enterprises": 3,
        "period": "quarter",
        "from_on": cast.today(),
        "seen": told.pop("seen", None) or seen(page, post),
    } | told
    return page.post(reverse("office:people_quota", args=[post.pk]), told)


def undo(page, post):
    shown = page.get(reverse("office:people_post", args=[post.pk])).context["messages"]
    return page.post([message.extra_tags for message in shown][0])


def told(quota):
    return quota.period, quota.households, quota.enterprises, quota.from_on, quota.to_on


def test_a_quota_is_set_beside_the_post(page, post, admin):
    answer = keep(page, post)

    assert answer.status_code == 302
    quota = LeaderQuota.objects.get(post=post, set_by=admin)
    assert told(quota) == ("quarter", 12, 3, cast.today(), None)


def test_none_at_all_ends_it(page, post):
    keep(page, post)
    keep(page, post, households=0, enterprises=0, from_on=cast.days_ago(-5))

    assert LeaderQuota.objects.get().to_on == cast.days_ago(-5)


def test_another_quota_is_taken_back(page, post):
    keep(page, post, period="year", from_on=cast.today().replace(month=1, day=1))
    before = told(LeaderQuota.objects.get())
    keep(page, post, households=20)

    assert undo(page, post).status_code == 302
    assert told(LeaderQuota.objects.get()) == before


def test_what_was_set_again_since_is_not_taken_back(page, post):
    keep(page, post)
    shown = page.get(reverse("office:people_post", args=[post.pk])).context["messages"]
    note = [message.extra_tags for message in shown][0]
    keep(page, post, households=9)

    assert page.post(note).status_code == 409
    assert LeaderQuota.objects.get().households == 9


def test_the_second_is_told(page, post):
    shown = seen(page, post)
    keep(page, post, period="year")

    answer = keep(page, post, households=77, seen=shown)

    assert answer.status_code == 422
    assert "季 → 年" in answer.text
    assert 'value="77"' in answer.text


def test_a_period_that_is_over_stays_as_it_was(page, post):
    answer = keep(page, post, from_on=cast.today().replace(year=cast.today().year - 1))

    assert answer.status_code == 422
    assert not LeaderQuota.objects.exists()


def test_only_a_leaders_post_has_one(page, lin):
    post = cast.post_of(lin)

    assert 'id="quota"' not in page.get(reverse("office:people_post", args=[post.pk])).text
    assert keep(page, post, seen="made up").status_code == 422
