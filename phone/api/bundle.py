"""The copy of the own places that a phone keeps."""

import hashlib
import json
from typing import Any

import brotli
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Query, Router, Schema

from phone import copies, skeletons
from phone.api.problems import refusals

router = Router(tags=["bundle"])


class CopiedDoor(Schema):
    """One own door: by what it is found, and its pieces of pages, as the pages show them."""

    id: int
    kind: str
    skeleton: str
    which: list[str]
    plate: str
    name: str
    names: list[str]
    address: str
    initials: list[str]
    walk: list[str]
    row: str
    card: dict[str, str]
    form: dict[str, str]


class Bundle(Schema):
    """A page of the copy: at most 100 doors; with the first page, what all of them share."""

    cadre: int
    day: str
    language: str
    pages: dict[str, str]
    parts: dict[str, str]
    words: dict[str, list[str]]
    forms: dict[str, str]
    places: list[CopiedDoor]
    next: int | None


@router.get("/bundle", response={200: Bundle, **refusals(401, 422, 429)})
def bundle(request: HttpRequest, after: int = Query(0, ge=0, lt=2**63)) -> HttpResponse:
    """The own places with what the door needs, 100 a page; `next` is the following `after`.

    No identity number and no phone number. The answer to the same question is 304 while nothing
    changed (`If-None-Match`). A person without doors to visit gets an empty copy.
    """
    at = timezone.now()
    told: dict[str, Any] = {
        "cadre": request.user.pk,
        "day": str(timezone.localdate(at)),
        "language": get_language(),
        **dict.fromkeys(("pages", "parts", "words", "forms"), {}),
        "places": [],
        "next": None,
    }
    try:
        copying = copies.Copying.by(request.user, at=at)  # type: ignore[arg-type]
    except PermissionDenied:
        return _answer(request, told)
    doors = copying.doors(after=after)
    if not after:
        told["pages"] = skeletons.pages(request)  # type: ignore[arg-type]
        told["parts"] = skeletons.parts(request)  # type: ignore[arg-type]
        told["words"] = skeletons.words(copying.on)
    told["places"] = list(skeletons.doors(request, doors))  # type: ignore[arg-type]
    told["forms"] = skeletons.forms(request, doors)  # type: ignore[arg-type]
    if len(doors) == copies.A_PAGE:
        told["next"] = doors[-1].door.place.pk
    return _answer(request, told)


def _answer(request: HttpRequest, told: dict[str, Any]) -> HttpResponse:
    """The page of the copy, or that the phone has it already."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    etag = f'"{hashlib.sha256(text).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match", "").replace("W/", "") == etag:
        return HttpResponse(status=304, headers={"ETag": etag})
    headers = {"ETag": etag, "Vary": "Accept-Encoding, Cookie"}
    if "br" in request.headers.get("Accept-Encoding", ""):
        # One door is much like the next, but further away than gzip looks back. No secret is in it.
        text = brotli.compress(text, quality=5)
        headers["Content-Encoding"] = "br"
    return HttpResponse(text, content_type="application/json", headers=headers)
