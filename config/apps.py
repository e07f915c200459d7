from django.apps import AppConfig

from config import celery  # noqa: F401 - tasks find their app wherever Django runs


class ConfigConfig(AppConfig):
    name = "config"
