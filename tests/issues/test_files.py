"""Documents hang on an issue, and leave the house as downloads to those who may see it."""

import io
from itertools import count

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from uuid_utils.compat import uuid7

from issues import files
from issues.actions.telling import (
    MOST_AN_ISSUE,
    STRAYS_WAIT,
    Upload,
    attach,
    drop_strays,
    report_done,
)
from issues.models import IssueFile
from photos.queries import hanging_on
from tests import cast
from tests.issues.papers import PDF, docx

_SEEDS = count(1)


def paper(name="回复.pdf", body=PDF):
    return Upload(name, io.BytesIO(body))


def picture(name="渠.jpg"):
    file = io.BytesIO()
    Image.effect_noise((48, 48), 20 + next(_SEEDS)).convert("RGB").save(file, "JPEG")
    file.seek(0)
    return Upload(name, file)


@pytest.fixture
def put(taken_on, handler, now):
    def put(*uploads):
        under = cast.post_of(handler)
        return attach(issue=taken_on, uploads=uploads, by=handler, under=under, at=now)

    return put


@pytest.fixture
def on_disk(settings):
    """Every file under the data folder, documents and photos."""
    return lambda: sorted(path.name for path in settings.DATA_DIR.rglob("*") if path.is_file())


def test_pictures_and_papers_are_kept_with_one_step(put, taken_on):
    assert put(picture(), picture(), paper(), paper("方案.docx", docx())) == [
        "2张照片",
        "回复.pdf",
        "方案.docx",
    ]
    assert len(hanging_on("issue", taken_on.pk)) == 2
    assert taken_on.events.get(kind="attached").note == "2张照片、回复.pdf、方案.docx"


def test_the_same_paper_again_changes_nothing(put, taken_on):
    put(paper())

    assert put(paper("别的名字.pdf")) == []
    assert taken_on.files.count() == 1


def test_the_database_keeps_one_of_the_same(put, taken_on):
    put(paper())
    kept = taken_on.files.get()
    kept.pk = None
    with pytest.raises(IntegrityError, match="issue_file_is_kept_once_an_issue"):
        kept.save(force_insert=True)


def test_one_bad_file_stops_all_and_is_named(put, taken_on):
    with pytest.raises(ValidationError, match="坏.docx"):
        put(picture(), paper(), paper("坏.docx", docx()[:-30]))

    assert not taken_on.files.exists()
    assert not hanging_on("issue", taken_on.pk)


def test_what_was_refused_leaves_no_file_behind(put, on_disk):
    with pytest.raises(ValidationError):
        put(picture(), paper(), Upload("渠.jpg", io.BytesIO(b"\xff\xd8\xff broken")))

    assert on_disk() == []


def test_done_without_saying_what_leaves_no_file_behind(taken_on, handler, now, on_disk):
    told = {"done": " ", "result": "solved", "uploads": [picture(), paper()]}
    with pytest.raises(ValidationError):
        report_done(issue=taken_on, by=handler, under=cast.post_of(handler), at=now, **told)

    assert on_disk() == []
    assert not taken_on.files.exists()


def test_what_a_power_cut_left_is_taken_away_the_next_night(put, on_disk, now):
    put(paper())
    kept = on_disk()
    files.write(uuid7(), PDF)
    files.path_of(IssueFile.objects.get().pk).with_suffix(".new").write_bytes(b"half")

    assert drop_strays(at=timezone.now()) == 0
    assert drop_strays(at=timezone.now() + STRAYS_WAIT) == 2
    assert on_disk() == kept


def test_a_broken_picture_is_named_too(put):
    with pytest.raises(ValidationError, match="渠.jpg"):
        put(Upload("渠.jpg", io.BytesIO(b"\xff\xd8\xff broken")))


def test_there_is_an_end_to_how_many(put):
    with pytest.raises(ValidationError) as refused:
        put(*(paper(f"{n}.pdf", PDF + b"%d" % n) for n in range(MOST_AN_ISSUE + 1)))

    assert refused.value.code == "too_many"


def test_it_leaves_as_a_download_and_nothing_else(client, put, handler, taken_on):
    put(paper("答复 一.pdf"))
    client.force_login(handler)
    answer = client.get(reverse("issues:file", args=[taken_on.files.get().pk]))

    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_whoever_may_not_see_the_issue_does_not_find_the_file(client, put, handler_elsewhere):
    put(paper())
    client.force_login(handler_elsewhere)

    assert client.get(reverse("issues:file", args=[IssueFile.objects.get().pk])).status_code == 404
