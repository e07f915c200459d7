"""Places that do not count, or somebody asked that they should not."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random

from config.demo.duties import Duties
from config.demo.homes import Home
from config.demo.land import STORY_GROUPS
from config.demo.people import Staff
from config.demo.writing import insert
from households.models import Exclusion, Place

EMPTY_APPROVED = 0.75  # of households that stand empty; the rest is pending
SHARES = {
    "household": (("moved_out", 0.008), ("not_on_roster", 0.002)),
    "enterprise": (("deregistered", 0.03),),
}
PENDING = 0.3


def write(
    homes: Sequence[Home],
    places: Sequence[Place],
    *,
    duties: Duties,
    staff: Staff,
    at: datetime,
    rng: Random,
) -> None:
    """Ask for exclusions, and let the town's supervisor approve most of them."""
    rows = []
    for home, place in zip(homes, places, strict=True):
        reason = _reason(home, place, rng)
        if not reason or home.leaf.area.code in STORY_GROUPS:
            continue
        room = (at.date() - home.joined_on).days
        asked_at = at - timedelta(days=rng.randint(1, max(1, min(room, 300))))
        asked_by = duties.who_went(home.leaf, asked_at.date())[1]
        row = Exclusion(place=place, reason=reason, asked_by=asked_by, asked_at=asked_at)
        if rng.random() > PENDING:
            supervisor = staff.towns[home.leaf.village.town.pk].supervisor
            approved_at = min(at, asked_at + timedelta(days=rng.randint(1, 9)))
            row.approved_on = approved_at.date()
            row.approved_by = supervisor.holder(row.approved_on)
        rows.append(row)
    insert(Exclusion, rows)


def _reason(home: Home, place: Place, rng: Random) -> str:
    drawn = rng.random()
    if home.residence == "empty":
        return "empty" if drawn < EMPTY_APPROVED else ""
    for reason, share in SHARES[place.kind]:
        if drawn < share:
            return reason
        drawn -= share
    return ""
