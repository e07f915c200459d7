"""Every address that one role sees, asked as every other: no household is named to whom it is not.

Who may know of a household is told here anew, slowly, from tenures and assignments alone. Files are
opened too: workbooks, documents that hang on issues, slips and replies for the printer.
"""

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable
from html import unescape
from typing import Any

from django.test import Client
from django.urls import Resolver404, reverse

from cadres.models import Assignment, Cadre, Role, Tenure
from config.demo.accounts import LOG_INS
from households.models import Place, PlaceAssignment, Resident
from issues.models import Issue, IssueFile
from tests import cast
from tests.crawling import OF_A_KIND, few_of_each_kind, kind_of

HREF = re.compile(r'href="(/[^"]*)"')
FILES = re.compile(r"/export|/sheet|/files?/|format=|\.xlsx|/faults/|/empty/")
OF_AN_ISSUE = 4


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


def reached(log_in: str) -> tuple[list[str], list[str]]:
    """What the role reaches by links: pages, and files to take away."""
    client, linked = logged_in(log_in), dict[str, None]()

    def links_of(address: str) -> list[str]:
        page = client.get(address, follow=True)
        links = [] if page.streaming else [unescape(link) for link in HREF.findall(page.text)]
        linked.update(dict.fromkeys(link for link in links if FILES.search(link)))
        return links

    return list(few_of_each_kind(links_of)), list(few(linked))


def pages_of(log_in: str) -> list[str]:
    """What the role reaches by links."""
    return reached(log_in)[0]


def few(addresses: Iterable[str]) -> Iterable[str]:
    """A few of each kind."""
    kinds: Counter[Any] = Counter()
    for address in addresses:
        try:
            kind = kind_of(address)
        except Resolver404:
            continue
        kinds[kind] += 1
        if kinds[kind] <= OF_A_KIND:
            yield address


def papers() -> list[str]:
    """What is printed of issues, and what hangs on them, whether a link leads there or not."""
    ids = list(Issue.objects.order_by("pk").values_list("pk", flat=True)[:OF_AN_ISSUE])
    slip = reverse("issues:slip")
    return [
        f"{slip}?{'&'.join(f'ids={pk}' for pk in ids)}",
        *(f"{slip}?ids={pk}" for pk in ids),
        *(reverse("issues:reply", args=[pk]) for pk in ids),
        *(reverse("issues:file", args=[file.pk]) for file in IssueFile.objects.all()[:OF_AN_ISSUE]),
    ]


def read(client: Client, address: str) -> str:
    """What the address answers, as text; a refusal is a page as well."""
    answer = client.get(address, follow=True)
    assert answer.status_code in (200, 400, 403, 404), f"{address}: {answer.status_code}"
    told = b"".join(answer) if answer.streaming else answer.content
    return unpacked(told) if told.startswith(b"PK") else told.decode(errors="ignore")


def unpacked(told: bytes) -> str:
    """All that stands in a workbook or a Word document."""
    with zipfile.ZipFile(io.BytesIO(told)) as parts:
        return "\n".join(parts.read(name).decode(errors="ignore") for name in parts.namelist())


def around(name: str, text: str) -> str:
    """The name where it stands."""
    begins = text.index(name)
    return text[max(0, begins - 80) : begins + 80]


def test_nobody_reads_of_a_household_that_is_not_theirs(small_demo):
    cast.make_place(cast.make_area("320583100200"), name="欧阳远")  # another county's
    names = telling_names()
    seen = {log_in: reached(log_in) for log_in in LOG_INS}
    asked = dict.fromkeys(page for pages, files in seen.values() for page in [*pages, *files])
    asked |= dict.fromkeys(papers())
    files = {file for _pages, more in seen.values() for file in more}
    leaks, files_that_name = [], 0
    for log_in in LOG_INS:
        cadre = Cadre.objects.get(username=log_in)
        hidden = {name for name, place in names.items() if not knows(cadre, place)}
        assert hidden
        client = logged_in(log_in)
        for address in asked:
            text = read(client, address)
            leaks += [(log_in, address, around(name, text)) for name in hidden if name in text]
            files_that_name += address in files and any(name in text for name in names)

    assert leaks == []
    assert files_that_name, "the workbooks are read, and whoever may reads names there"
