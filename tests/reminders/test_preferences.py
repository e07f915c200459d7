"""When and how somebody wants to be told."""

import re
from datetime import time

import pytest
from django.core.exceptions import ValidationError

from cadres.models import Cadre
from reminders import actions
from reminders.models import Preference
from tests import cast

pytestmark = pytest.mark.django_db
ADDRESS = "/inbox/preferences/"


@pytest.fixture
def mine(client, lin):
    client.force_login(lin)
    return client


def shown(mine) -> dict[str, str]:
    """What the form would send back untouched."""
    text = mine.get(ADDRESS).content.decode()
    seen = {name: re.search(rf'name="{name}" value="([^"]*)"', text)[1] for name in SEEN}
    return {"hour": "07:30", "by_email": "on", "email": "", "language": "zh-hans", **seen}


SEEN = ("seen", "seen_person")


def test_hour_address_and_language_are_kept(mine, lin):
    told = {"hour": "18:00", "email": "lin@example.cn", "language": "en"}
    answer = mine.post(ADDRESS, shown(mine) | told)

    lin.refresh_from_db()
    assert answer.status_code == 302
    assert (lin.email, lin.language) == ("lin@example.cn", "en")
    assert Preference.objects.get(recipient=lin).hour == time(18)
    assert "Once a day at 18:00" in mine.get("/inbox/").content.decode()


@pytest.mark.parametrize("hour", ["21:00", "07:00", "8", "", "25:00"])
def test_a_quiet_hour_is_not_offered(mine, hour):
    assert mine.post(ADDRESS, shown(mine) | {"hour": hour}).status_code == 422
    assert not Preference.objects.exists()


def test_email_without_an_address_is_refused_in_words_and_the_rest_stays(mine):
    answer = mine.post(ADDRESS, shown(mine) | {"hour": "18:00"})

    assert answer.status_code == 422
    assert "写上邮箱地址" in answer.content.decode()
    assert re.search(r'value="18:00" selected', answer.content.decode())


def test_the_second_is_told_what_changed_and_overwrites_knowingly(mine, lin):
    told = shown(mine) | {"hour": "18:00", "email": "second@example.cn"}
    mine.post(ADDRESS, shown(mine) | {"hour": "09:00", "email": "first@example.cn"})

    answer = mine.post(ADDRESS, told)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "first@example.cn" in text
    assert 'value="second@example.cn"' in text

    seen = {name: re.search(rf'name="{name}" value="([^"]*)"', text)[1] for name in SEEN}
    assert mine.post(ADDRESS, told | seen).status_code == 302
    assert Cadre.objects.get(pk=lin.pk).email == "second@example.cn"


def test_the_action_refuses_a_quiet_hour_by_itself(lin):
    with pytest.raises(ValidationError) as refused:
        actions.choose(
            recipient=lin,
            hour=time(6),
            by_email=False,
            email="",
            language="zh-hans",
            seen="",
            seen_person="",
        )

    assert refused.value.code == "hour"


def test_the_page_asks_few_queries(mine, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert mine.get(ADDRESS).status_code == 200


def test_nobody_needs_a_post_to_choose(client):
    client.force_login(cast.make_cadre("new", "新来的"))

    assert client.get(ADDRESS).status_code == 200
