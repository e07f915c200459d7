"""Keeps what a place's row and its clocks say equal to the log (ARCHITECTURE, Storage).

Whatever may move a date ends here: a visit, a fact about a place, a standard, a new day. It works
on sets, so an import of 100,000 places and a single visit take the same way. The rule itself
stands in `visits.credit`.
"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from django.db import connection, transaction
from django.db.models import Max

from households.models import CategorySpell, Exclusion, Place, PlaceStay, ResidenceSpell
from visits import log
from visits.credit import Clock, Outlook
from visits.models import DayBegun, StandardVersion

BATCH = 2000
LOOK_BACK = timedelta(days=3)  # on the first day of all
ALL_HEARD = datetime(9999, 1, 1, tzinfo=UTC)  # live rows tell everything that was ever received

_LOCK_PLACES = """
SELECT 1 FROM households_place WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE
"""

_WRITE_PLACES = """
UPDATE households_place place
   SET covered_until = told.covered_until, next_due_on = told.next_due_on,
       last_met_on = told.last_met_on, last_met_by_id = told.last_met_by,
       empty_handed = told.empty_handed, is_excluded = told.is_excluded
  FROM unnest(%s::bigint[], %s::date[], %s::date[], %s::date[], %s::bigint[], %s::int[],
              %s::bool[])
       AS told(id, covered_until, next_due_on, last_met_on, last_met_by, empty_handed, is_excluded)
 WHERE place.id = told.id
   AND (place.covered_until, place.next_due_on, place.last_met_on, place.last_met_by_id,
        place.empty_handed, place.is_excluded)
       IS DISTINCT FROM (told.covered_until, told.next_due_on, told.last_met_on,
                         told.last_met_by, told.empty_handed, told.is_excluded)
"""

_WRITE_CLOCKS = """
INSERT INTO visits_placeclock
       (place_id, standard_id, last_credited_on, last_kept_period, open_period, open_credits)
SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::date[], %s::date[], %s::date[], %s::int[])
    ON CONFLICT (place_id, standard_id) DO UPDATE
   SET last_credited_on = excluded.last_credited_on, last_kept_period = excluded.last_kept_period,
       open_period = excluded.open_period, open_credits = excluded.open_credits
"""

_DROP_CLOCKS = """
DELETE FROM visits_placeclock clock
 WHERE clock.place_id = ANY(%s)
   AND NOT EXISTS (SELECT 1 FROM unnest(%s::bigint[], %s::bigint[]) AS kept(place_id, standard_id)
                    WHERE kept.place_id = clock.place_id AND kept.standard_id = clock.standard_id)
"""

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


def lock(place_ids: Sequence[int]) -> None:
    """Take the places' rows for this transaction, in the order of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_PLACES, [list(place_ids)])


def tell(place_ids: Sequence[int], on: date) -> None:
    """Write what the log says of places whose rows the caller has locked."""
    standards = log.standards(on=on)
    base = {standard.id for standard in standards if standard.is_base}
    told: list[tuple[int, Outlook, bool]] = []
    clocks: list[tuple[int, Clock]] = []
    lives = log.lives(place_ids, on=on, at=ALL_HEARD)
    for life, now in log.outlooks(lives, standards=standards, on=on):
        told.append((life.place_id, now, life.place.excluded_for is not None))
        clocks += [
            (life.place_id, clock)
            for clock in now.clocks
            # A base clock without a credit says nothing; 100,000 new places would write as many.
            if clock.last_credit_on is not None or clock.standard_id not in base
        ]
    _write_places(told)
    _write_clocks(place_ids, clocks)


def _write_places(told: Sequence[tuple[int, Outlook, bool]]) -> None:
    columns = (
        [place_id for place_id, _, _ in told],
        [now.covered_until for _, now, _ in told],
        [now.next_due_on for _, now, _ in told],
        [now.last_met.day if now.last_met else None for _, now, _ in told],
        [now.last_met.post_id if now.last_met else None for _, now, _ in told],
        [now.attempt_hours for _, now, _ in told],
        [is_excluded for _, _, is_excluded in told],
    )
    with connection.cursor() as cursor:
        cursor.execute(_WRITE_PLACES, columns)


def _write_clocks(place_ids: Sequence[int], clocks: Sequence[tuple[int, Clock]]) -> None:
    """The clocks of a place are those of the standards that apply to it today, no others."""
    owners = [place_id for place_id, _ in clocks]
    standards = [clock.standard_id for _, clock in clocks]
    with connection.cursor() as cursor:
        cursor.execute(_DROP_CLOCKS, [list(place_ids), owners, standards])
        if not clocks:
            return
        columns = (
            owners,
            standards,
            [clock.last_credit_on for _, clock in clocks],
            [clock.kept_period_on for _, clock in clocks],
            [clock.open_period_on for _, clock in clocks],
            [clock.open_credits for _, clock in clocks],
        )
        cursor.execute(_WRITE_CLOCKS, columns)


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
