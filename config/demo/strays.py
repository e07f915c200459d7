"""What phones sent and what fits nowhere: a few records that wait for the supervisor."""

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from config.demo.land import STORY_TOWN
from phone.models import Held
from phone.sync.holding import hold
from phone.sync.items import read_item
from visits.models import Visit

MET_AFTER_ALL = "回头又碰到本人，身体还好，问了医保缴费。"
WRONG_CLOCK = "手机日期没调对，发出来才看见。"
UNKNOWN_DOOR = 900_000_001


def write(*, at: datetime, rng: Random) -> None:
    """Other words under a number that stands, a door that is not known, a day without a post."""
    visits = Visit.objects.filter(place__area__code__startswith=STORY_TOWN)
    attempts = visits.filter(outcome="nobody_home").order_by("-happened_at", "pk")
    visit = attempts.select_related("place", "logged_by").first()
    if visit is None:
        return
    told = {
        "id": str(visit.pk),
        "by": visit.logged_by_id,
        "place": visit.place_id,
        "phone_at": visit.phone_at,
        "outcome": "met",
    }
    first, second = (str(UUID(int=rng.getrandbits(128), version=4)) for _ in range(2))
    long_ago = {"id": second, "phone_at": at - timedelta(days=9 * 365), "note": WRONG_CLOCK}
    for reason, record in (
        (Held.Reason.ID_TAKEN, told | {"note": MET_AFTER_ALL}),
        (Held.Reason.NO_PLACE, told | {"id": first, "place": UNKNOWN_DOOR}),
        (Held.Reason.NO_TENURE, told | long_ago),
    ):
        place = None if reason == Held.Reason.NO_PLACE else visit.place
        received_at = at - timedelta(hours=rng.randint(2, 60))
        hold(read_item(record), reason, place=place, by=visit.logged_by, at=received_at)
