"""A leader's own visits against the quota of the post (DOMAIN 4, 4.11, 4.21)."""

from dataclasses import dataclass
from datetime import date, timedelta

from cadres.models import Cadre, Post
from visits import credit
from visits.models import LeaderQuota, Mode, Outcome, Visit, Visitor, VisitorRole

# As what a leader has been there in person; accompanying and proxy fill nothing.
IN_PERSON = (VisitorRole.LEADER, VisitorRole.MAIN)


@dataclass(frozen=True)
class Span:
    """The days of one period of a quota; both belong to it."""

    first: date
    last: date


@dataclass(frozen=True)
class Progress:
    """A quota in its open period, and how much of it was walked."""

    quota: LeaderQuota
    span: Span
    households: int
    enterprises: int


def span_of(quota: LeaderQuota, *, on: date) -> Span:
    """The period in which a day lies, inside the quota's own dates."""
    period = credit.Period(quota.period)
    first = period.first_day(on)
    last = period.following(first) - timedelta(days=1)
    if quota.to_on is not None:
        last = min(last, quota.to_on - timedelta(days=1))
    return Span(max(first, quota.from_on), last)


def progress(*, post: Post, cadre: Cadre, on: date) -> Progress | None:
    """How far the holder of a post is on a day; None where the post has no quota.

    One a place and day, at the door, somebody met, in any area, as `leader` or `main` (4.11). What
    somebody else wrote down counts once the leader has confirmed it (4.21).
    """
    quota = LeaderQuota.objects.on(on).filter(post=post).first()
    if quota is None:
        return None
    span = span_of(quota, on=on)
    seen = _seen(cadre, span.first, min(span.last, on))
    return Progress(quota, span, seen["households"], seen["enterprises"])


def _seen(cadre: Cadre, first: date, last: date) -> dict[str, int]:
    went = Visitor.objects.filter(
        cadre=cadre,
        role__in=IN_PERSON,
        confirmed_at__isnull=False,
        visit__visited_on__range=(first, last),
        visit__outcome=Outcome.MET,
        visit__mode=Mode.DOOR,
        visit__withdrawn_at__isnull=True,
    )
    days = went.values("visit__place", "visit__visited_on", "visit__front").distinct()
    fronts = [row["visit__front"] for row in days]
    enterprises = sum(front == "enterprise" for front in fronts)
    return {"enterprises": enterprises, "households": len(fronts) - enterprises}


def to_confirm(cadre: Cadre) -> list[Visit]:
    """What others wrote down as this leader's own, and nobody has confirmed; the latest first."""
    waiting = Visitor.objects.filter(cadre=cadre, role__in=IN_PERSON, confirmed_at__isnull=True)
    theirs = waiting.filter(post__role="leader").values("visit")
    rows = Visit.objects.standing().filter(pk__in=theirs).exclude(logged_by=cadre)
    rows = rows.select_related("place__area__parent", "logged_by")
    return list(rows.order_by("-visited_on", "-happened_at"))
