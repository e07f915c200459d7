"""What the API answers when a whole request is refused: problem+json, in the user's language."""

import json
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema

CONTENT_TYPE = "application/problem+json; charset=utf-8"

# What each says: the title, and what to do.
WORDS = {
    "bad_request": (_("This cannot be read"), _("Nothing was stored. Send it again.")),
    "logged_out": (_("You are logged out"), _("Log in again. What was not sent yet is kept.")),
    "csrf": (
        _("The page is too old"),
        _("Open the page again. What was not sent yet is kept."),
    ),
    "not_allowed": (
        _("Your post does not open this"),
        _("Ask your administrator which post you hold."),
    ),
    "not_yours": (
        _("Somebody else wrote this"),
        _("Who wrote it sends it: log in as that person on this phone."),
    ),
    "not_found": (_("There is nothing here"), _("Check the address.")),
    "method": (_("This address takes something else"), _("See the description of the API.")),
    "too_large": (_("This is too much at once"), _("Send fewer records at a time.")),
    "not_json": (_("This is not JSON"), _("Send it as application/json.")),
    "unreadable": (
        _("This cannot be read"),
        _("Send an object with “items”, a list of 1 to 50 records, or a single record."),
    ),
    "too_many": (_("Too many at once"), _("Wait a moment, then send the rest.")),
}


class Problem(Exception):
    """A whole request is refused; `code` is a key of `WORDS`, or `detail` says it."""

    def __init__(self, status: int, code: str, detail: Any = "") -> None:
        super().__init__(code)
        self.status, self.code, self.detail = status, code, detail


class ProblemOut(Schema):
    """A whole request refused (RFC 9457); nothing of it was stored."""

    type: str = Field("about:blank", description="Always about:blank; `code` tells them apart.")
    title: str
    status: int
    detail: str = Field(description="What to do, in the language of the user.")
    code: str


def answer_problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    """A problem as the API answers it."""
    title, detail = WORDS.get(problem.code, (HTTPStatus(problem.status).phrase, ""))
    told = {
        "type": "about:blank",
        "title": str(title),
        "status": problem.status,
        "detail": str(problem.detail or detail),
        "code": problem.code,
    }
    text = json.dumps(told, ensure_ascii=False)
    return HttpResponse(text, status=problem.status, content_type=CONTENT_TYPE)


def refusals(*statuses: int) -> dict[int, type[ProblemOut]]:
    """Which problems an operation answers, for its `response=`."""
    return dict.fromkeys(statuses, ProblemOut)
