"""Whatever is sent, by whomever: never a fault of ours, and a refusal always says something."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from households.actions import rosters
from households.models import Category, RosterImport
from tests import cast
from tests.access.handed import handed_issue
from tests.households import sheets
from visits.models import Visit

PEOPLE = ["lin", "desk", "gao", "admin", "leader", "dispatcher", "handler", "former", "stranger"]
CASES = 40  # a person
TODAY = cast.today().isoformat()
ADDRESSES = {
    "int": ["0", "2147483648", "9223372036854775808", "9" * 400, "9" * 5000],
    "uuid": ["00000000-0000-0000-0000-000000000000"],
    "slug": ["320581101", "320581", "32", "-", "a" * 300, "320581101220001", "999"],
    "str": ["x", "%00", "eyJ9:1:2", "a" * 3000, "%F0%9F%92%A3"],
}
VALUES = [
    "", " ", "0", "-1", "1", "on", "none", "NaN", "-Infinity", "1e400", "1e-400", "9" * 30,
    "9" * 5000, "٣", "²", "\x00", "a\x00b", "<script>alert(1)</script>", "'; DROP TABLE", "%s%(x)s",
    "{{ 7 }}", "../../etc/passwd", "\u202e", "\U0001f4a3" * 50, "长" * 3000, "0001-01-01",
    "9999-12-31", "2026-02-30", "2026-11-24T25:61", "0001-01-01T00:00+14:00",
    "9999-12-31T23:59:59-14:00", "1969-12-31", "2026-11", "0000-00", "9999-12", "00000000",
    "00000000-0000-0000-0000-000000000000", "//evil.example/", "[]", "320581101220001",
]  # fmt: skip
FORMS = {
    "visit": """client_id issue_id phone_at latitude longitude accuracy_m outcome again_on help
        cash_yuan note keep_place issue_text issue_category issue_urgent role mode timing
        entered_for part_of_day companions drop_photo next lives_there promise_kept promise_text
        promise_on spoke_with spoke_with_as demands as_issue policies door opened""",
    "own": "seen why which kind q page at",
    "assign": "area post from_on last_on at_once seen drop village show start q",
    "list": "q on view list page part front who tries residence category reason standard direct"
    " area whole resident queue building",
    "mend": "row column value word",
    "people": """name short_name area parent role is_leading username phone post from_on last_on who
        account forget_phone households enterprises period q unit end""",
    "standards": """name how every_days period times area fronts categories residences roles modes
        from_on version after limit_days urgent_limit_days lead-area lead-unit change-name
        change-front code count prefix""",
    "issues": """ids lead helping with_villages word why do how assignee by_day done result text
        category urgency title tab by handed uploads""",
    "desk": "verb row why residence list answer text page hour by_email email shipped went place",
    "evening": "place outcome day companions note part_of_day client_id address name people phone",
    "account": "login password oldpassword password1 password2 language next file area",
}
WHOLE = {
    "mend": {"row": "4", "column": "name", "value": "王桂兰"},
    "visit": {
        "client_id": "019ab000-0000-7000-8000-000000000001",
        "issue_id": "019ab000-0000-7000-8000-000000000002",
        "phone_at": "2026-11-24T09:00", "outcome": "met", "role": "main", "mode": "door",
        "timing": "now",
    },
}  # fmt: skip
METHODS = ["GET", "GET", "GET", "POST", "POST", "POST", "POST", "PUT", "DELETE", "HEAD", "OPTIONS"]


@pytest.fixture
def roster(town, village, admin, tmp_path) -> RosterImport:
    """A preview with one sound row and one faulty one."""
    at = cast.at(cast.today())
    path = sheets.write(tmp_path / "r.xlsx", [sheets.person(1), sheets.person(2, 姓名="")])
    kept = rosters.receive(area=town, by=admin, file_name="花名册.xlsx", at=at)
    return rosters.preview(roster=kept, path=path, at=at)


@pytest.fixture
def real(old_couple, workshop, next_door, lin, roster, settings, tmp_path) -> dict[str, list[str]]:
    """What an address may name."""
    settings.DATA_DIR = settings.PHOTOS_ROOT = tmp_path
    visit: Visit = cast.make_visit(old_couple, lin)
    issue = handed_issue(old_couple, lin, visit.received_at)
    posts = [cast.post_of(lin), *issue.lead_unit.posts.all()]
    rows = [old_couple, workshop, next_door, roster, lin, issue.lead_unit, *posts]
    rows += [*Category.objects.all()[:2], issue.category]
    uuids = [str(visit.pk), str(issue.pk), *map(str, issue.files.values_list("pk", flat=True))]
    return {"int": [str(row.pk) for row in rows], "uuid": uuids}


def routes(patterns: Any = None, before: str = "") -> Iterator[list[str]]:
    """Every address as its parts: text, or `<kind>` of what has to be filled in."""
    for entry in patterns or get_resolver().url_patterns:
        told = before + str(entry.pattern)
        if told in ("readyz", "accounts/logout/"):  # 503 without a worker; the end of a person
            continue
        if isinstance(entry, URLResolver):
            yield from routes(entry.url_patterns, told)
        elif isinstance(entry, URLPattern):
            yield told.replace(">", "<").split("<")


def an_address(chance: Random, real: dict[str, list[str]]) -> str:
    parts = chance.choice(sorted(routes()))
    for index in range(1, len(parts), 2):
        kind = parts[index].split(":")[0]
        known = real.get(kind, ADDRESSES[kind])
        parts[index] = chance.choice(known if chance.random() < 0.7 else ADDRESSES[kind])
    return "/" + "".join(parts)


def some_fields(chance: Random, whole: dict[str, dict[str, str]]) -> dict[str, Any]:
    """A form that is whole but for a few odd values, or only the odd values."""
    form = chance.choice(sorted(FORMS))
    told: dict[str, Any] = dict(whole.get(form, {})) if chance.random() < 0.7 else {}
    for name in chance.sample(FORMS[form].split(), chance.randint(0, 4)):
        told[name] = chance.choice(VALUES)
    return told


def a_body(chance: Random, whole: dict[str, dict[str, str]]) -> dict[str, Any]:
    """A form, a form with a file that is none, or something broken."""
    lot = chance.random()
    if lot < 0.15:
        kind = chance.choice(["multipart/form-data; boundary=x", "multipart/form-data", "a/b"])
        return {"data": b"--x\r\nContent-Disposition: form-data; na\x00\xff", "content_type": kind}
    told = some_fields(chance, whole)
    if lot < 0.4:
        content = chance.choice(
            [b"", b"PK\x03\x04\x00", b"\xff\xd8\xff\xe0", b"GIF89a", b"%PDF-1.7", b"x" * 900]
        )
        name = chance.choice(["photos", "file", "uploads"])
        told[name] = SimpleUploadedFile("a\u202e.xlsx", content)
    return {"data": told}


def is_in_words(response: Any) -> bool:
    """Whether a refusal is one of our pages; a method that is not there has no page.

    To a machine it is said as a problem with its own title.
    """
    if response.get("Content-Type", "").startswith("application/problem+json"):
        return bool(response.json()["title"])
    is_page = response.status_code < 400 or "<main" in response.text
    return is_page or response.status_code == 405 or response.request["REQUEST_METHOD"] == "HEAD"


@pytest.mark.parametrize("who", PEOPLE)
def test_whatever_is_sent_is_answered_in_words(who, request, real, grid, lin):
    chance = Random(who)
    assigning = {"area": grid.code, "post": str(cast.post_of(lin).pk), "from_on": TODAY}
    whole = WHOLE | {"assign": assigning}
    client = Client(raise_request_exception=False, enforce_csrf_checks=who == "gao")
    if who != "stranger":
        client.force_login(request.getfixturevalue(who))
    faults = []
    for _case in range(CASES):
        method, address = chance.choice(METHODS), an_address(chance, real)
        body = a_body(chance, whole) if method == "POST" else {}
        sent = client.generic if method == "PUT" else getattr(client, method.lower(), None)
        arguments = ("PUT", address) if method == "PUT" else (address,)
        response = sent(*arguments, query_params=some_fields(chance, {}), **body)
        if response.status_code >= 500 or not is_in_words(response):
            faults.append(f"{method} {address[:99]} {str(body)[:600]}: {response.status_code}")

    assert faults == []
