"""What is worth saying at a door: written, changed, and said no more from a day on."""

from collections.abc import Sequence
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from cadres.editing import check_unchanged
from visits.models import Topic

SHOWN = ("name", "words", "categories", "front", "until_on")  # what a page shows for editing


@transaction.atomic
def add_topic(
    *,
    kind: str,
    name: str,
    words: str,
    categories: Sequence[str],
    front: str,
    from_on: date,
    until_on: date | None,
    today: date,
) -> Topic:
    """Write one down; it is said from `from_on` on. What it is, policy or hint, stays.

    Raises ValidationError: code "name" for a name that is empty or taken, "words" for none,
    "from" for a day gone by, "until" for an end before the beginning.
    """
    if from_on < today:
        raise ValidationError(_("Choose a day from today on."), code="from")
    topic = Topic(kind=kind, from_on=from_on)
    return _write(topic, name, words, categories, front, until_on, today)


@transaction.atomic
def change_topic(
    *,
    topic: Topic,
    name: str,
    words: str,
    categories: Sequence[str],
    front: str,
    until_on: date | None,
    today: date,
    seen: str,
) -> Topic:
    """Say it in other words, at other doors, or no more from a day on; days gone by stay.

    Raises ValidationError as `add_topic` does, and code "changed" where somebody else changed it
    since `seen`.
    """
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    check_unchanged(topic, seen)
    return _write(topic, name, words, categories, front, until_on, today)


def _write(
    topic: Topic,
    name: str,
    words: str,
    categories: Sequence[str],
    front: str,
    until_on: date | None,
    today: date,
) -> Topic:
    if until_on != topic.until_on:
        _check_end(topic, until_on, today)
    topic.name = _name(name, topic, today)
    topic.words = words.replace("\x00", "").replace("\r\n", "\n").strip()
    if not topic.words:
        raise ValidationError(_("Write what to say."), code="words")
    topic.categories, topic.front = sorted(set(categories)), front
    topic.until_on = until_on
    topic.save()
    return topic


def _check_end(topic: Topic, until_on: date | None, today: date) -> None:
    """A day gone by cannot lose what was said on it (DOMAIN 4.8)."""
    if until_on is not None and until_on < max(today, topic.from_on):
        raise ValidationError(
            _("Choose a day from today on, and not before its first day."), code="until"
        )


def _name(name: str, topic: Topic, today: date) -> str:
    name = " ".join(name.replace("\x00", "").split())
    if not name:
        raise ValidationError(_("Give it a name."), code="name")
    standing = Topic.objects.filter(Q(until_on__isnull=True) | Q(until_on__gt=today))
    if standing.filter(name=name).exclude(pk=topic.pk).exists():
        raise ValidationError(_("There is one of this name already."), code="name")
    return name
