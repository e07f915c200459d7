"""What the place card tells: who lives there, why now, what is open, who came before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Prefetch, Q
from django.utils import timezone

from cadres.models import Cadre, Post, Tenure
from households.models import CategorySpell, Enterprise, Place, Resident
from households.walking import block
from issues.models import Issue
from phone.queries import Door, where_of
from phone.saying import said_of
from photos import queries as photos
from photos.models import Photo
from visits import credit, log, topics
from visits.models import PlaceClock, Promise, Topic, Visit, Visitor
from visits.models.visit import VisitQuerySet

EARLIER = 3  # visits on the card; all of them are a page of their own
COMPANIONS = 60
CLOSED_FOR = timedelta(days=90)  # so long a closed issue is worth a word at the door
TOLD_AT_DOOR = 3  # issues


@dataclass(frozen=True)
class Member:
    """One person of the household, with the age on the day."""

    resident: Resident
    age: int | None


@dataclass(frozen=True)
class Earlier:
    """A visit that stands in the log, under the post that made it."""

    visit: Visit
    post: Post | None
    photos: Sequence[Photo] = ()
    explained: str = ""  # which policies

    @property
    def is_of_another_year(self) -> bool:
        """Whether the day has to name its year."""
        return self.visit.visited_on.year != timezone.localdate().year


@dataclass(frozen=True)
class ToldIssue:
    """An issue, and what can be said of it at the door."""

    issue: Issue
    said: str


@dataclass(frozen=True)
class Card:
    """Everything that the place card shows."""

    door: Door
    where: str
    residence: str
    members: Sequence[Member]
    enterprise: Enterprise | None
    categories: Sequence[str]
    standard: credit.Standard | None  # the one that is due first
    open_issues: Sequence[ToldIssue]
    promises: Sequence[Promise]
    earlier: Sequence[Earlier]
    visit_count: int
    topics: Sequence[Topic] = ()  # what to bring up: policies, then hints

    @property
    def place(self) -> Place:
        """The place itself."""
        return self.door.place

    @property
    def building(self) -> str:
        """The building that it lies in, 华园小区3幢; "" for a house of its own."""
        return "".join(block(self.place.address) or ())

    @property
    def callable(self) -> Member | None:
        """Whom the button at the foot calls: the first with a phone, the head before others."""
        return next((member for member in self.members if member.resident.phone), None)

    @property
    def can_call(self) -> bool:
        """Whether anybody's phone is known."""
        return bool(self.callable or self.enterprise and self.enterprise.phone)


def card_of(place: Place, *, on: date) -> Card:
    """Read the card of one place; a fixed number of queries."""
    is_household = place.kind == Place.Kind.HOUSEHOLD
    household = getattr(place, "household", None) if is_household else None
    visits = all_visits(place)
    return Card(
        door=Door(place, on),
        where=where_of(place),
        residence=str(household.get_residence_display()) if household else "",
        members=members_of(place, on=on) if is_household else [],
        enterprise=company_of(place),
        categories=_categories(place, on),
        standard=_first_due(place, on),
        open_issues=told_issues(_open_issues(place), at=timezone.now()),
        promises=open_promises(place),
        earlier=told(visits[:EARLIER]),
        visit_count=visits.count(),
        topics=topics.topics_for(place, on=on),
    )


def company_of(place: Place) -> Enterprise | None:
    """What is known of a company or shop; None for a household."""
    if place.kind != Place.Kind.ENTERPRISE:
        return None
    company: Enterprise | None = getattr(place, "enterprise", None)  # loaded with the place
    return company


def open_promises(place: Place) -> list[Promise]:
    """What was promised here and not done yet, the nearest day first."""
    rows = Promise.objects.open().filter(place=place).select_related("made_by", "made_under__unit")
    return list(rows.order_by("due_on", "pk"))


def told_issues(rows: Iterable[Issue], *, at: datetime) -> list[ToldIssue]:
    """Issues, each with its sentence for the household."""
    return [ToldIssue(issue, said_of(issue, at=at)) for issue in rows]


def raised_last(place: Place, *, at: datetime) -> list[ToldIssue]:
    """What to say at the door: what is open, and what was closed not long ago (DOMAIN 5)."""
    fresh = ~Q(status=Issue.Status.CLOSED) | Q(closed_at__gt=at - CLOSED_FOR)
    rows = Issue.objects.filter(fresh, place=place).select_related("lead_unit")
    open_first = rows.order_by(F("closed_at").desc(nulls_first=True), "due_at", "pk")
    return told_issues(open_first[:TOLD_AT_DOOR], at=at)


def _open_issues(place: Place) -> list[Issue]:
    """Nearest limit first."""
    rows = Issue.objects.open().filter(place=place).select_related("lead_unit")
    return list(rows.order_by("due_at", "pk"))


@dataclass(frozen=True)
class Before:
    """Somebody of another unit who was at a company this month (DOMAIN 10)."""

    visit: Visit
    post: Post
    count: int  # all visits of the month so far


