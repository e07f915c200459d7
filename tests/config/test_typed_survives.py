"""What was typed survives an expired log-in."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from config import typed
from tests import cast
from visits.models import Visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_cache")]


@pytest.fixture
def form(lin, client, here):
    """Lin's visit form, filled; the log-in has run out meanwhile."""
    client.force_login(lin)
    way = reverse("phone:visit", args=[here.pk])
    blank = {box.html_name: box.value() for box in client.get(way).context["form"]}
    sent = {name: value for name, value in blank.items() if value is not None}
    sent |= {"outcome": "met", "note": "想问养老金认证"}
    client.logout()
    return way, sent


def way_back(answer) -> str:
    """Where the log-in leads."""
    return parse_qs(urlsplit(answer.url).query)["next"][0]


@pytest.fixture
def here(lin):
    return cast.make_place(cast.make_area("320581101220001"))


def test_the_way_leads_to_the_log_in_and_back_to_what_was_typed(client, lin, form):
    answer = client.post(*form)
    assert answer.url.startswith("/accounts/login/?next=%2Fagain%2F")

    client.force_login(lin)
    page = client.get(way_back(answer))

    assert "想问养老金认证" in page.content.decode()
    assert dict(page.context["typed"])["outcome"] == ["met"]


def test_one_tap_more_and_the_visit_is_there(client, lin, form):
    answer = client.post(*form)
    client.force_login(lin)
    page = client.get(way_back(answer))

    client.post(page.context["to"], dict(page.context["typed"]))

    assert Visit.objects.get().note == "想问养老金认证"


def test_another_browser_finds_nothing_of_it(client, lin, form):
    answer, elsewhere = client.post(*form), Client()
    elsewhere.force_login(lin)

    page = elsewhere.get(way_back(answer))

    assert page.status_code == 404
    assert "想问养老金认证" not in page.content.decode()


def test_it_waits_encrypted(client, form):
    answer = client.post(*form)
    key = way_back(answer).split("/")[2]

    assert "养老金".encode() not in bytes(cache.get(f"typed:{key}"))


def test_passwords_are_not_kept(client):
    sent = {"oldpassword": "a", "password1": "b", "password2": "b"}
    answer = client.post(reverse("account_change_password"), sent)
    key = way_back(answer).split("/")[2]

    told = typed.unseal(cache.get(f"typed:{key}"), place="config.typed")
    assert "password1" not in told


def test_without_anything_kept_the_page_says_so(client, lin):
    client.force_login(lin)

    assert "一小时" in client.get(reverse("again", args=["gone"])).content.decode()


def test_who_floods_it_keeps_nothing_more(client, form):
    ways = [client.post(*form).url for _ in range(61)]

    assert "again" in ways[0]
    assert "again" not in ways[-1]
