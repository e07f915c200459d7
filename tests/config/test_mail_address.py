"""EMAIL_URL: read strictly, refused in words; without it mail lies in the data folder."""

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment


def mail(monkeypatch, url: str, origin: str = "") -> environment.Mail:
    monkeypatch.setenv("EMAIL_URL", url)
    return environment.mail(Path("/data"), origin=origin)


def test_without_an_address_mail_is_kept_as_files(monkeypatch):
    kept = mail(monkeypatch, "", "https://doorstep.example.cn")

    assert kept.folder == Path("/data/mail")
    assert kept.sender == "doorstep@doorstep.example.cn"


def test_user_word_and_sender_are_read(monkeypatch):
    told = mail(monkeypatch, "smtp://office%40example.cn:a%2Fb@mail.example.cn")

    assert (told.host, told.port, told.user, told.word) == (
        "mail.example.cn",
        587,
        "office@example.cn",
        "a/b",
    )
    assert told.sender == "office@example.cn"
    assert told.uses_tls
    assert not told.uses_ssl


def test_smtps_is_encrypted_from_the_first_byte(monkeypatch):
    told = mail(monkeypatch, "smtps://mail.example.cn?from=jjd@example.cn")

    assert (told.port, told.uses_ssl, told.uses_tls) == (465, True, False)
    assert told.sender == "jjd@example.cn"


def test_a_relay_in_the_house_may_go_without(monkeypatch):
    assert not mail(monkeypatch, "smtp://127.0.0.1:25?tls=0").uses_tls


@pytest.mark.parametrize(
    "url",
    [
        "http://mail.example.cn",
        "mail.example.cn",
        "smtp://",
        "smtp://mail.example.cn/path",
        "smtp://mail.example.cn:99999",
        "smtp://mail.example.cn:port",
        "smtp://mail.example.cn?ssl=1",
        "smtp://mail.example.cn?tls=maybe",
        "smtps://mail.example.cn?tls=1",
        "smtp://mail.example.cn?from=nobody",
    ],
)
def test_nonsense_is_refused_by_name(monkeypatch, url):
    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL"):
        mail(monkeypatch, url)
