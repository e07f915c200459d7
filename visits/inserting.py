"""One visit with those who went, in one statement; it says where the place stood that day.

A visit comes from a door, often, and somebody waits for its receipt (ARCHITECTURE, Storage).
"""

import re
from collections.abc import Sequence
from functools import cache

from django.db import connection
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
     SELECT kept.id, party.cadre_id, party.post_id, party.role, party.confirmed_at
       FROM kept CROSS JOIN unnest(%(cadres)s::bigint[], %(posts)s::bigint[],
                                   %(roles)s::varchar[], %(confirmed)s::timestamptz[])
            WITH ORDINALITY AS party(cadre_id, post_id, role, confirmed_at, n)
      ORDER BY party.n)
SELECT area_path, front FROM kept
"""

_OF_THE_STAY = ("area_path", "front")


def insert(visit: Visit, visitors: Sequence[Visitor]) -> Statement:
    """What keeps a visit; it returns area path and front of that day, or no row."""
    told = {
        field.attname: field.get_db_prep_save(getattr(visit, field.attname), connection)
        for field in _fields()
    }
    told |= {
        "place": visit.place_id,
        "day": visit.visited_on,
        "by": visit.logged_by_id,
        "cadres": [one.cadre_id for one in visitors],
        "posts": [one.post_id for one in visitors],
        "roles": [str(one.role) for one in visitors],
        "confirmed": [one.confirmed_at for one in visitors],
    }
    return (_statement(), told)


@cache
def _fields() -> list[Field]:
    """The columns of a visit that are told, all but those of the stay."""
    fields = Visit._meta.concrete_fields
    return [field for field in fields if field.attname not in _OF_THE_STAY]


@cache
def _statement() -> str:
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in _fields())
    values = ", ".join(f"%({field.attname})s::{_type(field)}" for field in _fields())
    return _INSERT.format(columns=columns, values=values)


def _type(field: Field) -> str:
    """Without its length: a cast would cut what the column refuses."""
    return re.sub(r"\(.*?\)", "", field.db_type(connection) or "")
