"""Lin's phone, and what it sends."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from uuid_utils.compat import uuid7

from cadres.models import Cadre
from households.models import Place
from tests import cast

Item = dict[str, Any]


@pytest.fixture
def phone(client: Client, lin: Cadre) -> Client:
    """Lin's phone, logged in."""
    client.force_login(lin)
    return client


@pytest.fixture
def told(lin: Cadre, old_couple: Place) -> Callable[..., Item]:
    """A visit of Lin's at 王桂兰's door, as the phone sends it."""

    def fill(**changed: Any) -> Item:
        first = {
            "kind": "visit",
            "id": str(uuid7()),
            "by": lin.pk,
            "place": old_couple.pk,
            "phone_at": cast.at(cast.today(), "00:01").isoformat(),
            "clock_offset_ms": 0,
            "outcome": "met",
            "mode": "door",
            "role": "main",
        }
        return {**first, **changed}

    return fill


@pytest.fixture
def send(phone: Client) -> Callable[..., list[Item]]:
    """Send records in one request; their receipts."""

    def post(*items: Any, client: Client = phone) -> list[Item]:
        answer = client.post("/api/v1/visits", {"items": list(items)}, "application/json")
        assert answer.status_code == 200, answer.content
        return answer.json()["receipts"]

    return post
