import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from PIL import Image

from photos import pictures
from photos.pictures import develop
from tests.photos.conftest import Shot


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_what_phones_and_browsers_make_becomes_a_jpeg(shot: Shot, form: str) -> None:
    picture = develop(shot(form=form))

    assert opened(picture.jpeg).format == "JPEG"
    assert (picture.width, picture.height) == (800, 600)


def test_a_large_one_is_shrunk_to_1600_pixels(shot: Shot) -> None:
    picture = develop(shot(size=(4000, 3000)))

    assert opened(picture.jpeg).size == (1600, 1200)


def test_one_taken_upright_stands_upright(shot: Shot) -> None:
    picture = develop(shot(orientation=6))

    image = opened(picture.jpeg)
    assert image.size == (600, 800)
    assert image.getpixel((10, 400))[1] > image.getpixel((10, 400))[2]  # the field lies left


def test_nothing_of_the_camera_stays_in_the_file(shot: Shot) -> None:
    picture = develop(shot(gps=True))

    image = opened(picture.jpeg)
    assert not image.getexif()
    assert b"secret camera" not in picture.jpeg
    assert "icc_profile" not in image.info


def test_time_and_place_are_told_as_data(shot: Shot) -> None:
    picture = develop(shot(gps=True))

    assert picture.taken_at is not None
    assert picture.taken_at.isoformat() == "2026-11-20T14:32:05+08:00"
    assert (picture.latitude, picture.longitude) == (pytest.approx(31.66), pytest.approx(120.75))


def test_a_transparent_one_lies_on_white() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (40, 40), (0, 0, 0, 0)).save(file, "PNG")
    file.seek(0)

    assert opened(develop(file).jpeg).getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_every_colour_mode_is_taken(mode: str) -> None:
    file = io.BytesIO()
    Image.new(mode, (40, 30)).save(file, "JPEG" if mode == "CMYK" else "PNG")
    file.seek(0)

    assert develop(file).width == 40


@pytest.mark.parametrize("raw", [b"", b"no picture at all", b"\xff\xd8\xff\xe0" + b"x" * 500])
def test_what_is_no_picture_is_refused_in_words(raw: bytes) -> None:
    with pytest.raises(ValidationError) as refusal:
        develop(io.BytesIO(raw))

    assert refusal.value.code == "unreadable"
    assert "打不开" in refusal.value.messages[0]


def test_a_truncated_one_is_refused(shot: Shot) -> None:
    half = shot().getvalue()[:2000]

    with pytest.raises(ValidationError) as refusal:
        develop(io.BytesIO(half))

    assert refusal.value.code == "unreadable"


def test_a_gif_is_refused(shot: Shot) -> None:
    with pytest.raises(ValidationError) as refusal:
        develop(shot(form="GIF"))

    assert refusal.value.code == "unreadable"


def test_a_bomb_is_refused_by_its_header() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + checksum

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0))
    bomb = b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 100_000))

    with pytest.raises(ValidationError) as refusal:
        develop(io.BytesIO(bomb))

    assert refusal.value.code == "too_many_pixels"


def test_a_huge_file_is_refused(monkeypatch: pytest.MonkeyPatch, shot: Shot) -> None:
    monkeypatch.setattr(pictures, "MAX_BYTES", 1000)

    with pytest.raises(ValidationError) as refusal:
        develop(shot())

    assert refusal.value.code == "too_heavy"


def test_the_same_view_looks_the_same_and_another_does_not(shot: Shot) -> None:
    first, again = develop(shot()).look_hash, develop(shot(size=(400, 300), form="WEBP")).look_hash
    turned = develop(shot(orientation=3)).look_hash

    assert first is not None
    assert again is not None
    assert turned is not None
    assert (first ^ again).bit_count() <= 8
    assert (first ^ turned).bit_count() > 8


def test_a_plain_one_has_no_look() -> None:
    file = io.BytesIO()
    Image.new("RGB", (300, 200), (240, 240, 238)).save(file, "JPEG")
    file.seek(0)

    assert develop(file).look_hash is None
