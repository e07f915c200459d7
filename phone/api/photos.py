"""Photos, piece by piece."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Annotated, Any, Literal
from uuid import UUID

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, UnreadablePostError
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Router, Schema
from ninja.decorators import decorate_view
from ninja.files import UploadedFile

from cadres.requests import CadreRequest
from phone import photo_pieces
from phone.api.problems import Problem, answer_problem, refusals
from photos.pieces import LARGEST_PIECE, NotYours, Piece, Status

router = Router(tags=["photos"])


class PhotoReceipt(Schema):
    """How far a photo has come."""

    id: UUID
    status: Literal["partial", "received", "refused"] = Field(
        description="partial: send the piece that begins at `received`. received: it is kept. "
        "refused: it never will be; `said` tells why."
    )
    received: int = Field(description="Bytes that are here.")
    at: datetime
    said: str = Field(description="In the language of the user.")


def whole_body(run: Callable[..., Any]) -> Callable[..., Any]:
    """Refuse a body that was cut on the way: half a form would pass for a whole one."""

    @wraps(run)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            has_all = len(request.body) >= int(request.META.get("CONTENT_LENGTH") or 0)
        except RequestDataTooBig:
            return answer_problem(request, Problem(413, "too_large"))
        except (UnreadablePostError, OSError):
            has_all = False
        if not has_all:
            return answer_problem(request, Problem(400, "bad_request"))
        return run(request, *args, **kwargs)

    return asked


@router.post(
    "/photos",
    url_name="photos",
    response={200: PhotoReceipt, **refusals(400, 401, 403, 413, 422, 429)},
)
@decorate_view(whole_body)
def photos(
    request: CadreRequest,
    id: Annotated[UUID, Form(description="Made on the phone, UUIDv7.")],
    visit: Annotated[UUID, Form(description="Of the visit; the photo may come before it.")],
    by: Annotated[int, Form(description="The cadre who took it.")],
    size: Annotated[int, Form(ge=1, description="Bytes of the whole photo.")],
    offset: Annotated[int, Form(ge=0, description="Where this piece begins.")],
    part: Annotated[UploadedFile, File(description="At most 128 KB.")],
    keep_place: Annotated[
        Literal["on", ""], Form(description="Keep the camera's time and place as data.")
    ] = "",
) -> dict[str, Any]:
    """Take one piece of a photo; the last one makes it.

    A piece may be sent again, and a photo be gone on with days later, from where `received` says.
    """
    if by != request.user.pk:
        raise Problem(403, "not_yours")
    if (part.size or 0) > LARGEST_PIECE:
        raise Problem(413, "too_large")
    piece = Piece(id, size, offset, part.read())
    if not piece.data or offset + len(piece.data) > size:
        raise Problem(422, "unreadable", _("The piece does not lie within the photo."))
    try:
        receipt = photo_pieces.take(
            piece=piece,
            visit_id=visit,
            by=request.user,
            at=timezone.now(),
            keep_place=keep_place == "on",
        )
    except NotYours:
        raise Problem(403, "not_yours") from None
    said = receipt.why
    if receipt.status == Status.RECEIVED:
        said = _("Received, %(clock)s") % {"clock": photo_pieces.spoken_clock(receipt.at)}
    return {
        "id": id,
        "status": receipt.status.value,
        "received": receipt.received,
        "at": receipt.at,
        "said": said,
    }
