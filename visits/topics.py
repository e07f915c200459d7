"""可以说说的: which policies and hints fit a door, and which policies a visit may name.

`fitting` is pure, so that one reading of all topics serves many doors.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from households.models import CategorySpell, Place
from visits.models import Topic


def fitting(categories: Collection[str], front: str, topics: Iterable[Topic]) -> list[Topic]:
    """Of these topics, those for a door with such categories on such a front, in their order.

    A topic without categories fits every door, one without a front fits all of them.
    """
    had = set(categories)
    return [
        topic
        for topic in topics
        if topic.front in ("", front) and (not topic.categories or had & set(topic.categories))
    ]


def in_force(*, on: date) -> QuerySet[Topic]:
    """What is said on a day: policies first, then hints, each as they were written."""
    open_ = Q(until_on__isnull=True) | Q(until_on__gt=on)
    return Topic.objects.filter(open_, from_on__lte=on).order_by("-kind", "pk")


def topics_for(place: Place, *, on: date) -> list[Topic]:
    """What to bring up at one door; one query."""
    had = CategorySpell.objects.on(on).filter(place=place).values("category__code")
    topics = list(in_force(on=on).annotate(had=ArraySubquery(had)))
    return fitting(topics[0].had, place.front, topics) if topics else []


def topics_of(places: Sequence[Place], *, on: date) -> dict[int, list[Topic]]:
    """What to bring up at each of these doors, by their key; two queries however many."""
    topics = list(in_force(on=on))
    had: dict[int, set[str]] = defaultdict(set)
    if any(topic.categories for topic in topics):
        spells = CategorySpell.objects.on(on).filter(place__in=[place.pk for place in places])
        for place_id, code in spells.values_list("place", "category__code"):
            had[place_id].add(code)
    return {place.pk: fitting(had[place.pk], place.front, topics) for place in places}


def policies_for(place: Place, *, on: date, told: Collection[int] = ()) -> list[Topic]:
    """What can be explained at a door, and what a visit to it names already (`told`).

    A hint is for the visitor's own ear.
    """
    fit = [topic for topic in topics_for(place, on=on) if topic.kind == Topic.Kind.POLICY]
    others = set(told) - {topic.pk for topic in fit}
    return [*fit, *Topic.objects.filter(pk__in=others).order_by("pk")] if others else fit


def check_policies(ids: Collection[int], *, on: date) -> None:
    """Whether a visit of that day may name these policies.

    One that has ended since is fine, one that came later too: it may have been known before it was
    written down. Raises ValidationError, code "policies", for an unknown one, and for one that had
    ended by then.
    """
    if not ids:
        return
    sane = [key for key in ids if 0 < key < 2**63]
    known = {row.pk: row for row in Topic.objects.filter(pk__in=sane, kind=Topic.Kind.POLICY)}
    if set(ids) - set(known):
        raise ValidationError(
            _("One of these policies is not known here. Choose again what you explained."),
            code="policies",
        )
    ended = [row for row in known.values() if row.until_on is not None and row.until_on <= on]
    if ended:
        raise ValidationError(
            _("“%(name)s” was over by that day. Choose again what you explained."),
            code="policies",
            params={"name": ended[0].name},
        )


def names_of(visits: Iterable[Any]) -> dict[int, str]:
    """How the policies that these visits (or versions of one) name are called, by key.

    Asks only where one is named.
    """
    wanted = {key for visit in visits for key in visit.policies}
    if not wanted:
        return {}
    return dict(Topic.objects.filter(pk__in=wanted).values_list("pk", "name"))


def names() -> dict[int, str]:
    """How every policy and hint is called, by key; they are few."""
    return dict(Topic.objects.values_list("pk", "name"))


def said(visit: Any, names: Mapping[int, str]) -> str:
    """The policies that a visit, or a version of one, names, in one breath."""
    told = [names[key] for key in visit.policies if key in names]
    return pgettext("between items", ", ").join(told)
