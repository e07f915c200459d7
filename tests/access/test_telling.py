"""Every page of the staff ends with the way to say what is wrong with this app."""

import pytest
from django.test import Client

from tests.access.table import ROWS
from tests.access.test_every_route import url_of

# What is printed on paper, and the page that the link itself leads to.
WITHOUT = {"issues:slip", "issues:reply", "office:tell"}


def page_of(row, world):
    """What the first who may open it is shown; nothing for a part, a file or a way on."""
    client = Client()
    who = next(name for name in row.who.split() if row.expected(name, "inside") == row.status)
    client.force_login(world.people[who])
    answer = client.get(url_of(row, world.inside))
    is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
    return answer.text if is_page and "<html" in answer.text else None


@pytest.mark.parametrize(
    "row", [r for r in ROWS if r.method == "get" and r.route not in WITHOUT], ids=str
)
def test_what_is_wrong_can_be_said_from_every_page(world, row):
    page = page_of(row, world)

    assert page is None or 'class="tell' in page
