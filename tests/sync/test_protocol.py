"""Whatever the network does, the house ends as on a perfect one: each record there exactly once."""

import os
from collections.abc import Iterator
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cadres.models import Cadre
from households.models import Place
from issues.models import Issue, IssueCategory
from phone.models import Held
from photos.models import Photo, PhotoPart
from tests import cast
from tests.sync.phones import Line, Phone, send_all
from visits.models import Promise, Visit

FAULTS = [
    "request lost",
    "answer lost",
    "request cut",
    "answer cut",
    "late",
    "repeated",
    "repeated",
    "403",
    "413",
    "429",
    "500",
    "502",
    "portal",
    "log-in page",
]
OUTCOMES = st.sampled_from(["met", "nobody_home", "refused", "moved", "postponed"])
NOTES = st.sampled_from(["", "老人膝盖不好", "🙂‘”\\"])
TOLD = st.fixed_dictionaries({"outcome": OUTCOMES, "note": NOTES})
WHICH = st.integers(0, 5)
STEPS = st.one_of(
    st.tuples(st.just("log"), TOLD, st.booleans(), st.booleans(), st.integers(0, 2)),
    st.tuples(st.just("edit"), WHICH, TOLD),
    st.tuples(st.just("withdraw"), WHICH),
    st.tuples(st.just("send")),
)
STORY = st.lists(STEPS, min_size=1, max_size=12)
WEATHER = st.lists(st.sampled_from(["", *FAULTS]), max_size=40)


@pytest.fixture
def doors(old_couple: Place, next_door: Place, flat: Place) -> list[int]:
    return [old_couple.pk, next_door.pk, flat.pk]


@pytest.fixture
def album(tmp_path: Path, settings: Any) -> None:
    settings.PHOTOS_ROOT = tmp_path


def play(story: list[Any], weather: list[str], lin: Cadre, doors: list[int]) -> Phone:
    """The story under that weather; at its end the sky is clear."""
    client = Client()
    client.force_login(lin)
    faults: Iterator[str] = chain(weather)
    phone = Phone(lin.pk, Line(client, faults))
    category = IssueCategory.objects.order_by("pk")[0].pk
    visits: list[str] = []
    gone: set[str] = set()
    for number, (verb, *told) in enumerate(story):
        standing = [one for one in visits if one not in gone]
        if verb == "log":
            what, raises, promises, photos = told
            due = {"text": "送药", "due_on": (cast.today() + timedelta(7)).isoformat()}
            issue = {"text": f"水渠塌了{number}", "category": category, "urgent": False}
            visits.append(
                phone.log(
                    doors[number % len(doors)],
                    photos,
                    **what,
                    issue=issue if raises else None,
                    promise=due if promises else None,
                )
            )
        elif verb == "send":
            phone.send()
        elif standing and verb == "edit":
            phone.edit(standing[told[0] % len(standing)], **told[1])
        elif standing:
            visit = standing[told[0] % len(standing)]
            phone.withdraw(visit)
            gone.add(visit)
    return phone


def kept() -> dict[str, list[Any]]:
    """What a perfect network would have left too; by when it came nothing is told apart."""
    visits = Visit.objects.order_by("pk")
    return {
        "visits": [
            (v.outcome, v.note, v.place_id, bool(v.withdrawn_at), v.visitors.count())
            for v in visits
        ],
        "issues": list(Issue.objects.order_by("text").values_list("text", "place")),
        "promises": list(Promise.objects.order_by("visit").values_list("text", "visit__place")),
        "photos": list(Photo.objects.order_by("digest").values_list("digest", flat=True)),
        "parts": list(PhotoPart.objects.values_list("pk")),
        "held": list(Held.objects.values_list("reason")),
    }


def lived(story: list[Any], weather: list[str], lin: Cadre, doors: list[int]) -> tuple[Any, Phone]:
    """What the house holds after that story, of which nothing stays."""
    with transaction.atomic():
        phone = play(story, weather, lin, doors)
        send_all([phone])
        left = kept()
        transaction.set_rollback(True)
    return left, phone


@settings(
    max_examples=int(os.environ.get("DOORSTEP_EXAMPLES", "40")),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(story=STORY, weather=WEATHER)
def test_no_weather_loses_or_doubles_anything(
    story: list[Any], weather: list[str], lin: Cadre, doors: list[int], album: None
) -> None:
    clear, _ = lived(story, [], lin, doors)
    stormy, phone = lived(story, weather, lin, doors)

    assert phone.is_empty()
    assert phone.doubts == []
    assert stormy == clear
    assert stormy["parts"] == stormy["held"] == []
