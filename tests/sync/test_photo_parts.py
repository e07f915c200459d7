"""`POST /api/v1/photos`: from which phone, for which visit, and until when."""

from collections.abc import Callable
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from uuid_utils.compat import uuid7

from cadres.models import Cadre
from households.models import Place
from phone.models import Held
from photos import actions, files
from photos.models import Photo, PhotoPart
from tests import cast
from tests.photos.conftest import Shot, album, shot
from visits import actions as visits
from visits.content import VisitorLine
from visits.models import Visit

__all__ = ["album", "shot"]

URL = "/api/v1/photos"
PIECE = 64 * 1024
Send = Callable[..., Any]


@pytest.fixture
def phone(client: Client, lin: Cadre, album: None) -> Client:
    client.force_login(lin)
    return client


@pytest.fixture
def send(phone: Client, lin: Cadre, shot: Shot) -> Send:
    """Send one piece; what is not told is of Lin's photo of a visit that has not come yet."""
    raw = shot().getvalue()
    first = {"id": uuid7(), "visit": uuid7(), "by": lin.pk, "size": len(raw), "offset": 0}

    def post(data: bytes = raw, client: Client = phone, **told: Any) -> Any:
        part = SimpleUploadedFile("part", data[:PIECE], "image/jpeg")
        return client.post(URL, {**first, **told, "part": part})

    return post


def made(at: datetime) -> UUID:
    """An id that a phone made at that moment."""
    return UUID(int=int(at.timestamp() * 1000) << 80 | 0x7 << 76 | 0x2 << 62 | uuid7().int % 2**60)


def record(place: Place, by: Cadre, phone_clock: datetime, at: datetime) -> Visit:
    """A visit whose id the phone made by its own clock."""
    post = cast.post_of(by)
    return visits.record(
        id=made(phone_clock),
        place=place,
        by=by,
        under=post,
        visitors=[VisitorLine(cadre=by, post=post, role="main")],
        outcome="met",
        mode="door",
        phone_at=at,
        at=at,
    )


def test_a_photo_comes_before_its_visit(send):
    answer = send().json()

    assert answer["status"] == "received"
    assert answer["said"].startswith(("已收下", "Received"))
    assert Photo.objects.get().subject_kind == "visit"


def test_pieces_are_put_together(send, shot):
    raw = shot(size=(1600, 1200), form="PNG").getvalue() + b"\0" * PIECE
    first = send(raw, size=len(raw)).json()

    assert (first["status"], first["received"]) == ("partial", PIECE)


def test_time_and_place_are_kept_only_where_it_is_asked_for(send, shot):
    raw = shot(gps=True).getvalue()
    for kept in ("", "on"):
        told = {"id": uuid7(), "visit": uuid7(), "size": len(raw), "keep_place": kept}
        send(raw, **told)
        assert bool(Photo.objects.get(pk=told["id"]).latitude) == bool(kept)


def test_what_another_cadre_took_waits_for_that_one(send, wu):
    answer = send(by=wu.pk)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_yours")
    assert not Photo.objects.exists()


def test_whoever_is_logged_out_is_told_so(send):
    assert send(client=Client()).status_code == 401


def test_a_token_is_asked_for(send, lin):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lin)

    answer = send(client=strict)

    assert (answer.status_code, answer.json()["code"]) == (403, "csrf")


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"id": "18"}, 422),
        ({"visit": ""}, 422),
        ({"size": "0"}, 422),
        ({"size": "\x00"}, 422),
        ({"size": 10**30}, 200),
        ({"offset": -1}, 422),
        ({"offset": 10**30}, 422),
        ({"by": "林秀英"}, 422),
        ({"by": 10**30}, 403),
        ({"size": 5}, 422),
        ({"data": b""}, 422),
        ({"keep_place": "sometimes"}, 422),
    ],
    ids=str,
)
def test_nonsense_is_told_apart(send, told, status):
    answer = send(**told)

    assert answer.status_code == status
    assert status == 200 or answer["Content-Type"].startswith("application/problem+json")


def test_a_piece_is_at_most_128_kilobytes(phone, lin):
    part = SimpleUploadedFile("part", b"\xff" * (128 * 1024 + 1))
    told = {"id": uuid7(), "visit": uuid7(), "by": lin.pk, "size": 10**6, "offset": 0}

    assert phone.post(URL, {**told, "part": part}).status_code == 413


def test_a_form_that_was_cut_on_the_way_is_not_believed(phone):
    body = (
        b'--cut\r\nContent-Disposition: form-data; name="part"; filename="p"\r\n\r\n\xff\xd8\r\n--c'
    )
    cut = {"CONTENT_LENGTH": "4000", "wsgi.input": BytesIO(body)}
    answer = phone.generic("POST", URL, body, "multipart/form-data; boundary=cut", **cut)

    assert answer.status_code == 400
    assert not PhotoPart.objects.exists()


def test_a_visit_of_somebody_else_takes_no_photo(send, old_couple, wu):
    visit = cast.make_visit(old_couple, wu)

    assert send(visit=visit.pk).json()["status"] == "refused"
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    ("made_after", "status"), [(0, "received"), (71, "received"), (73, "refused")]
)
def test_when_a_photo_was_made_counts_not_when_it_comes(send, old_couple, lin, made_after, status):
    long_ago = timezone.now() - timedelta(days=20)
    visit = record(old_couple, lin, long_ago, long_ago)

    answer = send(id=made(long_ago + timedelta(hours=made_after)), visit=visit.pk).json()

    assert answer["status"] == status


def test_a_phone_whose_clock_runs_ahead_loses_no_photo(send, old_couple, lin):
    ahead = timezone.now() + timedelta(days=30)  # both ids say so
    visit = record(old_couple, lin, ahead, timezone.now())

    assert send(id=made(ahead), visit=visit.pk).json()["status"] == "received"


def test_photos_of_a_visit_that_waits_for_a_person_wait_with_it(send, lin):
    held = uuid7()
    Held.objects.create(
        record_id=held,
        digest=b"1" * 32,
        kind="visit",
        sent={},
        reason="no_place",
        sent_by=lin,
        received_at=timezone.now(),
    )
    kept, given_up = uuid7(), uuid7()
    send(id=kept, visit=held)
    send(id=given_up)

    actions.drop_unhung(at=timezone.now() + timedelta(days=365))

    assert [photo.pk for photo in Photo.objects.all()] == [kept]
    assert files.path_of(kept).exists()
