"""Reads the log as it was known at a moment, for the rules in `visits.credit`.

Facts other than visits hold on the day asked (DOMAIN 4.9). Visits are told in the words last heard
by `at` (4.5, 4.6): corrected later, withdrawn later, confirmed later counts as not yet.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from cadres.statements import Rows, Statement, ask
from visits.credit import NOBODY, Outlook, Period, Situation, Standard, Visited, outlook
from visits.models import StandardVersion

ALL_HEARD = datetime(9999, 1, 1, tzinfo=UTC)  # live rows tell everything that was ever received

# One row a place: where it stood, how its head lived, its tags, why it was out.
_SITUATIONS = """
SELECT place.id, stay.front, stay.area_path, place.joined_on, stay.is_active, spell.residence,
       tags.ids, (SELECT e.reason FROM households_exclusion e
                   WHERE e.place_id = place.id AND e.approved_on <= %(on)s::date
                     AND (e.ended_on IS NULL OR e.ended_on > %(on)s::date)
                   ORDER BY e.approved_on, e.id LIMIT 1)
  FROM households_place place
  JOIN households_placestay stay ON stay.place_id = place.id
       AND stay.from_on <= %(on)s::date AND (stay.to_on IS NULL OR stay.to_on > %(on)s::date)
  LEFT JOIN households_residencespell spell ON spell.household_id = place.id
       AND spell.from_on <= %(on)s::date AND (spell.to_on IS NULL OR spell.to_on > %(on)s::date)
  LEFT JOIN LATERAL (SELECT array_agg(DISTINCT c.category_id) AS ids
                       FROM households_categoryspell c
                      WHERE c.place_id = place.id AND c.from_on <= %(on)s::date
                        AND (c.to_on IS NULL OR c.to_on > %(on)s::date)) tags ON true
 WHERE place.id = ANY(%(ids)s::bigint[])
"""

_TOLD = """visited_on, outcome, mode, again_on,
       CASE WHEN entered_later THEN part_of_day
            ELSE extract(hour FROM happened_at AT TIME ZONE 'Asia/Shanghai')::int::text END"""

_WENT = """
       SELECT array_agg(role) FILTER (WHERE role <> 'leader'
                              OR confirmed_at <= %(at)s::timestamptz) AS roles,
              array_agg(role) FILTER (WHERE role = 'leader' AND (confirmed_at IS NULL
                              OR confirmed_at > %(at)s::timestamptz)) AS unconfirmed,
              (array_agg(post_id ORDER BY (role = 'main') DESC, id))[1] AS post_id"""

_HEARD = """visit.place_id = ANY(%(ids)s::bigint[]) AND visit.received_at <= %(at)s::timestamptz
       AND (visit.withdrawn_at IS NULL OR visit.withdrawn_at > %(at)s::timestamptz)"""

# The words that stand; where all was heard there are no others.
_STANDING = f"""
SELECT visit.place_id, {_TOLD} AS hour, went.roles, went.unconfirmed, went.post_id, happened_at
  FROM visits_visit visit
  JOIN LATERAL ({_WENT} FROM visits_visitor WHERE visit_id = visit.id) went ON true
 WHERE {_HEARD} AND visited_on <= %(on)s::date
       AND (visit.corrected_at IS NULL OR visit.corrected_at <= %(at)s::timestamptz)
"""

# The words of before a correction that had not come by `at`. Former visitors are kept per
# correction that changed them.
_EARLIER = f"""
SELECT visit.place_id, told.visited_on, told.outcome, told.mode, told.again_on, told.hour,
       went.roles, went.unconfirmed, went.post_id, told.happened_at
  FROM visits_visit visit
  JOIN LATERAL (
       SELECT {_TOLD} AS hour, happened_at
         FROM visits_visitevent
        WHERE pgh_obj_id = visit.id AND coalesce(corrected_at, received_at) <= %(at)s::timestamptz
        ORDER BY pgh_id DESC LIMIT 1) told ON true
  LEFT JOIN LATERAL (
       SELECT min(until_at) AS until_at FROM visits_formervisitor
        WHERE visit_id = visit.id AND until_at > %(at)s::timestamptz) former ON true
  JOIN LATERAL ({_WENT} FROM (
       SELECT id, role, post_id, confirmed_at FROM visits_visitor
        WHERE visit_id = visit.id AND former.until_at IS NULL
        UNION ALL
       SELECT id, role, post_id, confirmed_at FROM visits_formervisitor
        WHERE visit_id = visit.id AND until_at = former.until_at) who) went ON true
 WHERE {_HEARD} AND visit.corrected_at > %(at)s::timestamptz AND told.visited_on <= %(on)s::date
