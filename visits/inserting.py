"""One visit with those who went, in one statement; it says where the place stood that day.

A visit comes from a door, often, and somebody waits for its receipt (ARCHITECTURE, Storage).
"""

import re
from collections.abc import Sequence
from functools import cache

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field

from cadres.statements import Statement
from visits.models import Visit, Visitor

# Nothing is inserted where the id is taken, or where who logs it held no post on that day. The
# place stood where its stay of that day says; before it joined, where it first did.
_INSERT = """
WITH stood AS (
     SELECT area_path, front FROM households_placestay
      WHERE place_id = %(place)s::bigint
      ORDER BY from_on <= %(day)s::date DESC,
               CASE WHEN from_on <= %(day)s::date THEN from_on END DESC, from_on
      LIMIT 1),
kept AS (
     INSERT INTO visits_visit ({columns}, area_path, front)
     SELECT {values}, coalesce(stood.area_path, place.area_path),
            coalesce(stood.front, place.front)
       FROM households_place place LEFT JOIN stood ON true
      WHERE place.id = %(place)s::bigint
        AND EXISTS (SELECT FROM cadres_tenure
                     WHERE cadre_id = %(by)s::bigint AND from_on <= %(day)s::date
                       AND (to_on IS NULL OR to_on > %(day)s::date))
         ON CONFLICT (id) DO NOTHING
  RETURNING id, area_path, front),
went AS (
     INSERT INTO visits_visitor (visit_id, cadre_id, post_id, role, confirmed_at)
     SELECT kept.id, party.cadre, party.post, party.role, party.confirmed
       FROM kept CROSS JOIN (VALUES {party}) AS party(n, cadre, post, role, confirmed)
      ORDER BY party.n)
SELECT area_path, front FROM kept
"""
_WENT = (
    "({n}, %(cadre{n})s::bigint, %(post{n})s::bigint, %(role{n})s::varchar,"
    " %(confirmed{n})s::timestamptz)"
)

_OF_THE_STAY = ("area_path", "front")


def insert(visit: Visit, visitors: Sequence[Visitor]) -> Statement:
    """What keeps a visit; it returns area path and front of that day, or no row."""
    connection = connections[DEFAULT_DB_ALIAS]  # not by its proxy, which is asked for each column
    told = {
        field.attname: field.get_db_prep_save(getattr(visit, field.attname), connection)
        for field in _fields()
        if getattr(visit, field.attname) is not None
    }
    statement = _statement(tuple(told), len(visitors))
    told |= {"place": visit.place_id, "day": visit.visited_on, "by": visit.logged_by_id}
    for n, one in enumerate(visitors):
        told |= {f"cadre{n}": one.cadre_id, f"post{n}": one.post_id, f"role{n}": str(one.role)}
        told[f"confirmed{n}"] = one.confirmed_at
    return (statement, told)


@cache
def _fields() -> list[Field]:
    """The columns of a visit that are told, all but those of the stay."""
    fields = Visit._meta.concrete_fields
    return [field for field in fields if field.attname not in _OF_THE_STAY]


@cache
def _statement(told: tuple[str, ...], went: int) -> str:
    """The insertion of these columns and so many who went; what is not told is null."""
    quote = connections[DEFAULT_DB_ALIAS].ops.quote_name
    fields = [field for field in _fields() if field.attname in told]
    columns = ", ".join(quote(str(field.column)) for field in fields)
    values = ", ".join(f"%({field.attname})s::{_type(field)}" for field in fields)
    party = ", ".join(_WENT.format(n=n) for n in range(went))
    return _INSERT.format(columns=columns, values=values, party=party)


def _type(field: Field) -> str:
    """Without its length: a cast would cut what the column refuses."""
    return re.sub(r"\(.*?\)", "", field.db_type(connections[DEFAULT_DB_ALIAS]) or "")
