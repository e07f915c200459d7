"""Keeps what a place's row and its clocks say equal to the log (ARCHITECTURE, Storage).

Whatever may move a date ends here: a visit, a fact about a place, a standard, a new day. It works
on sets, so an import of 100,000 places and a single visit take the same way. The rule itself
stands in `visits.credit`.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from cadres.statements import Rows, Statement, ask
from households.models import CategorySpell, Exclusion, Place, PlaceStay, ResidenceSpell
from visits import log
from visits.credit import Clock, Outlook
from visits.models import DayBegun, StandardVersion

Clocks = Sequence[tuple[int, Clock]]  # each with its place

BATCH = 2000
LOOK_BACK = timedelta(days=3)  # on the first day of all

_LOCK_PLACE = "SELECT 1 FROM households_place WHERE id = %s::bigint FOR NO KEY UPDATE"
_LOCK_PLACES = """
SELECT 1 FROM households_place WHERE id = ANY(%s::bigint[]) ORDER BY id FOR NO KEY UPDATE
"""

# The places, and their clocks: those of the standards that apply to each today, no others.
_WRITE = """
WITH written AS (
     UPDATE households_place place
        SET covered_until = told.covered_until, next_due_on = told.next_due_on,
            last_met_on = told.last_met_on, last_met_by_id = told.last_met_by,
            empty_handed = told.empty_handed, is_excluded = told.is_excluded
       FROM unnest(%(places)s::bigint[], %(covered)s::date[], %(due)s::date[], %(met_on)s::date[],
                   %(met_by)s::bigint[], %(empty)s::int[], %(excluded)s::bool[])
            AS told(id, covered_until, next_due_on, last_met_on, last_met_by, empty_handed,
                    is_excluded)
      WHERE place.id = told.id
        AND (place.covered_until, place.next_due_on, place.last_met_on, place.last_met_by_id,
             place.empty_handed, place.is_excluded)
            IS DISTINCT FROM (told.covered_until, told.next_due_on, told.last_met_on,
                              told.last_met_by, told.empty_handed, told.is_excluded)),
dropped AS (
     DELETE FROM visits_placeclock clock
      WHERE clock.place_id = ANY(%(ids)s::bigint[])
        AND NOT EXISTS (
            SELECT FROM unnest(%(owners)s::bigint[], %(standards)s::bigint[])
                     AS kept(place_id, standard_id)
             WHERE kept.place_id = clock.place_id AND kept.standard_id = clock.standard_id))
INSERT INTO visits_placeclock AS clock
       (place_id, standard_id, last_credited_on, last_kept_period, open_period, open_credits)
SELECT * FROM unnest(%(owners)s::bigint[], %(standards)s::bigint[], %(credited)s::date[],
                     %(kept)s::date[], %(periods)s::date[], %(credits)s::int[])
    ON CONFLICT (place_id, standard_id) DO UPDATE
   SET last_credited_on = excluded.last_credited_on, last_kept_period = excluded.last_kept_period,
       open_period = excluded.open_period, open_credits = excluded.open_credits
"""

# The same about one place, in single values: one plan serves every door.
_WRITE_ONE = """
WITH told(covered_until, next_due_on, last_met_on, last_met_by, empty_handed, is_excluded) AS (
     VALUES (%(covered)s::date, %(due)s::date, %(met_on)s::date, %(met_by)s::bigint,
             %(empty)s::smallint, %(excluded)s::bool)),
clocks(standard_id, credited, kept, period, credits) AS (VALUES {clocks}),
written AS (
     UPDATE households_place place
        SET covered_until = told.covered_until, next_due_on = told.next_due_on,
            last_met_on = told.last_met_on, last_met_by_id = told.last_met_by,
            empty_handed = told.empty_handed, is_excluded = told.is_excluded
       FROM told
      WHERE place.id = %(place)s::bigint
        AND (place.covered_until, place.next_due_on, place.last_met_on, place.last_met_by_id,
             place.empty_handed, place.is_excluded) IS DISTINCT FROM (told.*)),
dropped AS (
     DELETE FROM visits_placeclock clock
      WHERE clock.place_id = %(place)s::bigint
        AND clock.standard_id NOT IN (SELECT standard_id FROM clocks))
