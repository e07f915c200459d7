import io
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from cadres.models import Cadre
from households.models import Place
from photos import actions, files
from photos.models import Photo
from tests import cast
from tests.photos.conftest import Shot


def store(file: io.BytesIO, by: Cadre, subject: Any = None, **told: Any) -> Photo:
    return actions.store(
        **{
            "id": None,
            "file": file,
            "subject_kind": "visit",
            "subject_id": subject or uuid7(),
            "by": by,
            "at": timezone.now(),
        }
        | told
    )


def test_a_photo_is_kept_with_its_file(lin: Cadre, shot: Shot) -> None:
    photo = store(shot(), lin)

    assert files.path_of(photo.pk).stat().st_size == photo.size_bytes
    assert files.path_of(photo.pk).parent.name == photo.pk.hex[-2:]


def test_the_same_file_on_the_same_visit_is_one_photo(lin: Cadre, shot: Shot) -> None:
    visit = uuid7()

    assert store(shot(), lin, visit) == store(shot(), lin, visit)
    assert Photo.objects.count() == 1


def test_the_same_id_again_changes_nothing(lin: Cadre, shot: Shot) -> None:
    one, visit = uuid7(), uuid7()

    assert store(shot(), lin, visit, id=one) == store(shot(shade=9), lin, visit, id=one)
    with pytest.raises(ValidationError, match="已经收过"):
        store(shot(), lin, uuid7(), id=one)


def test_time_and_place_are_kept_only_where_the_cadre_chose_so(lin: Cadre, shot: Shot) -> None:
    silent, shared = store(shot(gps=True), lin), store(shot(gps=True), lin, keep_place=True)

    assert (silent.taken_at, silent.latitude) == (None, None)
    assert (shared.taken_at is not None, shared.latitude is not None) == (True, True)


def test_the_tenth_photo_of_a_visit_is_refused(lin: Cadre, shot: Shot) -> None:
    visit = uuid7()
    for shade in range(actions.MOST_A_SUBJECT):
        store(shot(size=(60, 40), shade=shade * 4), lin, visit)

    with pytest.raises(ValidationError) as refusal:
        store(shot(size=(60, 40), shade=80), lin, visit)

    assert refusal.value.code == "too_many"


def test_who_took_it_can_take_it_away(
    lin: Cadre, wu: Cadre, shot: Shot, django_capture_on_commit_callbacks: Any
) -> None:
    photo = store(shot(), lin)
    with pytest.raises(ValidationError):
        actions.take_down(photo=photo, by=wu)

    with django_capture_on_commit_callbacks(execute=True):
        actions.take_down(photo=Photo.objects.get(pk=photo.pk), by=lin)

    assert not files.path_of(photo.pk).exists()
    assert not Photo.objects.exists()


def test_a_photo_whose_visit_never_came_is_forgotten(
    lin: Cadre, old_couple: Place, shot: Shot, django_capture_on_commit_callbacks: Any
) -> None:
    long_ago, now = cast.at(cast.days_ago(70)), timezone.now()
    given_up = store(shot(), lin, at=long_ago)
    hung = store(shot(), lin, cast.make_visit(old_couple, lin).pk, at=long_ago)
    fresh = store(shot(), lin)

    with django_capture_on_commit_callbacks(execute=True):
        assert [actions.drop_unhung(at=now), actions.drop_unhung(at=now)] == [1, 0]

    assert set(Photo.objects.all()) == {hung, fresh}
    assert not files.path_of(given_up.pk).exists()
    assert files.path_of(hung.pk).exists()


def seen_by(cadre: Cadre, photo: Photo) -> int:
    client = Client()
    client.force_login(cadre)
    return client.get(reverse("photos:photo", args=[photo.pk])).status_code


def test_before_its_visit_only_the_taker_sees_a_photo(lin: Cadre, wu: Cadre, shot: Shot) -> None:
    photo = store(shot(), lin)

    assert (seen_by(lin, photo), seen_by(wu, photo)) == (200, 404)


def test_with_its_visit_whoever_sees_the_place_sees_it(
    old_couple: Place, lin: Cadre, wu: Cadre, gao: Cadre, handler: Cadre, zhou: Cadre, shot: Shot
) -> None:
    photo = store(shot(), lin, cast.make_visit(old_couple, lin).pk)

    assert [seen_by(cadre, photo) for cadre in (lin, gao)] == [200, 200]
    assert [seen_by(cadre, photo) for cadre in (wu, handler, zhou)] == [404, 404, 404]


def test_a_photo_has_no_public_address_and_is_stored_by_no_cache(
    client: Client, lin: Cadre, shot: Shot
) -> None:
    address = reverse("photos:photo", args=[store(shot(), lin).pk])

    assert client.get(address).status_code == 302
    client.force_login(lin)
    answer = client.get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert "private" in answer["Cache-Control"]
