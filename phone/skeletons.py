"""The pages of the copy on a phone: whole ones, and skeletons that the phone fills door by door.

Each is drawn by the template, mostly by the view, that draws the page with a network. What belongs
to one log-in or one moment (the token, a form's ids, the clock) is a mark as well.
"""

import re
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.context import make_context
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils import dateformat, timezone
from django.utils.translation import gettext, ngettext, pgettext

from cadres.requests import CadreRequest
from phone import buildings, listing
from phone.copies import Copied
from phone.templatetags.slots import Slots, mark

# Kept as the view shows them: the view, and what is asked of it.
WHOLE = (
    ("phone:today", "whole=all"),
    ("phone:places", ""),
    ("phone:outbox", ""),
    ("phone:evening", ""),
    ("phone:me", ""),
    ("phone:buildings", ""),
)
BUILDINGS = 20  # of one cadre; who has more opens the rest with a network
NO_DOOR = 10**17  # the door of a skeleton, for the addresses in it
_TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value="|"X-CSRFToken": ")[A-Za-z0-9]{64}(?=")')
_MOMENT = re.compile(r' data-at="[^"]*"')
_OPENED = re.compile(r'(<input type="hidden" name="opened" value=")[^"]*"')
_NEW_ID = re.compile(r'(<input type="hidden" name="[^"]*-id" value=")[0-9a-f-]{36}"')
_NEW_ID_OF_A_DOOR = re.compile(r'(name="door" value="\d+\.)[0-9a-f-]{36}"')
_OF_THE_FORM = ("client_id", "issue_id", "phone_at")


def pages(request: CadreRequest) -> dict[str, str]:
    """The pages that are the same whatever door one came from, by their path."""
    drawn = {reverse(view): _shown(request, reverse(view), query) for view, query in WHOLE}
    for one in buildings.listed(request.user, on=timezone.localdate())[:BUILDINGS]:
        path = reverse("phone:building", args=[one.block.door])
        drawn[path] = _shown(request, path)
    told = {path: html for path, html in drawn.items() if html}
    told["search"] = _drawn(request, "phone:search", "phone/search.html", text="")
    told["place"] = _drawn(request, "phone:place", "phone/place.html", may_visit=True)
    return told


def parts(request: CadreRequest) -> dict[str, str]:
    """What stands inside a page: doors that were found, none, how old the copy is."""
    at = reverse("phone:search")
    found = {"text": "", "doors": [None], "is_cut": False}
    nothing = {"text": mark("text"), "doors": []}
    return {
        "found": _part(request, at, "phone/_found.html", found),
        "nothing": _part(request, at, "phone/_found.html", nothing),
        "listed": _listed(request, text=""),
        "nothing_listed": _listed(request, text=mark("text")),
        "stale": _part(request, at, "phone/_stale_line.html", {"state": "stale"}),
        "offline": _part(request, at, "phone/_stale_line.html", {"state": "offline"}),
    }


def words(on: date) -> dict[str, list[str]]:
    """How many doors, said of one and of many; of when the list is, said on the same day, the
    day after and later.
    """
    n, clock = {"total": mark("n"), "total_said": mark("n"), "text": mark("text")}, mark("clock")
    counts = (1, 2)
    whens = [
        gettext("today %(clock)s") % {"clock": clock},
        gettext("yesterday %(clock)s") % {"clock": clock},
        dateformat.format(on, pgettext("day of this year", "j M")),
    ]
    return {
        "found": [ngettext("%(total)s door", "%(total)s doors", count) % n for count in counts],
        "cut": [
            ngettext(
                "the first %(total)s; write a little more",
                "the first %(total)s; write a little more",
                count,
            )
            % n
            for count in counts
        ],
        "listed": [
            ngettext("%(total_said)s door, as you walk", "%(total_said)s doors, as you walk", count)
            % n
            for count in counts
        ],
        "asked": [
            ngettext(
                "“%(text)s”: %(total_said)s door, as you walk",
                "“%(text)s”: %(total_said)s doors, as you walk",
                count,
            )
            % n
            for count in counts
        ],
        "when": [gettext("This is the list of %(when)s.") % {"when": when} for when in whens],
    }


def doors(request: CadreRequest, copied: Sequence[Copied]) -> Iterator[dict[str, Any]]:
    """Each door as the phone keeps it."""
    asked = _asked(request, reverse("phone:places"))
    context = make_context({"csrf_token": mark("csrf")}, asked)
    card, form = Slots("phone/place.html"), Slots("phone/visit.html", "phone/_policies.html")
    row = Slots("phone/_copied_row.html")
    with context.bind_template(row.first):
        context["csrf_token"] = mark("csrf")
        for one in copied:
            place = one.door.place
            yield {
                "id": place.pk,
                "skeleton": skeleton_name(one),
                "kind": place.kind,
                "which": one.which,
                "plate": place.plate,
                "name": place.name,
                "names": one.names,
                "address": place.address,
                "initials": one.initials,
                "walk": [place.area_path, place.walk_key],
                "row": row.drawn(context, door=one.door)["row"],
                "card": card.drawn(context, card=one.card, may_visit=True),
                "form": form.drawn(context, **one.form),
            }


def forms(request: CadreRequest, copied: Sequence[Copied]) -> dict[str, str]:
    """The visit form without a door, once for each kind of place and post that is met."""
    drawn: dict[str, str] = {}
    for one in copied:
        name = skeleton_name(one)
        if name not in drawn:
            told = dict(one.form)
            for field in _OF_THE_FORM:
                told["form"].initial[field] = mark(field)
            drawn[name] = _drawn(request, "phone:visit", "phone/visit.html", **told)
    return drawn


def skeleton_name(one: Copied) -> str:
    """Which form a door's visit is written in."""
    return f"visit-{one.door.place.kind}-{one.under.pk}"


def _listed(request: CadreRequest, *, text: str) -> str:
    """The list of all doors with its filters; with a text: that none was found."""
    listed = listing.doors_of(request.user, which="", kind="", text="", on=timezone.localdate())
    rows = [] if text else [None]
    told = {
        "doors": replace(listed, text=text),
        "rows": rows if listed.places.exists() else [],
        "page": Paginator([None], 1).page(1),
    }
    return _part(request, reverse("phone:places"), "phone/_places.html", told)


def _asked(
    request: CadreRequest, path: str, query: str = "", *, skeleton: bool = False
) -> CadreRequest:
    """The request as if that page had been asked for; no message is used up by it."""
    asked = copy(request)
    asked.path = asked.path_info = path
    asked.resolver_match = resolve(path)
    asked.GET = QueryDict(query)
    asked._messages = ()  # type: ignore[attr-defined]
    asked.is_skeleton = skeleton  # type: ignore[attr-defined]
    return asked


def _shown(request: CadreRequest, path: str, query: str = "") -> str:
    """A page by its own view; "" where the person may not open it."""
    asked = _asked(request, path, query, skeleton=True)
    match = resolve(path)
    answer: HttpResponse = match.func(asked, *match.args, **match.kwargs)
    return _timeless(answer.content.decode()) if answer.status_code == 200 else ""


def _drawn(request: CadreRequest, view: str, template: str, **told: Any) -> str:
    path = reverse(view, args=[NO_DOOR] if view in ("phone:place", "phone:visit") else [])
    return _part(request, path, template, told)


def _part(request: CadreRequest, path: str, template: str, told: dict[str, Any]) -> str:
    asked: HttpRequest = _asked(request, path, skeleton=True)
    return _timeless(render_to_string(template, told, request=asked)).strip()


def _timeless(html: str) -> str:
    """A page without the token of a log-in, the moment, and the number of a door that is none."""
    html = _TOKEN.sub(rf"\1{mark('csrf')}", html)
    html = _MOMENT.sub(f' data-at="{mark("at")}"', html)
    html = _NEW_ID.sub(rf'\1{mark("new_id")}"', html)
    html = _NEW_ID_OF_A_DOOR.sub(rf'\1{mark("new_id")}"', html)
    html = _OPENED.sub(r'\1"', html)  # what is written on the phone has its own moment
    return html.replace(f"/places/{NO_DOOR}/", f"/places/{mark('id')}/")