INSERT INTO visits_placeclock
       (place_id, standard_id, last_credited_on, last_kept_period, open_period, open_credits)
SELECT %(place)s::bigint, clocks.* FROM clocks
    ON CONFLICT (place_id, standard_id) DO UPDATE
   SET last_credited_on = excluded.last_credited_on, last_kept_period = excluded.last_kept_period,
       open_period = excluded.open_period, open_credits = excluded.open_credits
"""
_CLOCK = (
    "(%(standard{n})s::bigint, %(credited{n})s::date, %(kept{n})s::date, %(period{n})s::date,"
    " %(credits{n})s::int)"
)

_MOVE_PLACES = """
UPDATE households_place place
   SET area_id = stay.area_id, area_path = stay.area_path, front = stay.front,
       is_active = stay.is_active
  FROM households_placestay stay
 WHERE stay.place_id = place.id AND stay.from_on <= %(on)s
   AND (stay.to_on IS NULL OR stay.to_on > %(on)s) AND stay.from_on > %(since)s
   AND (place.area_id, place.area_path, place.front, place.is_active)
       IS DISTINCT FROM (stay.area_id, stay.area_path, stay.front, stay.is_active)
"""

_TELL_RESIDENCES = """
UPDATE households_household house
   SET residence = coalesce(now.residence, '')
  FROM households_residencespell turned
  LEFT JOIN households_residencespell now ON now.household_id = turned.household_id
       AND now.from_on <= %(on)s AND (now.to_on IS NULL OR now.to_on > %(on)s)
 WHERE turned.household_id = house.place_id
   AND (turned.from_on > %(since)s AND turned.from_on <= %(on)s
        OR turned.to_on > %(since)s AND turned.to_on <= %(on)s)
   AND house.residence <> coalesce(now.residence, '')
"""


def retell(place_ids: Sequence[int], on: date) -> None:
    """Tell clocks and dates of these places anew from the log; repeating it changes nothing.

    Locks the places first, always in the same order, so that a visit recorded at the same moment
    is told before or after, never lost. In batches, each in its own transaction where the caller
    has none.
    """
    ids = sorted(set(place_ids))
    for start in range(0, len(ids), BATCH):
        batch = ids[start : start + BATCH]
        with transaction.atomic():
            lock(batch)
            tell(batch, on)


def locking(place_ids: Sequence[int]) -> Statement:
    """What takes the places' rows for this transaction, in the order of their ids.

    On its own, so that what is asked after it sees what those before it wrote.
    """
    if len(place_ids) == 1:
        return (_LOCK_PLACE, list(place_ids))
    return (_LOCK_PLACES, [list(place_ids)])


def lock(place_ids: Sequence[int]) -> None:
    """Take the places' rows for this transaction, in the order of their ids."""
    ask([locking(place_ids)], often=len(place_ids) == 1)


def tell(place_ids: Sequence[int], on: date) -> None:
    """Write what the log says of places whose rows the caller has locked."""
    write(place_ids, on, ask(readings(place_ids, on), often=len(place_ids) == 1))


def readings(place_ids: Sequence[int], on: date) -> list[Statement]:
    """What has to be asked of the log to tell places; `write` takes the answers."""
    return log.all_that_tells(place_ids, on=on, at=log.ALL_HEARD)


def write(place_ids: Sequence[int], on: date, answers: Sequence[Rows]) -> None:
    """Write what the answers to `readings` say of places whose rows the caller has locked."""
    lives, standards = log.told(answers)
    base = {standard.id for standard in standards if standard.is_base}
    told: list[tuple[int, Outlook, bool]] = []
    clocks: list[tuple[int, Clock]] = []
    for life, now in log.outlooks(lives, standards=standards, on=on):
        told.append((life.place_id, now, life.place.excluded_for is not None))
        clocks += [
            (life.place_id, clock)
            for clock in now.clocks
            # A base clock without a credit says nothing; 100,000 new places would write as many.
            if clock.last_credit_on is not None or clock.standard_id not in base
        ]
    if len(told) == len(place_ids) == 1 and clocks:
        ask([_writing_one(*told[0], clocks)], often=True)
    else:
        ask([_writing(place_ids, told, clocks)])


