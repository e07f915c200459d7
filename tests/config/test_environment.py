"""Nonsense in the environment is refused before it does harm; secrets are made once."""

import stat

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment


@pytest.mark.parametrize(
    ("name", "value", "ask"),
    [
        ("PORT", "http", lambda: environment.whole_number("PORT", 8000)),
        ("PORT", "99999", lambda: environment.whole_number("PORT", 8000)),
        ("DOORSTEP_DEMO", "maybe", lambda: environment.yes("DOORSTEP_DEMO", True)),
        ("DATABASE_URL", "mysql://localhost/x", environment.database_url),
        ("REDIS_URL", "memcached://x", lambda: environment.RedisUrls(testing=False)),
        ("REDIS_URL", "redis://x/one", lambda: environment.RedisUrls(testing=False).broker),
    ],
)
def test_nonsense_is_refused_by_name(monkeypatch, name, value, ask):
    monkeypatch.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=name):
        ask()


def test_a_short_secret_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("DOORSTEP_SECRET_KEY", "short")

    with pytest.raises(ImproperlyConfigured, match="DOORSTEP_SECRET_KEY"):
        environment.secret_key(tmp_path)


def test_the_secret_is_made_once_and_for_our_eyes_only(monkeypatch, tmp_path):
    monkeypatch.delenv("DOORSTEP_SECRET_KEY", raising=False)
    first = environment.secret_key(tmp_path / "data")

    assert environment.secret_key(tmp_path / "data") == first
    assert stat.S_IMODE((tmp_path / "data/secret-key").stat().st_mode) == 0o600


def test_one_redis_address_serves_broker_and_cache(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "rediss://:word@redis.example.cn:6380/4")
    urls = environment.RedisUrls(testing=False)

    assert urls.broker == "rediss://:word@redis.example.cn:6380/4"
    assert urls.cache == "rediss://:word@redis.example.cn:6380/6"
