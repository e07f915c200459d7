"""Visits, corrections and withdrawals, each with a receipt."""

import json
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse, UnreadablePostError
from django.utils import timezone
from ninja import Router
from pydantic import TypeAdapter

from cadres.requests import CadreRequest
from phone.api.problems import Problem, refusals
from phone.sync.items import MOST_BYTES, MOST_ITEMS, Items, Receipts, TaggedItem
from phone.sync.receipts import moment
from phone.sync.receiving import receive

router = Router(tags=["visits"])

_REF = "#/components/schemas/{model}"
_BODY = TypeAdapter(Items | TaggedItem).json_schema(ref_template=_REF)
SCHEMAS: dict[str, Any] = _BODY.pop("$defs")  # for the description; see config.described


@router.post(
    "/visits",
    url_name="visits",
    summary="Send visits, corrections and withdrawals",
    response={200: Receipts, **refusals(400, 401, 403, 413, 415, 422, 429)},
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": _BODY}}}
    },
)
def visits(request: CadreRequest) -> JsonResponse:
    """Take in what a phone kept: one record, or up to 50 as `items`.

    Each record is judged for itself and stored in a transaction of its own; one receipt each, in
    their order. The same record, sent again any number of times, changes nothing.
    """
    items = _items(request)
    # A moment for each: two corrections of one visit are two versions, one after the other.
    told = [receive(item, by=request.user, at=timezone.now()).as_json for item in items]
    answer = {"at": moment(timezone.now()), "receipts": told}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _items(request: HttpRequest) -> list[Any]:
    """The records of a request. Raises Problem for what is no list of them."""
    if request.content_type != "application/json":
        raise Problem(415, "not_json")
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise Problem(413, "too_large")
    try:
        told = json.loads(_body(request))
    except (ValueError, RecursionError) as unreadable:
        raise Problem(422, "unreadable") from unreadable
    if not isinstance(told, dict):
        raise Problem(422, "unreadable")
    items = told.get("items", [told])
    if not isinstance(items, list) or not 1 <= len(items) <= MOST_ITEMS:
        raise Problem(422, "unreadable")
    return items


def _body(request: HttpRequest) -> bytes:
    """The whole body. Raises Problem for one that was cut on the way: it is sent again."""
    try:
        body = request.body
    except RequestDataTooBig as much:
        raise Problem(413, "too_large") from much
    except (UnreadablePostError, OSError) as cut:
        raise Problem(400, "bad_request") from cut
    if len(body) < int(request.META.get("CONTENT_LENGTH") or 0):
        raise Problem(400, "bad_request")
    return body
