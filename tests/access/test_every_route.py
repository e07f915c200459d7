"""Every route, everybody, inside and outside the area: the table says how each is answered."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.access.table import OPEN, OPEN_ARGS, ROWS
from tests.access.world import PEOPLE, STRANGER


def routes(patterns=None, space=""):
    """The name of every route there is."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry.url_patterns, inner)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name}"


def url_of(row, things):
    return reverse(row.route, args=row.args(things), query=row.query(things) or None)


def kind_of(row):
    """How the body travels."""
    is_json = row.is_api and row.method == "post" and row.sends == "json"
    return {"content_type": "application/json"} if is_json else {}


def ask(client, row, things):
    """Send it, take it back, and say how it was answered."""
    with transaction.atomic():
        answer = getattr(client, row.method)(url_of(row, things), row.data(things), **kind_of(row))
        transaction.set_rollback(True)
    if answer.status_code == 302 and answer.url.startswith("/accounts/login/"):
        return "login"
    return answer.status_code


def test_no_route_is_missing_from_the_table_and_none_is_told_that_is_not_there():
    assert set(routes()) == {row.route for row in ROWS} | set(OPEN)


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_everybody_is_answered_as_the_table_says(world, row):
    expected, got = {}, {}
    for where in ("inside", "outside"):
        for name in (*PEOPLE, STRANGER):
            client = Client()
            if name != STRANGER:
                client.force_login(world.people[name])
            expected[where, name] = row.expected(name, where)
            got[where, name] = ask(client, row, getattr(world, where))

    assert got == expected


@pytest.mark.parametrize("route", OPEN)
def test_what_needs_no_post_is_open_as_the_table_says(client, lin, route):
    url = reverse(route, args=OPEN_ARGS.get(route))
    stranger = client.get(url).status_code
    client.force_login(lin)

    assert (stranger, client.get(url).status_code) == OPEN[route]


def test_what_changes_something_takes_no_link(world, client):
    client.force_login(world.people["admin"])
    by_post_only = {row.route for row in ROWS} - {row.route for row in ROWS if row.method == "get"}

    for row in (row for row in ROWS if row.route in by_post_only):
        assert client.get(url_of(row, world.inside)).status_code == 405, row


def test_no_form_is_taken_without_its_token(world):
    strict = Client(enforce_csrf_checks=True)
    for row in (row for row in ROWS if row.method == "post" and not row.is_open):
        strict.force_login(world.people[row.inside.split()[0] if row.inside else "admin"])
        assert strict.post(url_of(row, world.inside), row.data(world.inside)).status_code == 403


def test_access_ends_with_the_tenure_not_with_the_session(world, client):
    lin = world.people["lin"]
    client.force_login(lin)
    card = reverse("phone:place", args=[world.inside.place.pk])
    assert client.get(card).status_code == 200

    lin.tenures.update(to_on=world.inside.visit.visited_on)

    assert client.get(card).status_code == 404


def test_a_switched_off_account_is_out_at_once(world, client):
    lin = world.people["lin"]
    client.force_login(lin)
    lin.is_active = False
    lin.save()

    assert client.get(reverse("phone:today")).status_code == 302
