from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from uuid_utils.compat import uuid7

from cadres.models import Cadre
from households.models import Place
from tests.photos.conftest import Shot, shot

__all__ = ["shot"]

Answers = dict[str, Any]


@pytest.fixture
def phone(client: Client, lin: Cadre) -> Client:
    """Lin's phone, logged in."""
    client.force_login(lin)
    return client


@pytest.fixture
def answers(phone: Client, old_couple: Place) -> Callable[..., Answers]:
    """What the form of 王桂兰's door posts when it is opened and "met" is chosen."""

    def fill(place: Place = old_couple, **changed: Any) -> Answers:
        page = phone.get(reverse("phone:visit", args=[place.pk]))
        form = page.context["form"]
        first = {name: form[name].value() for name in ("phone_at", "role", "mode", "timing")}
        ids = {"client_id": uuid7(), "issue_id": uuid7()}
        return {**first, **ids, "outcome": "met", "next": "", **changed}

    return fill


@pytest.fixture
def photo(shot: Shot) -> Callable[..., SimpleUploadedFile]:
    """An upload of the phone's camera."""

    def upload(name: str = "IMG_1.jpg", raw: bytes | None = None, **told: Any) -> Any:
        body = shot(**told).getvalue() if raw is None else raw
        return SimpleUploadedFile(name, body, "image/jpeg")

    return upload