def _writing(
    place_ids: Sequence[int],
    told: Sequence[tuple[int, Outlook, bool]],
    clocks: Sequence[tuple[int, Clock]],
) -> Statement:
    rows = {
        "ids": list(place_ids),
        "places": [place_id for place_id, _, _ in told],
        "covered": [now.covered_until for _, now, _ in told],
        "due": [now.next_due_on for _, now, _ in told],
        "met_on": [now.last_met.day if now.last_met else None for _, now, _ in told],
        "met_by": [now.last_met.post_id if now.last_met else None for _, now, _ in told],
        "empty": [now.attempt_hours for _, now, _ in told],
        "excluded": [is_excluded for _, _, is_excluded in told],
        "owners": [place_id for place_id, _ in clocks],
        "standards": [clock.standard_id for _, clock in clocks],
        "credited": [clock.last_credit_on for _, clock in clocks],
        "kept": [clock.kept_period_on for _, clock in clocks],
        "periods": [clock.open_period_on for _, clock in clocks],
        "credits": [clock.open_credits for _, clock in clocks],
    }
    return (_WRITE, rows)


def _writing_one(place_id: int, now: Outlook, is_excluded: bool, clocks: Clocks) -> Statement:
    rows: dict[str, Any] = {
        "place": place_id,
        "covered": now.covered_until,
        "due": now.next_due_on,
        "met_on": now.last_met.day if now.last_met else None,
        "met_by": now.last_met.post_id if now.last_met else None,
        "empty": now.attempt_hours,
        "excluded": is_excluded,
    }
    for n, (_place_id, clock) in enumerate(clocks):
        rows |= {
            f"standard{n}": clock.standard_id,
            f"credited{n}": clock.last_credit_on,
            f"kept{n}": clock.kept_period_on,
            f"period{n}": clock.open_period_on,
            f"credits{n}": clock.open_credits,
        }
    return (_of_clocks(len(clocks)), rows)


@cache
def _of_clocks(count: int) -> str:
    return _WRITE_ONE.format(clocks=", ".join(_CLOCK.format(n=n) for n in range(count)))


def begin_day(on: date) -> int:
    """Tell anew the places for which a dated fact begins or ends; return how many.

    Goes on from the last day that was told, however long ago; a day told already is not told again
    (what changes within a day tells its places itself).
    """
    if DayBegun.objects.filter(day=on).exists():
        return 0
    last = DayBegun.objects.filter(day__lt=on).aggregate(last=Max("day"))["last"]
    since = last or on - LOOK_BACK
    ids = _turning(since=since, on=on)
    with transaction.atomic(), connection.cursor() as cursor:
        lock(ids)
        cursor.execute(_MOVE_PLACES, {"on": on, "since": since})
        cursor.execute(_TELL_RESIDENCES, {"on": on, "since": since})
    retell(ids, on)
    DayBegun.objects.bulk_create([DayBegun(day=on)], ignore_conflicts=True)
    return len(ids)


def _turning(*, since: date, on: date) -> list[int]:
    """Ids of places of which some fact, or a standard over them, begins or ends after `since`."""
    turned = (since + timedelta(days=1), on)
    ids: set[int] = set()
    for model, begins, ends, place in (
        (PlaceStay, "from_on", "to_on", "place_id"),
        (CategorySpell, "from_on", "to_on", "place_id"),
        (ResidenceSpell, "from_on", "to_on", "household_id"),
        (Exclusion, "approved_on", "ended_on", "place_id"),
    ):
        for day in (begins, ends):
            rows = model._default_manager.filter(**{f"{day}__range": turned})
            ids.update(rows.values_list(place, flat=True))
    for day in ("from_on", "to_on"):
        for version in StandardVersion.objects.filter(**{f"{day}__range": turned}):
            ids.update(places_under(version))
    return sorted(ids)


def places_under(version: StandardVersion) -> list[int]:
    """Ids of places that a version of a standard may apply to, by its area and fronts."""
    places = Place.objects.below(version.area_path)
    if version.fronts:
        places = places.filter(front__in=version.fronts)
    return list(places.values_list("pk", flat=True))
