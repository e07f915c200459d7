"""Every address that one role sees, asked as every other: no household is named to whom it is not.

Who may know of a household is told here anew, slowly, from tenures and assignments alone.
"""

import re
from collections import Counter
from html import unescape

from django.test import Client

from cadres.models import Assignment, Cadre, Role, Tenure
from config.demo.accounts import LOG_INS
from households.models import Place, PlaceAssignment, Resident
from tests import cast
from tests.crawling import few_of_each_kind

HREF = re.compile(r'href="(/[^"]*)"')


def knows(cadre: Cadre, place: Place) -> bool:
    """Whether a tenure of today opens the place."""
    today = cast.today()
    for tenure in Tenure.objects.on(today).filter(cadre=cadre).select_related("post__area"):
        post, path = tenure.post, place.area_path
        overseeing = (Role.DESK, Role.SUPERVISOR, Role.ADMINISTRATOR, Role.LEADER)
        if post.role in overseeing and path.startswith(post.area.path):
            return True
        held = Assignment.objects.on(today).filter(post=post).select_related("area")
        if post.role in (Role.CADRE, Role.DESK) and (
            any(path.startswith(one.area.path) for one in held)
            or PlaceAssignment.objects.on(today).filter(post=post, place=place).exists()
        ):
            return True
    return False


def telling_names() -> dict[str, Place]:
    """Names of households that are nobody else's name, long enough not to stand in a word."""
    places = list(Place.objects.all())
    counts = Counter(place.name for place in places)
    people = set(Cadre.objects.values_list("name", flat=True))
    people |= set(Resident.objects.filter(is_head=False).values_list("name", flat=True))
    return {
        place.name: place
        for place in places
        if counts[place.name] == 1 and len(place.name) > 2 and place.name not in people
    }


def logged_in(log_in: str) -> Client:
    client = Client()
    client.force_login(Cadre.objects.get(username=log_in))
    return client


def pages_of(log_in: str) -> list[str]:
    """What the role reaches by links."""
    client = logged_in(log_in)

    def links_of(address: str) -> list[str]:
        page = client.get(address, follow=True)
        return [] if page.streaming else [unescape(link) for link in HREF.findall(page.text)]

    return list(few_of_each_kind(links_of))


def read(client: Client, address: str) -> str:
    """What the address answers, as text; a refusal is a page as well."""
    answer = client.get(address, follow=True)
    assert answer.status_code in (200, 403, 404), f"{address}: {answer.status_code}"
    told = b"".join(answer) if answer.streaming else answer.content
    return told.decode(errors="ignore")


def around(name: str, text: str) -> str:
    """The name where it stands."""
    begins = text.index(name)
    return text[max(0, begins - 80) : begins + 80]


def test_nobody_reads_of_a_household_that_is_not_theirs(small_demo):
    cast.make_place(cast.make_area("320583100200"), name="欧阳远")  # another county's
    names = telling_names()
    asked = dict.fromkeys(page for log_in in LOG_INS for page in pages_of(log_in))
    leaks = []
    for log_in in LOG_INS:
        cadre = Cadre.objects.get(username=log_in)
        hidden = {name for name, place in names.items() if not knows(cadre, place)}
        assert hidden
        client = logged_in(log_in)
        for address in asked:
            text = read(client, address)
            leaks += [(log_in, address, around(name, text)) for name in hidden if name in text]

    assert leaks == []
