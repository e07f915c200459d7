"""What leaders are to see in person, and which doors they went to with the cadres."""

from datetime import datetime, timedelta

from cadres.workdays import SHANGHAI
from config.demo.people import LONG_AGO, Seat, Staff
from config.demo.writing import insert
from visits.models import LeaderQuota, Period, Visit, Visitor, VisitorRole

HOUSEHOLDS, ENTERPRISES = 20, 4  # of a quarter
WENT = {"household": 13, "enterprise": 2}
TO_CONFIRM = 2  # of the latest, which the leader has not confirmed yet


def write(*, staff: Staff, at: datetime) -> None:
    """A quota for each town's leader, and this quarter's visits that the leader came along to."""
    on = at.astimezone(SHANGHAI).date()
    since = on - timedelta(days=LONG_AGO)
    seats = [town.leader for town in staff.towns.values()]
    for seat in seats:
        LeaderQuota.objects.create(
            post=seat.post,
            period=Period.QUARTER,
            households=HOUSEHOLDS,
            enterprises=ENTERPRISES,
            from_on=since,
        )
        insert(Visitor, _went(seat, at))


def _went(seat: Seat, at: datetime) -> list[Visitor]:
    """The leader among those who went; what is confirmed lies before what is not."""
    on = at.astimezone(SHANGHAI).date()
    first = on.replace(month=(on.month - 1) // 3 * 3 + 1, day=1)
    inside = Visit.objects.filter(
        area_path__startswith=seat.post.area.path,
        outcome="met",
        mode="door",
        visited_on__range=(first, on),
    )
    rows = []
    for kind, count in WENT.items():
        visits = list(inside.filter(place__kind=kind).order_by("-visited_on", "pk")[:200])
        doors: dict[int, Visit] = {}
        for visit in visits:
            doors.setdefault(visit.place_id, visit)
        open_ones = TO_CONFIRM if kind == "household" else 0
        for position, visit in enumerate(list(doors.values())[: count + open_ones]):
            rows.append(
                Visitor(
                    visit=visit,
                    cadre=seat.holder(visit.visited_on),
                    post=seat.post,
                    role=VisitorRole.LEADER,
                    confirmed_at=None if position < open_ones else visit.received_at,
                )
            )
    return rows
