"""Reads the log as it was known at a moment, for the rules in `visits.credit`.

Facts other than visits hold on the day asked (DOMAIN 4.9). Visits are told in the words last heard
by `at` (4.5, 4.6): corrected later, withdrawn later, confirmed later counts as not yet.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from visits.credit import NOBODY, Outlook, Period, Situation, Standard, Visited, outlook
from visits.models import StandardVersion

# One row a place: where it stood, how its head lived, its tags, why it was out.
_SITUATIONS = """
SELECT place.id, stay.front, stay.area_path, place.joined_on, stay.is_active, spell.residence,
       tags.ids, (SELECT e.reason FROM households_exclusion e
                   WHERE e.place_id = place.id AND e.approved_on <= %(on)s
                     AND (e.ended_on IS NULL OR e.ended_on > %(on)s)
                   ORDER BY e.approved_on, e.id LIMIT 1)
  FROM households_place place
  JOIN households_placestay stay ON stay.place_id = place.id
       AND stay.from_on <= %(on)s AND (stay.to_on IS NULL OR stay.to_on > %(on)s)
  LEFT JOIN households_residencespell spell ON spell.household_id = place.id
       AND spell.from_on <= %(on)s AND (spell.to_on IS NULL OR spell.to_on > %(on)s)
  LEFT JOIN LATERAL (SELECT array_agg(DISTINCT c.category_id) AS ids
                       FROM households_categoryspell c
                      WHERE c.place_id = place.id AND c.from_on <= %(on)s
                        AND (c.to_on IS NULL OR c.to_on > %(on)s)) tags ON true
 WHERE place.id = ANY(%(ids)s)
"""

_TOLD = """visited_on, outcome, mode, again_on,
       CASE WHEN entered_later THEN part_of_day
            ELSE extract(hour FROM happened_at AT TIME ZONE 'Asia/Shanghai')::int::text END"""

_WENT = """
       SELECT array_agg(role) FILTER (WHERE role <> 'leader' OR confirmed_at <= %(at)s) AS roles,
              array_agg(role) FILTER (WHERE role = 'leader'
                              AND (confirmed_at IS NULL OR confirmed_at > %(at)s)) AS unconfirmed,
              (array_agg(post_id ORDER BY (role = 'main') DESC, id))[1] AS post_id"""

_HEARD = """visit.place_id = ANY(%(ids)s) AND visit.received_at <= %(at)s
       AND (visit.withdrawn_at IS NULL OR visit.withdrawn_at > %(at)s)"""

# Each visit in the words last heard by `at`: the row itself, or, where it was corrected after `at`,
# the version kept before. Former visitors are kept per correction that changed them.
_VISITS = f"""
SELECT place_id, visited_on, outcome, mode, again_on, hour, roles, unconfirmed, post_id FROM (
SELECT visit.place_id, {_TOLD} AS hour, went.roles, went.unconfirmed, went.post_id, happened_at
  FROM visits_visit visit
  JOIN LATERAL ({_WENT} FROM visits_visitor WHERE visit_id = visit.id) went ON true
 WHERE {_HEARD} AND visited_on <= %(on)s
       AND (visit.corrected_at IS NULL OR visit.corrected_at <= %(at)s)
 UNION ALL
SELECT visit.place_id, told.visited_on, told.outcome, told.mode, told.again_on, told.hour,
       went.roles, went.unconfirmed, went.post_id, told.happened_at
  FROM visits_visit visit
  JOIN LATERAL (
       SELECT {_TOLD} AS hour, happened_at
         FROM visits_visitevent
        WHERE pgh_obj_id = visit.id AND coalesce(corrected_at, received_at) <= %(at)s
        ORDER BY pgh_id DESC LIMIT 1) told ON true
  LEFT JOIN LATERAL (
       SELECT min(until_at) AS until_at FROM visits_formervisitor
        WHERE visit_id = visit.id AND until_at > %(at)s) former ON true
  JOIN LATERAL ({_WENT} FROM (
       SELECT id, role, post_id, confirmed_at FROM visits_visitor
        WHERE visit_id = visit.id AND former.until_at IS NULL
        UNION ALL
       SELECT id, role, post_id, confirmed_at FROM visits_formervisitor
        WHERE visit_id = visit.id AND until_at = former.until_at) who) went ON true
 WHERE {_HEARD} AND visit.corrected_at > %(at)s AND told.visited_on <= %(on)s
) heard ORDER BY happened_at DESC
"""


@dataclass(frozen=True, slots=True)
class Life:
    """A place on a day with the visits known of it, latest first."""

    place_id: int
    place: Situation
    visits: Sequence[Visited]


def standards(*, on: date) -> list[Standard]:
    """The versions of all standards in force on a day (DOMAIN 4.9)."""
    versions = StandardVersion.objects.on(on).select_related("standard").order_by("standard_id")
    return [as_standard(version) for version in versions]


def as_standard(version: StandardVersion) -> Standard:
    """A stored version as the rules want it."""
    return Standard(
        id=version.standard_id,
        every_days=version.every_days,
        times=version.times,
        period=Period(version.period) if version.period else None,
        fronts=frozenset(version.fronts),
        categories=frozenset(version.categories),
        residences=frozenset(version.residences),
        area_path=version.area_path,
        roles=frozenset(version.roles),
        modes=frozenset(version.modes),
        from_on=version.from_on,
        to_on=version.to_on,
        is_base=version.standard.is_base,
        name=version.standard.name,
    )


def lives(place_ids: Sequence[int], *, on: date, at: datetime) -> list[Life]:
    """The places as they stood on `on`, with their visits up to that day as known at `at`.

    Two statements however many places; a place that stood nowhere that day is not told.
    """
    known: dict[str, Any] = {"ids": list(place_ids), "on": on, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(_SITUATIONS, known)
        places = cursor.fetchall()
        cursor.execute(_VISITS, known)
        visits = _visits_by_place(cursor.fetchall())
    return [
        Life(place_id, _situation(facts), visits.get(place_id, ())) for place_id, *facts in places
    ]


def outlooks(
    lives: Iterable[Life], *, standards: Sequence[Standard], on: date
) -> Iterator[tuple[Life, Outlook]]:
    """Each place with how it stands on `on`.

    Where nobody ever was, only the situation decides: an import of 100,000 doors has few of them.
    """
    unseen: dict[Situation, Outlook] = {}
    for life in lives:
        now = None if life.visits else unseen.get(life.place)
        if now is None:
            now = outlook(place=life.place, standards=standards, visits=life.visits, on=on)
            if not life.visits:
                unseen[life.place] = now
        yield life, now


def _situation(facts: Sequence) -> Situation:
    front, path, joined_on, is_active, residence, tags, reason = facts
    return Situation(
        front, path, joined_on, is_active, residence or None, frozenset(tags or ()), reason
    )


def _visits_by_place(rows: Sequence[tuple]) -> Mapping[int, list[Visited]]:
    visits: dict[int, list[Visited]] = defaultdict(list)
    for place_id, day, outcome, mode, again_on, hour, roles, unconfirmed, post_id in rows:
        awaiting = frozenset(unconfirmed) if unconfirmed else NOBODY
        went = frozenset(roles) if roles else NOBODY
        visits[place_id].append(
            Visited(day, outcome, mode, went, awaiting, hour, again_on, post_id)
        )
    return visits