def before_us(place: Place, under: Post, *, on: date) -> Before | None:
    """Whose visit to tell before a second one disturbs the same company; None: nobody's."""
    return first_before(list(visits_of_month([place.pk], on=on)), under)


def visits_of_month(place_ids: Sequence[int], *, on: date) -> VisitQuerySet:
    """Visits of the month so far, the latest first."""
    month = Visit.objects.standing().filter(place__in=place_ids, visited_on__gte=on.replace(day=1))
    rows = month.select_related("logged_under__unit")
    return rows.order_by("-visited_on", "-happened_at")


def first_before(month: Sequence[Visit], under: Post) -> Before | None:
    """The latest of a company's visits that is of another unit."""
    other = next((row for row in month if row.logged_under.unit_id != under.unit_id), None)
    return Before(other, other.logged_under, len(month)) if other else None


def members_of(place: Place, *, on: date) -> list[Member]:
    """The household's people, the head first."""
    people = Resident.objects.filter(household=place.pk).order_by("-is_head", "pk")
    return [Member(resident, age(resident.born_on, on)) for resident in people]


def age(born_on: date | None, on: date) -> int | None:
    """Full years on a day."""
    if born_on is None:
        return None
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def _categories(place: Place, on: date) -> list[str]:
    spells = CategorySpell.objects.on(on).filter(place=place).select_related("category")
    return category_names(spells)


def category_names(spells: Iterable[CategorySpell]) -> list[str]:
    """The categories of one place, each once, in the order of the list of categories."""
    ordered = sorted({(spell.category.order, spell.category.name) for spell in spells})
    return [name for _order, name in ordered]


def _first_due(place: Place, on: date) -> credit.Standard | None:
    return first_due(place, PlaceClock.objects.filter(place=place), log.standards(on=on))


def first_due(
    place: Place, clocks: Iterable[PlaceClock], standards: Iterable[credit.Standard]
) -> credit.Standard | None:
    """The standard by which the place is due first; clocks say which apply (visits.retelling)."""
    kept = {clock.standard_id: clock for clock in clocks}
    due = []
    for standard in standards:
        row = kept.get(standard.id)
        if row is None and not standard.is_base:
            continue
        told = credit.Clock(
            standard.id,
            row.last_credited_on if row else None,
            row.last_kept_period if row else None,
        )
        due.append((credit.next_due_on(standard, told, joined_on=place.joined_on), standard))
    return min(due, key=lambda pair: pair[0])[1] if due else None


def all_visits(place: Place) -> VisitQuerySet:
    """Visits of a place that stand, the latest first, with those who went."""
    went = Visitor.objects.select_related("post__unit").order_by("pk")
    rows = Visit.objects.standing().filter(place=place).prefetch_related(Prefetch("visitors", went))
    return rows.order_by("-visited_on", "-happened_at")


def told(visits: Iterable[Visit]) -> list[Earlier]:
    """Visits with the post of the main visitor, photos and policies; at most two more queries."""
    rows = list(visits)
    hung = photos.by_subject("visit", [visit.pk for visit in rows])
    names = topics.names_of(rows)
    return [
        Earlier(visit, _post_of(visit), hung.get(visit.pk, ()), topics.said(visit, names))
        for visit in rows
    ]


def _post_of(visit: Visit) -> Post | None:
    there = list(visit.visitors.all())
    main = next((visitor for visitor in there if visitor.role == "main"), None)
    first = main or (there[0] if there else None)
    return first.post if first else None


@dataclass(frozen=True)
class Line:
    """A number to dial, and whose it is; nobody's in particular for an enterprise."""

    number: str
    resident: Resident | None


def line_of(place: Place, resident_id: str) -> Line | None:
    """The number of one of the household's people, or of the enterprise; None: no such line."""
    if place.kind == Place.Kind.ENTERPRISE:
        enterprise = Enterprise.objects.filter(pk=place.pk).first()
        return Line(enterprise.phone, None) if enterprise and enterprise.phone else None
    people = Resident.objects.filter(household=place.pk)
    resident = next((one for one in people if str(one.pk) == resident_id), None)
    return Line(resident.phone, resident) if resident and resident.phone else None


def kept_photos(visit_id: UUID, *, by: Cadre) -> list[Photo]:
    """Photos that came before their visit, for the form that is still open."""
    return [photo for photo in photos.hanging_on("visit", visit_id) if photo.taken_by_id == by.pk]


def companions_of(cadre: Cadre, unit_id: int, *, on: date) -> list[Tenure]:
    """Who may have come along: those who hold a post of the same unit today."""
    rows = Tenure.objects.on(on).filter(post__unit=unit_id, cadre__is_active=True)
    others = rows.exclude(cadre=cadre).select_related("cadre", "post__unit")
    return list(others.order_by("post__pk", "cadre__pk")[:COMPANIONS])
