"""A leader's page: own visits against the quota, what others wrote down, what came up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from cadres.access import ROLE_MAY, Grant, grants_for, grants_of
from cadres.models import Cadre, Post, Role
from households.models import Exclusion, FoundHousehold
from issues.models import Issue
from phone import outcomes, versions
from phone.correcting import check_version
from phone.queries import where_of
from visits import actions as visits
from visits import quotas
from visits.content import Location, Told, VisitorLine
from visits.models import FormerVisitor, Visit, Visitor

SHOWN = 30  # of what reached the leader; the list of issues has all


@dataclass(frozen=True)
class Asked:
    """A visit that somebody else wrote down as the leader's."""

    visit: Visit
    where: str
    seen: int  # the version that the page shows


@dataclass(frozen=True)
class LeaderPage:
    """Everything on the page."""

    post: Post
    progress: quotas.Progress | None
    asked: Sequence[Asked]
    reached: Sequence[Issue]
    reached_count: int
    to_approve: int


def page_of(cadre: Cadre, *, at: datetime, on: date) -> LeaderPage:
    """Raises PermissionDenied for whoever leads nothing."""
    grants = grants_for(cadre, "go_as_leader", on=on)
    post = Post.objects.select_related("unit", "area").get(pk=grants[0].post_id)
    late = Issue.objects.within(grants).overdue(at=at).exclude(status__in=Issue.RESTING)
    late = late.select_related("lead_unit", "category").order_by("due_at", "pk")
    rows = list(late[: SHOWN + 1])
    asked = quotas.to_confirm(cadre)
    seen = versions.latest_of(asked)
    return LeaderPage(
        post=post,
        progress=quotas.progress(post=post, cadre=cadre, on=on),
        asked=[Asked(one, where_of(one.place), seen.get(one.pk, 0)) for one in asked],
        reached=rows[:SHOWN],
        reached_count=late.count() if len(rows) > SHOWN else len(rows),
        to_approve=_to_approve(grants_of(cadre, on=on)),
    )


def _to_approve(grants: Sequence[Grant]) -> int:
    """How many exclusions and found households wait for this person; 0 for who decides none."""
    may = [grant for grant in grants if Role(grant.role) in ROLE_MAY["approve_exclusions"]]
    if not may:
        return 0
    asked = Exclusion.objects.within(may).pending().count()
    return asked + FoundHousehold.objects.within(may).pending().count()


def asked_of(cadre: Cadre, visit_id: UUID, *, on: date) -> Visit | None:
    """A visit that waits for this leader's word; nothing where none does."""
    grants_for(cadre, "go_as_leader", on=on)
    return next((visit for visit in quotas.to_confirm(cadre) if visit.pk == visit_id), None)


def was_asked(cadre: Cadre, visit_id: UUID) -> bool:
    """Whether the leader stands in a visit, or stood, that waits for no word of theirs any more."""
    whose = {"cadre": cadre, "visit": visit_id}
    told = Visitor.objects.filter(**whose), FormerVisitor.objects.filter(**whose)
    return any(rows.exclude(visit__logged_by=cadre).exists() for rows in told)


@transaction.atomic
def was_there(*, visit: Visit, leader: Cadre, seen: int, at: datetime) -> Visit:
    """The leader's yes, to what the page showed (DOMAIN 4.21).

    Raises ValidationError, code "changed", where its author told it otherwise meanwhile.
    """
    check_version(visit, seen)
    return visits.confirm_leader(visit=visit, leader=leader, at=at)


@transaction.atomic
def was_not_there(*, visit: Visit, leader: Cadre, seen: int, at: datetime) -> Visit:
    """Take the leader out of a visit that somebody else wrote down; every version is kept.

    A visit has a visitor: where nobody else was there it is withdrawn, with its reason, and what
    its author promised and asked for in it goes along. Raises ValidationError, code "changed", as
    `was_there`.
    """
    check_version(visit, seen)
    visit = Visit.objects.select_related("place").get(pk=visit.pk)
    why = _("%(name)s says: it was not me who went") % {"name": leader.name}
    others = [
        VisitorLine(cadre=row.cadre, post=row.post, role=row.role)
        for row in visit.visitors.select_related("cadre", "post")
        if row.cadre_id != leader.pk
    ]
    if not others:
        visit = visits.withdraw(visit=visit, by=leader, why=why, at=at)
        outcomes.drop_what_followed(visit=visit, by=visit.logged_by, why=why, at=at)
        return visit
    return visits.correct(
        visit=visit, by=leader, visitors=others, why=why, at=at, **_as_told(visit)
    )


def _as_told(visit: Visit) -> Told:
    """The visit in its own words, to be told again with other people."""
    where = None
    if visit.latitude is not None and visit.longitude is not None:
        where = Location(
            latitude=visit.latitude, longitude=visit.longitude, accuracy_m=visit.accuracy_m
        )
    return {
        "outcome": visit.outcome,
        "mode": visit.mode,
        "entered_for": (visit.visited_on, visit.part_of_day) if visit.entered_later else None,
        "help": visit.help,
        "cash_yuan": visit.cash_yuan,
        "policies": visit.policies,
        "note": visit.note,
        "again_on": visit.again_on,
        "others_live_here": visit.others_live_here,
        "location": where,
        "spoke_with": visit.spoke_with,
        "spoke_with_as": visit.spoke_with_as,
        "demands": visit.demands,
    }
