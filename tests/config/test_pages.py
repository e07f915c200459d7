"""What every page carries: a strict policy, private caching, Chinese first."""

import pytest

from cadres.models import Cadre


@pytest.fixture
def cadre(db) -> Cadre:
    return Cadre.objects.create_user("mei", "a long-enough phrase", name="梅")


@pytest.fixture
def login_page(client, db):
    return client.get("/accounts/login/")


def test_the_policy_allows_nothing_from_elsewhere_and_nothing_inline(login_page):
    policy = login_page["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_no_cache_keeps_a_page(login_page):
    assert "no-store" in login_page["Cache-Control"]
    assert "private" in login_page["Cache-Control"]


def test_security_headers(login_page):
    assert login_page["X-Frame-Options"] == "DENY"
    assert login_page["X-Content-Type-Options"] == "nosniff"
    assert login_page["Referrer-Policy"] == "same-origin"
    assert "geolocation=(self)" in login_page["Permissions-Policy"]


def test_chinese_is_spoken_whatever_the_browser_prefers(client, db):
    page = client.get("/accounts/login/", headers={"Accept-Language": "en"})

    assert page["Content-Language"] == "zh-hans"
    assert 'lang="zh-Hans"' in page.text


def test_english_is_spoken_once_chosen(client, db):
    client.post("/language/", {"language": "en", "next": "/accounts/login/"})

    assert client.get("/accounts/login/")["Content-Language"] == "en"


def test_the_language_of_the_account_goes_with_the_person(client, cadre):
    cadre.language = "en"
    cadre.save()
    client.force_login(cadre)

    assert client.get("/no-such-page/")["Content-Language"] == "en"


def test_an_unknown_language_is_chinese(client, db):
    client.cookies["django_language"] = "xx"

    assert client.get("/accounts/login/")["Content-Language"] == "zh-hans"


def test_a_page_that_is_not_there_says_so(client, db):
    page = client.get("/no-such-page/")

    assert page.status_code == 404
    assert "<h1" in page.text


def test_a_stale_form_is_refused_with_a_page(db):
    from django.test import Client

    page = Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "mei"})

    assert page.status_code == 403
    assert "<h1" in page.text


@pytest.mark.parametrize("name", ["signup", "password/reset", "email"])
def test_pages_nobody_needs_do_not_exist(client, db, name):
    assert client.get(f"/accounts/{name}/").status_code == 404
