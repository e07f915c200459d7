"""What is a cadre's own: visits made or written down, promises, issues raised."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cadres.access import Grant, grants_of
from cadres.models import Cadre, Role, Tenure
from cadres.sheets import Cell
from issues.models import Issue
from phone.correcting import is_free
from phone.queries import place_for, where_of
from visits import topics
from visits.actions import EDITABLE_FOR
from visits.content import VisitorLine
from visits.models import Help, Promise, Visit, Visitor, VisitorRole
from visits.models.promise import PromiseQuerySet
from visits.models.visit import VisitQuerySet

MOST = 200  # issues of one list


def visits_of(
    cadre: Cadre, *, at: datetime, grants: Sequence[Grant] | None = None
) -> VisitQuerySet:
    """Visits that the cadre made or wrote down, the latest first; withdrawn ones too.

    Today's tenures say which (DOMAIN 10): of doors that others answer for now only those that
    are fresh enough to be corrected without a reason. `grants` saves asking for them again.
    """
    grants = grants_of(cadre, on=timezone.localdate(at)) if grants is None else grants
    if not grants:
        return Visit.objects.none()
    went = Visitor.objects.filter(cadre=cadre).values("visit")
    wrote = Visit.objects.filter(logged_by=cadre).order_by().values("pk")
    own = Visit.objects.filter(pk__in=went.union(wrote))
    rows = own.within(grants) | own.filter(received_at__gt=at - EDITABLE_FOR)
    party = Visitor.objects.select_related("cadre", "post__unit").order_by("pk")
    return (
        rows.select_related("place__area__parent", "logged_by", "logged_under__unit")
        .prefetch_related(Prefetch("visitors", party))
        .order_by("-visited_on", "-happened_at", "-pk")
    )


@dataclass(frozen=True)
class OwnVisit:
    """One own visit, and whether it may still be changed without a reason."""

    visit: Visit
    is_free: bool
    is_mine: bool  # written down by the cadre

    @property
    def is_open(self) -> bool:
        """Whether it can be corrected at all."""
        return self.visit.withdrawn_at is None


@dataclass(frozen=True)
class Day:
    """The visits of one day."""

    on: date
    visits: Sequence[OwnVisit]


def by_day(rows: Iterable[Visit], cadre: Cadre, *, at: datetime) -> list[Day]:
    """Visits in their order, a heading for each day."""
    told = [OwnVisit(row, is_free(row, cadre, at), row.logged_by_id == cadre.pk) for row in rows]
    days = groupby(told, key=lambda one: one.visit.visited_on)
    return [Day(on, list(visits)) for on, visits in days]


def own_visit(cadre: Cadre, visit_id: UUID, *, at: datetime) -> Visit | None:
    """One of the cadre's own visits; the same nothing for "not there" and "not yours"."""
    row: Visit | None = visits_of(cadre, at=at).filter(pk=visit_id).first()
    return row


def readable_visit(cadre: Cadre, visit_id: UUID, *, at: datetime) -> Visit | None:
    """A visit whose versions the cadre may read: an own one, or one at a door that they open."""
    own = own_visit(cadre, visit_id, at=at)
    if own is not None:
        return own
    row: Visit | None = (
        Visit.objects.filter(pk=visit_id).select_related("place__area__parent").first()
    )
    return row if row is not None and place_for(cadre, row.place_id) else None


def offered(tenures: Iterable[Tenure]) -> dict[str, VisitorLine]:
    """Who may have come along, by the key that the form posts; a leader comes as leader."""
    return {
        str(tenure.pk): VisitorLine(
            cadre=tenure.cadre,
            post=tenure.post,
            role=VisitorRole.LEADER
            if tenure.post.role == Role.LEADER
            else VisitorRole.ACCOMPANYING,
        )
        for tenure in tenures
    }


def sheet_head() -> list[str]:
    """The head of the workbook of own visits."""
    return [
        _("Day"),
        _("When"),
        _("Whom"),
        _("Address"),
        _("Outcome"),
        _("How"),
        _("What was done"),
        _("Which policies you explained"),
        _("What was said"),
        _("Who went"),
        _("Written down by"),
        _("Written down at"),
        _("Corrected or taken back"),
    ]


def sheet_rows(rows: VisitQuerySet) -> Iterator[list[Cell]]:
    """Own visits as rows of a workbook."""
    between = pgettext("between items", ", ")
    policies = topics.names()
    for visit in rows.iterator(chunk_size=500):
        clock = timezone.localtime(visit.happened_at).strftime("%H:%M")
        later = visit.withdrawn_why or visit.corrected_why
        if not later and visit.corrected_at:
            later = _("corrected")
        yield [
            visit.visited_on,
            visit.get_part_of_day_display() if visit.entered_later else clock,
            visit.place.name,
            where_of(visit.place),
            visit.get_outcome_display(),
            visit.get_mode_display(),
            between.join(str(Help(code).label) for code in visit.help),
            topics.said(visit, policies),
            visit.note,
            between.join(went.cadre.name for went in visit.visitors.all()),
            visit.logged_by.name,
            visit.received_at,
            later,
        ]


def promises_of(cadre: Cadre) -> PromiseQuerySet:
    """What the cadre promised, the nearest day first, at doors that today's posts open."""
    grants = grants_of(cadre, on=timezone.localdate())
    rows = Promise.objects.within(grants).filter(made_by=cadre)
    return rows.select_related("place__area__parent").order_by("due_on", "pk")


def promise_for(cadre: Cadre, promise_id: UUID) -> Promise | None:
    """A promise at a door that the cadre visits, whoever made it: it passes on with the area."""
    row = Promise.objects.filter(pk=promise_id).select_related("place").first()
    return row if row is not None and place_for(cadre, row.place_id, verb="visit") else None


def raised_by(cadre: Cadre, *, is_open: bool = True) -> list[Issue]:
    """Issues that the cadre raised, at doors that today's posts open: open or closed ones."""
    rows = Issue.objects.visible_to(cadre).filter(raised_by=cadre)
    rows = rows.open() if is_open else rows.exclude(pk__in=rows.open().values("pk"))
    rows = rows.select_related("place__area__parent", "lead_unit", "category")
    return list(rows.order_by("due_at" if is_open else "-raised_at", "pk")[:MOST])


@dataclass(frozen=True)
class Counts:
    """What waits, for the page of me."""

    promises: int
    issues: int
    may_raise: bool


def counts_of(cadre: Cadre, *, grants: Sequence[Grant]) -> Counts:
    """How much of one's own is not done; two queries. `grants` are the cadre's of today."""
    promises = Promise.objects.within(grants).open().filter(made_by=cadre)
    issues = Issue.objects.within(grants).open().filter(raised_by=cadre)
    may_raise = any(grant.may("visit") for grant in grants)
    return Counts(promises.count(), issues.count(), may_raise)