"""

_COLUMNS = "place_id, visited_on, outcome, mode, again_on, hour, roles, unconfirmed, post_id"
_VISITS = f"""
SELECT {_COLUMNS} FROM ({_STANDING} UNION ALL {_EARLIER}) heard ORDER BY happened_at DESC
"""
_VISITS_NOW = f"SELECT {_COLUMNS} FROM ({_STANDING}) heard ORDER BY happened_at DESC"


# The versions in force, in the order of `Standard`.
_STANDARDS = """
SELECT version.standard_id, version.every_days, version.times, version.period, version.fronts,
       version.categories, version.residences, version.area_path, version.roles, version.modes,
       version.from_on, version.to_on, standard.is_base, standard.name
  FROM visits_standardversion version
  JOIN visits_visitstandard standard ON standard.id = version.standard_id
 WHERE version.from_on <= %(on)s::date AND (version.to_on IS NULL OR version.to_on > %(on)s::date)
 ORDER BY version.standard_id
"""


@dataclass(frozen=True, slots=True)
class Life:
    """A place on a day with the visits known of it, latest first."""

    place_id: int
    place: Situation
    visits: Sequence[Visited]


def standards(*, on: date) -> list[Standard]:
    """The versions of all standards in force on a day (DOMAIN 4.9)."""
    (rows,) = ask([(_STANDARDS, {"on": on})], often=True)
    return [_standard(row) for row in rows]


def as_standard(version: StandardVersion) -> Standard:
    """A stored version as the rules want it."""
    told = (version.standard_id, version.every_days, version.times, version.period)
    lists = (version.fronts, version.categories, version.residences)
    where = (version.area_path, version.roles, version.modes, version.from_on, version.to_on)
    return _standard((*told, *lists, *where, version.standard.is_base, version.standard.name))


def _standard(row: Sequence[Any]) -> Standard:
    standard_id, every_days, times, period, fronts, categories, residences, *rest = row
    area_path, roles, modes, from_on, to_on, is_base, name = rest
    return Standard(
        id=standard_id,
        every_days=every_days,
        times=times,
        period=Period(period) if period else None,
        fronts=frozenset(fronts),
        categories=frozenset(categories),
        residences=frozenset(residences),
        area_path=area_path,
        roles=frozenset(roles),
        modes=frozenset(modes),
        from_on=from_on,
        to_on=to_on,
        is_base=is_base,
        name=name,
    )


def lives(place_ids: Sequence[int], *, on: date, at: datetime) -> list[Life]:
    """The places as they stood on `on`, with their visits up to that day as known at `at`.

    Two statements however many places; a place that stood nowhere that day is not told.
    """
    return _lives(*ask(_of_lives(place_ids, on=on, at=at)))


def all_that_tells(place_ids: Sequence[int], *, on: date, at: datetime) -> list[Statement]:
    """What has to be asked to tell places: their lives and the standards; see `told`."""
    return [*_of_lives(place_ids, on=on, at=at), (_STANDARDS, {"on": on})]


def told(answers: Sequence[Rows]) -> tuple[list[Life], list[Standard]]:
    """What the answers to `all_that_tells` say."""
    places, visits, versions = answers
    return _lives(places, visits), [_standard(row) for row in versions]


def _of_lives(place_ids: Sequence[int], *, on: date, at: datetime) -> list[Statement]:
    known: dict[str, Any] = {"ids": list(place_ids), "on": on, "at": at}
    visits = _VISITS_NOW if at == ALL_HEARD else _VISITS
    if len(place_ids) != 1:
        return [(_SITUATIONS, known), (visits, known)]
    return [(_of_one(_SITUATIONS), known), (_of_one(visits), known)]


@cache
def _of_one(sql: str) -> str:
    """The same about one place: its plan is as good whichever it is, so it is made once."""
    return sql.replace("= ANY(%(ids)s::bigint[])", "= (%(ids)s::bigint[])[1]")


def _lives(places: Rows, visits: Rows) -> list[Life]:
    by_place = _visits_by_place(visits)
    return [
        Life(place_id, _situation(facts), by_place.get(place_id, ())) for place_id, *facts in places
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
