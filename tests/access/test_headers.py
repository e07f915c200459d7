"""Every page carries the strict policy and keeps to it, and none stays in a cache."""

import pytest
from django.urls import reverse

from tests.access.table import OPEN, OPEN_ARGS, ROWS
from tests.access.test_every_route import url_of

PAGES = [row for row in ROWS if row.method == "get"]
OF_NOBODY = ("healthz", "readyz", "phone:service_worker", "phone:manifest")  # may be kept
WAYS_IN = [name for name in OPEN if name not in OF_NOBODY]
INLINE = (" style=", "<style", " onclick=", " onchange=", "<script>", "hx-on")


@pytest.mark.parametrize("row", PAGES, ids=str)
def test_nothing_from_elsewhere_nothing_inline_nothing_framed_nothing_kept(world, client, row):
    client.force_login(world.people[(row.inside or row.who).split()[0]])

    answer = client.get(url_of(row, world.inside))

    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Cache-Control"] == "private, no-store"
    if answer["Content-Type"].startswith("text/html"):
        assert not [one for one in INLINE if one in answer.content.decode()]


@pytest.mark.parametrize("route", WAYS_IN)
def test_the_way_in_is_as_strict(client, db, route):
    answer = client.get(reverse(route, args=OPEN_ARGS.get(route)))

    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
