"""A photo that comes piece by piece: each byte once, whatever comes twice or out of turn."""

import io
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.utils import timezone
from uuid_utils.compat import uuid7

from cadres.models import Cadre
from photos import files, pieces, tasks
from photos.models import Photo, PhotoPart
from photos.pieces import LARGEST_WHOLE, NotYours, Piece, Receipt, Status
from tests.photos.conftest import Shot

PIECE = 2000
Send = Callable[..., Receipt]


@pytest.fixture
def raw(shot: Shot) -> bytes:
    return shot().getvalue()


@pytest.fixture
def send(lin: Cadre, raw: bytes, album: None) -> Send:
    """Send the piece that begins at `offset` of one photo of one visit."""
    ids = {"id": uuid7(), "visit": uuid7()}

    def one(offset: int, *, by: Cadre = lin, data: bytes | None = None, **other: object) -> Receipt:
        told = ids | other
        whole = raw if data is None else data
        piece = Piece(told["id"], len(whole), offset, whole[offset : offset + PIECE])
        return pieces.take(
            piece=piece, subject_kind="visit", subject_id=told["visit"], by=by, at=timezone.now()
        )

    return one


def send_all(send: Send, **other: object) -> Receipt:
    receipt = send(0, **other)
    while receipt.status == Status.PARTIAL:
        receipt = send(receipt.received, **other)
    return receipt


def test_the_last_piece_makes_the_photo(send, raw, lin):
    receipt = send_all(send)

    kept = Photo.objects.get()
    assert (receipt.status, receipt.received) == (Status.RECEIVED, len(raw))
    assert (kept.taken_by, files.path_of(kept.pk).exists()) == (lin, True)
    assert not PhotoPart.objects.exists()


def test_a_piece_out_of_turn_is_told_where_to_go_on(send, raw):
    send(0)

    for offset in (0, 2 * PIECE, len(raw) - 1):
        receipt = send(offset)
        assert (receipt.status, receipt.received) == (Status.PARTIAL, PIECE)


def test_a_piece_in_the_middle_comes_first(send):
    assert send(PIECE).received == 0


def test_what_is_here_is_received_again_and_again(send, raw):
    first = send_all(send)

    assert send(0) == send(len(raw) - 5) == first
    assert Photo.objects.count() == 1
    assert not PhotoPart.objects.exists()


def test_what_is_no_picture_is_refused_in_words_and_forgotten(send):
    receipt = send_all(send, data=b"no picture" * 1000)

    assert receipt.status == Status.REFUSED
    assert "打不开" in receipt.why or "does not open" in receipt.why
    assert not PhotoPart.objects.exists()
    assert not Photo.objects.exists()


def test_a_photo_of_over_five_megabytes_is_refused_with_its_first_piece(send):
    receipt = send(0, data=b"\xff" * (LARGEST_WHOLE + 1))

    assert receipt.status == Status.REFUSED
    assert not PhotoPart.objects.exists()


def test_a_file_shrunk_anew_under_the_same_id_begins_anew(send, raw, shot):
    send(0)
    other = shot(shade=40).getvalue() + b"\0"

    assert send(PIECE, data=other).received == 0
    assert send_all(send, data=other).status == Status.RECEIVED


def test_nobody_goes_on_with_what_somebody_else_began(send, wu):
    send(0)

    with pytest.raises(NotYours):
        send(PIECE, by=wu)
    assert send(0).received == PIECE


def test_the_same_photo_of_another_visit_is_refused(send):
    send_all(send)

    assert send(0, visit=uuid7()).status == Status.REFUSED


def test_pieces_nobody_goes_on_with_are_swept_after_14_days(send):
    send(0)
    tasks.drop_unhung()
    assert PhotoPart.objects.exists()

    PhotoPart.objects.update(touched_at=timezone.now() - timedelta(days=14, minutes=1))
    tasks.drop_unhung()

    assert not PhotoPart.objects.exists()


def test_two_tabs_at_once_make_one_photo(committed, send, raw):
    start = Barrier(2)
    receipts: list[Receipt] = []

    def tab() -> None:
        start.wait()
        receipts.append(send_all(send))
        connection.close()

    tabs = [Thread(target=tab) for _ in range(2)]
    for one in tabs:
        one.start()
    for one in tabs:
        one.join()

    assert [one.status for one in receipts] == [Status.RECEIVED] * 2
    assert Photo.objects.count() == 1
    assert not PhotoPart.objects.exists()
    with files.path_of(Photo.objects.get().pk).open("rb") as file:
        assert io.BytesIO(file.read()).getbuffer().nbytes == Photo.objects.get().size_bytes
