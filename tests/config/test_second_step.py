"""Two steps at the log-in: on by oneself, a number from the phone each time, spare numbers once."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.urls import reverse

from cadres.models import Cadre
from tests.conftest import forget_cache

pytestmark = pytest.mark.usefixtures("fresh_cache")

PASSWORD = "the door is open 7"


@pytest.fixture
def mei(db) -> Cadre:
    return Cadre.objects.create_user("mei", PASSWORD, name="梅")


def log_in(client):
    return client.post("/accounts/login/", {"login": "mei", "password": PASSWORD})


def number(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def secret(client, mei) -> str:
    """Mei has turned it on and is logged out again."""
    log_in(client)
    way = reverse("mfa_activate_totp")
    again = {"password": PASSWORD, "next": way}
    page = client.post(reverse("account_reauthenticate"), again, follow=True)
    secret = page.context["form"].secret
    client.post(way, {"code": number(secret)})
    forget_cache()  # a number serves once; the test does not wait for the next
    client.post(reverse("account_logout"))
    return secret


def test_the_password_alone_lets_in_no_more(client, mei, secret):
    answer = log_in(client)

    assert answer.url == reverse("mfa_authenticate")
    assert client.get(reverse("phone:me")).status_code == 302


def test_the_number_from_the_phone_does(client, mei, secret):
    log_in(client)
    client.post(reverse("mfa_authenticate"), {"code": number(secret)})

    assert client.get(reverse("phone:me")).status_code == 200


def test_a_wrong_number_is_refused_in_words(client, mei, secret):
    log_in(client)
    answer = client.post(reverse("mfa_authenticate"), {"code": "000000"})

    assert answer.status_code == 200
    assert answer.context["form"].errors["code"]
    assert client.get(reverse("phone:me")).status_code == 302


def test_a_spare_number_serves_once(client, mei, secret):
    spare = Authenticator.objects.get(user=mei, type="recovery_codes").wrap().get_unused_codes()[0]
    log_in(client)
    client.post(reverse("mfa_authenticate"), {"code": spare})
    assert client.get(reverse("phone:me")).status_code == 200

    client.post(reverse("account_logout"))
    log_in(client)
    client.post(reverse("mfa_authenticate"), {"code": spare})
    assert client.get(reverse("phone:me")).status_code == 302


def test_the_secret_is_stored_encrypted(client, mei, secret):
    stored = Authenticator.objects.get(user=mei, type="totp").data["secret"]

    assert secret not in stored


def test_one_sees_where_one_is_logged_in_and_logs_out_the_others(client, mei):
    elsewhere = type(client)(headers={"User-Agent": "Mozilla/5.0 (Linux; Android 13) DingTalk"})
    log_in(elsewhere)
    log_in(client)
    page = client.get(reverse("usersessions_list"))
    assert "Android, 钉钉" in page.content.decode()

    client.post(reverse("usersessions_list"))

    assert elsewhere.get(reverse("phone:me")).status_code == 302
    assert client.get(reverse("phone:me")).status_code == 200
