"""Cadres log in by name and password; a stranger who guesses locks out nobody but himself."""

import pytest
from django.urls import reverse

from cadres.models import Cadre

pytestmark = pytest.mark.usefixtures("fresh_cache")

PASSWORD = "the door is open 7"


@pytest.fixture
def mei(db) -> Cadre:
    return Cadre.objects.create_user("mei", PASSWORD, name="梅")


def log_in(client, password, *, address="10.0.0.1", login="mei"):
    sent = {"login": login, "password": password}
    return client.post("/accounts/login/", sent, REMOTE_ADDR=address)


def test_the_right_password_lets_in(client, mei):
    assert log_in(client, PASSWORD).status_code == 302
    assert client.session["_auth_user_id"] == str(mei.pk)


def test_a_wrong_one_does_not_and_says_nothing_about_the_account(client, mei):
    known, unknown = log_in(client, "wrong"), log_in(client, "wrong", login="nobody")

    assert known.status_code == unknown.status_code == 200
    assert known.context["form"].errors == unknown.context["form"].errors
    assert "_auth_user_id" not in client.session


def test_empty_fields_are_told_in_our_words_not_in_the_browser_s(client, mei):
    page = log_in(client, "", login="").text

    assert page.count("这一栏还没填") == 2
    assert 'action="/accounts/login/" novalidate' in page


def test_guessing_from_one_address_is_stopped(client, mei):
    for _ in range(8):
        log_in(client, "wrong")

    assert log_in(client, PASSWORD).status_code == 200
    assert "_auth_user_id" not in client.session


def test_a_stranger_elsewhere_cannot_lock_the_cadre_out(client, mei):
    for _ in range(20):
        log_in(client, "wrong", address="203.0.113.9")

    assert log_in(client, PASSWORD, address="10.0.0.1").status_code == 302


def test_many_guesses_over_many_accounts_from_one_address_are_stopped(client, mei):
    for number in range(100):
        log_in(client, "wrong", login=f"cadre{number}", address="203.0.113.9")

    assert log_in(client, PASSWORD, address="203.0.113.9").status_code == 200


def test_a_header_does_not_make_a_new_address(client, mei):
    for number in range(8):
        sent = {"login": "mei", "password": "wrong"}
        client.post("/accounts/login/", sent, headers={"X-Forwarded-For": f"10.9.9.{number}"})

    client.post("/accounts/login/", {"login": "mei", "password": PASSWORD})
    assert "_auth_user_id" not in client.session


def test_an_account_that_was_switched_off_stays_out(client, mei):
    mei.is_active = False
    mei.save()

    log_in(client, PASSWORD)
    assert "_auth_user_id" not in client.session


def test_logging_out_takes_a_post_not_a_link(client, mei):
    client.force_login(mei)

    client.get("/accounts/logout/")
    assert "_auth_user_id" in client.session
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_a_changed_password_holds(client, mei):
    client.force_login(mei)
    new = "another door 88"
    sent = {"oldpassword": PASSWORD, "password1": new, "password2": new}

    assert client.post("/accounts/password/change/", sent).status_code == 302
    mei.refresh_from_db()
    assert mei.check_password(new)


def test_a_part_that_needs_a_log_in_again_sends_the_whole_page_there(client, db):
    page = "http://testserver/today/?whole=soon"
    headers = {"HX-Request": "true", "HX-Current-URL": page}
    answer = client.get(reverse("phone:search"), {"q": "wgl"}, headers=headers)

    assert answer.headers["HX-Redirect"] == "/accounts/login/?next=%2Ftoday%2F%3Fwhole%3Dsoon"
