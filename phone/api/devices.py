"""Phones: who is logged in, what each still holds, and what a lost one is told."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils import timezone
from ninja import Field, Router, Schema
from pydantic import AwareDatetime, BeforeValidator

from phone import contacts
from phone.api.problems import refusals
from visits import devices

router = Router(tags=["phones"])

MOST_UNSENT = 100_000
NAME_LENGTH = 60
BIGGEST_ID = 2**63 - 1


def _printable(name: Any) -> Any:
    """A browser's name for itself as one line that fits."""
    if not isinstance(name, str):
        return name
    return "".join(sign for sign in name if sign.isprintable())[:NAME_LENGTH].strip()


class SessionOut(Schema):
    """Who is logged in here, and what the next request needs."""

    at: datetime = Field(description="The server's clock.")
    cadre: int | None = Field(description="null: nobody is logged in.")
    csrf: str = Field(description="For the header X-CSRFToken.")
    language: str


class OpenedIn(Schema):
    """A card that was opened without a network."""

    place: int = Field(ge=1, le=BIGGEST_ID)
    at: AwareDatetime
    kind: Literal["opened"] = "opened"


class ContactIn(Schema):
    """What a phone tells of itself."""

    device: UUID = Field(description="Made on the phone once; nobody can guess it.")
    by: int | None = Field(None, description="Whose records are counted.")
    unsent: int = Field(0, ge=0, le=MOST_UNSENT)
    unsent_photos: int = Field(0, ge=0, le=MOST_UNSENT)
    opened: list[OpenedIn] = Field([], description="The first 500 are noted.")
    took_bundle: bool = False
    name: Annotated[str, BeforeValidator(_printable)] = ""


class ContactOut(Schema):
    """What the phone has to know."""

    at: datetime
    known: bool = Field(description="Whether this phone has been heard of.")
    lost: bool = Field(
        description="true: drop the copy at once; unsent records stay. "
        "Also once the account is switched off."
    )
    cadre: int | None = Field(description="Who is logged in; null: nobody, nothing was noted.")


@router.get("/session", url_name="session", auth=None, throttle=[], response=SessionOut)
def session(request: HttpRequest) -> dict[str, Any]:
    """Tell the time, who is logged in, and the token that a change needs."""
    return {
        "at": timezone.now(),
        "cadre": request.user.pk if request.user.is_authenticated else None,
        "csrf": get_token(request),
        "language": request.LANGUAGE_CODE,
    }


@router.post(
    "/contacts",
    url_name="contacts",
    auth=None,
    throttle=[],
    response={200: ContactOut, **refusals(413, 422)},
)
def contact(request: HttpRequest, told: ContactIn) -> dict[str, Any]:
    """Note what a phone still holds, once a day and phone; tell a lost one to drop its copy.

    Only what is told with `by` logged in is noted. That a phone is lost is told to whoever knows
    its id, so that it hears of it logged out as well.
    """
    at = timezone.now()
    cadre = request.user if request.user.is_authenticated else None
    if cadre is not None and told.by == cadre.pk:
        devices.contact(
            device_id=told.device,
            cadre=cadre,
            paths=contacts.paths_of(cadre, on=timezone.localdate(at)),
            told=devices.Told(told.unsent, told.unsent_photos, told.took_bundle, told.name),
            at=at,
        )
        cards = [contacts.Card(one.place, one.at) for one in told.opened]
        contacts.note_opened(cadre=cadre, cards=cards, at=at)
    answer = devices.answer(device_id=told.device, at=at)
    return {
        "at": at,
        "known": answer.is_known,
        "lost": answer.drops_copy,
        "cadre": cadre.pk if cadre else None,
    }
