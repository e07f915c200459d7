"""The product's settings with one app and one address more."""

from config.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "bench.bare"]  # noqa: F405
ROOT_URLCONF = "bench.bare.urls"
API_REQUESTS_A_MINUTE = 1_000_000  # one person sends what a town does
