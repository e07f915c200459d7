"""What the place card tells: who lives there, why now, what is open, who came before."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Prefetch
from django.utils import timezone

from cadres.models import Cadre, Post, Tenure
from households.models import CategorySpell, Enterprise, Household, Place, Resident
from issues import queries as issues
from issues.models import Issue
from phone.queries import Door, where_of
from photos import queries as photos
from photos.models import Photo
from visits import credit, log
from visits.models import PlaceClock, Visit, Visitor
from visits.models.visit import VisitQuerySet

EARLIER = 3  # visits on the card; all of them are a page of their own
COMPANIONS = 60


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

    @property
    def is_of_another_year(self) -> bool:
        """Whether the day has to name its year."""
        return self.visit.visited_on.year != timezone.localdate().year


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
    open_issues: Sequence[Issue]
    earlier: Sequence[Earlier]
    visit_count: int

    @property
    def place(self) -> Place:
        """The place itself."""
        return self.door.place

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
    household = Household.objects.filter(pk=place.pk).first() if is_household else None
    visits = all_visits(place)
    return Card(
        door=Door(place, on),
        where=where_of(place),
        residence=str(household.get_residence_display()) if household else "",
        members=members_of(place, on=on) if is_household else [],
        enterprise=None if is_household else Enterprise.objects.filter(pk=place.pk).first(),
        categories=_categories(place, on),
        standard=_first_due(place, on),
        open_issues=issues.open_of(place),
        earlier=told(visits[:EARLIER]),
        visit_count=visits.count(),
    )


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
    ordered = sorted({(spell.category.order, spell.category.name) for spell in spells})
    return [name for _order, name in ordered]


def _first_due(place: Place, on: date) -> credit.Standard | None:
    """The standard by which the place is due first; clocks say which apply (visits.retelling)."""
    clocks = {clock.standard_id: clock for clock in PlaceClock.objects.filter(place=place)}
    due = []
    for standard in log.standards(on=on):
        row = clocks.get(standard.id)
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
    """Visits with the post of the main visitor and their photos; one more query."""
    rows = list(visits)
    hung = photos.by_subject("visit", [visit.pk for visit in rows])
    return [Earlier(visit, _post_of(visit), hung.get(visit.pk, ())) for visit in rows]


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
