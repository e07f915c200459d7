"""A form of a page, filled in wrongly: refused in words, never a fault of ours."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from django.test import Client

from tests.access.filling import Filled, forms_in
from tests.access.row import OK
from tests.access.table import ROWS
from tests.access.test_every_route import url_of
from tests.house.test_fuzzed_requests import VALUES, is_in_words

PEOPLE = ["lin", "desk", "gao", "admin", "leader", "dispatcher", "handler"]
CASES = 15  # forms sent by each
LEFT_OUT = ("/accounts/", "/language/", "/off/")


def wrongly(chance: Random, form: Filled) -> dict[str, Any]:
    """What stands in it, one or two things of it odd, perhaps one missing, perhaps one ticked."""
    sends: dict[str, Any] = dict(form.fields)
    names = sorted(form.names)
    for name, values in form.offered.items():
        if chance.random() < 0.6:
            sends[name] = chance.choice(values)
    for name in chance.sample(names, min(len(names), chance.randint(1, 2))):
        sends[name] = chance.choice(VALUES)
    if names and chance.random() < 0.2:
        sends.pop(chance.choice(names), None)
    return sends


def forms(client: Client, world: Any, who: str, chance: Random) -> Iterator[tuple[str, Filled]]:
    """Forms of pages that open, in no order."""
    opens = [row for row in ROWS if row.method == "get" and row.expected(who, "inside") == OK]
    rows = [row for row in opens if not row.route.startswith("dashboards:coverage")]  # no forms
    while True:
        address = url_of(chance.choice(rows), world.inside)
        page = client.get(address)
        if page.status_code != 200 or page.streaming or "html" not in page["Content-Type"]:
            continue
        for form in forms_in(page.text):
            to = form.action or address
            if not to.startswith(LEFT_OUT) and not to.endswith("/off/"):
                yield to, form


@pytest.mark.parametrize("who", PEOPLE)
def test_a_form_filled_in_wrongly_is_answered_in_words(who, world):
    chance = Random(f"forms of {who}")
    client = Client(raise_request_exception=False)
    client.force_login(world.people[who])
    faults = []
    for (to, form), _case in zip(forms(client, world, who, chance), range(CASES), strict=False):
        sends = wrongly(chance, form)
        answer = client.post(to, sends)
        if answer.status_code >= 500 or not is_in_words(answer):
            faults.append(f"{to[:99]} {str(sends)[:600]}: {answer.status_code}")

    assert faults == []
