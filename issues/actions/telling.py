"""What people put with an issue: pictures and documents, alone or with how it goes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import IO

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from uuid_utils.compat import uuid7

from cadres.models import Cadre, Post
from issues import documents, files
from issues.actions.doing import comment, resolve
from issues.actions.steps import Kind, append, locked
from issues.models import Issue, IssueFile
from photos import actions as photos
from photos import files as photo_files
from photos.models import Photo

MOST_AN_ISSUE = 20
SUBJECT = "issue"
STRAYS_WAIT = timedelta(days=1)  # longer than any request that is still writing
PutDown = list[Callable[[], None]]  # how each file that was written is taken away again


@dataclass(frozen=True)
class Upload:
    """A file as it came, under the name that the person knows it by."""

    name: str
    file: IO[bytes]


@contextmanager
def _whole() -> Iterator[PutDown]:
    """All or none, the files on disk included, which no database takes back."""
    put_down: PutDown = []
    try:
        with transaction.atomic():
            yield put_down
    except BaseException:
        for remove in put_down:
            remove()
        raise


def attach(
    *, issue: Issue, uploads: Sequence[Upload], by: Cadre, under: Post, at: datetime
) -> list[str]:
    """Hang pictures, PDF and Word files on an issue; return the names of those that are new.

    All or none: the refusal names the file and says why. The same file again changes nothing.
    Raises ValidationError: what `documents.read` and `photos.store` refuse, "too_many".
    """
    with _whole() as put_down:
        return _attach(issue, uploads, put_down, by=by, under=under, at=at)


def _attach(
    issue: Issue,
    uploads: Sequence[Upload],
    put_down: PutDown,
    *,
    by: Cadre,
    under: Post,
    at: datetime,
) -> list[str]:
    issue = locked(issue)
    pictures = [upload for upload in uploads if _is_picture(upload)]
    papers = [
        documents.read(upload.file, upload.name) for upload in uploads if upload not in pictures
    ]
    hung = Photo.objects.filter(subject_kind=SUBJECT, subject_id=issue.pk)
    before = hung.count()
    _check_room(before + issue.files.count(), len(uploads))
    if before + len(pictures) > photos.MOST_A_SUBJECT:
        raise ValidationError(
            _("%(most)s pictures are kept of one issue; %(there)s are there already.")
            % {"most": photos.MOST_A_SUBJECT, "there": before},
            code="too_many",
        )
    for upload in pictures:
        _store_picture(issue, upload, put_down, by=by, at=at)
    kept = [
        paper.name for paper in papers if _keep(issue, paper, put_down, by=by, under=under, at=at)
    ]
    names = [*_pictures_in_words(hung.count() - before), *kept]
    if names:
        told = pgettext("between things", ", ").join(names)
        append(issue, Kind.ATTACHED, by=by, under=under, at=at, before=issue.status, note=told)
    return names


def report(
    *,
    issue: Issue,
    text: str,
    uploads: Sequence[Upload],
    by: Cadre,
    under: Post,
    at: datetime,
) -> None:
    """How it goes, in words, in pictures and documents, or in both; moves nothing.

    Raises ValidationError: "no_text" for neither, and what `attach` refuses.
    """
    with _whole() as put_down:
        if text.strip() or not uploads:
            comment(issue=issue, text=text, by=by, under=under, at=at)
        if uploads:
            _attach(issue, uploads, put_down, by=by, under=under, at=at)


def report_done(
    *,
    issue: Issue,
    done: str,
    result: str,
    uploads: Sequence[Upload],
    by: Cadre,
    under: Post,
    at: datetime,
) -> Issue:
    """Say that it is done, with what shows it (DOMAIN 6). See `resolve` and `attach`."""
    with _whole() as put_down:
        if uploads:
            _attach(issue, uploads, put_down, by=by, under=under, at=at)
        return resolve(issue=issue, done=done, result=result, by=by, under=under, at=at)


def drop_strays(*, at: datetime) -> int:
    """Take away files that no row tells of, which a power cut left behind; return how many."""
    old = files.older_than(at - STRAYS_WAIT)
    ids = [file_id for file_id, _path in old]
    known = set(IssueFile.objects.filter(pk__in=ids).values_list("pk", flat=True))
    strays = [path for file_id, path in old if path.suffix or file_id not in known]
    for path in strays:
        path.unlink(missing_ok=True)
    return len(strays)


def _check_room(there: int, more: int) -> None:
    if there + more > MOST_AN_ISSUE:
        raise ValidationError(
            _("%(most)s files are kept of one issue; %(there)s are there already.")
            % {"most": MOST_AN_ISSUE, "there": there},
            code="too_many",
        )


def _store_picture(
    issue: Issue, upload: Upload, put_down: PutDown, *, by: Cadre, at: datetime
) -> None:
    photo_id = uuid7()
    put_down.append(partial(photo_files.remove, photo_id))
    try:
        photos.store(
            id=photo_id, file=upload.file, subject_kind=SUBJECT, subject_id=issue.pk, by=by, at=at
        )
    except ValidationError as refusal:
        raise ValidationError(
            _("“%(name)s” was not kept: %(why)s")
            % {"name": documents.clean_name(upload.name), "why": " ".join(refusal.messages)},
            code="picture",
        ) from refusal


def _keep(
    issue: Issue,
    paper: documents.Document,
    put_down: PutDown,
    *,
    by: Cadre,
    under: Post,
    at: datetime,
) -> bool:
    if issue.files.filter(digest=paper.digest).exists():
        return False
    fresh = IssueFile(
        id=uuid7(),
        issue=issue,
        name=paper.name,
        content_type=paper.content_type,
        size_bytes=paper.size_bytes,
        digest=paper.digest,
        put_by=by,
        put_under=under,
        put_at=at,
    )
    put_down.append(partial(files.remove, fresh.pk))
    files.write(fresh.pk, paper.body)
    fresh.save(force_insert=True)
    return True


def _pictures_in_words(count: int) -> list[str]:
    if not count:
        return []
    return [ngettext("%(n)s picture", "%(n)s pictures", count) % {"n": count}]


def _is_picture(upload: Upload) -> bool:
    head = upload.file.read(32)
    upload.file.seek(0)
    return documents.is_picture(head)
