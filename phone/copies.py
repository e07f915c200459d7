"""What the copy on a phone holds of each own door, read for a hundred doors at once (DOMAIN 10).

The same cards and forms as the pages of one door (`phone.cards`), by a number of queries that does
not grow with the doors.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, TypeVar

from django.db.models import BooleanField, Count, ExpressionWrapper, F, Prefetch, Q, Window
from django.db.models.functions import Coalesce, RowNumber
from django.utils import timezone

from cadres.access import Grant, grants_for
from cadres.models import Cadre, Post, Tenure
from households.models import CategorySpell, Place, Resident
from issues.models import Issue
from phone import cards, listing, own, queries
from phone.forms.visit import VisitForm
from visits import credit, log, topics
from visits.models import PlaceClock, Promise, Topic, Visit, Visitor

A_PAGE = 100

Row = TypeVar("Row")


@dataclass(frozen=True)
class Copied:
    """One door of the copy: its row, its card, its form, by what it is found."""

    door: queries.Door
    card: cards.Card
    form: dict[str, Any]  # what the page of the visit form wants to know of this door
    under: Post
    names: Sequence[str]  # of those who live there
    initials: Sequence[str]
    which: Sequence[str]  # filters of the list of all doors that show it


@dataclass(frozen=True)
class Copying:
    """Who takes the copy, when; what every door of it has in common."""

    cadre: Cadre
    at: datetime
    grants: Sequence[Grant]
    day: queries.Today
    walked: Mapping[int, Visit]

    @classmethod
    def by(cls, cadre: Cadre, *, at: datetime) -> "Copying":
        """Raises PermissionDenied for whoever holds no visiting post."""
        on = timezone.localdate(at)
        grants = grants_for(cadre, "visit", on=on)
        day = queries.today(cadre, on=on, grants=grants)
        return cls(cadre, at, grants, day, queries.walked_on(cadre, on))

    @property
    def on(self) -> date:
        """The day that is told."""
        return timezone.localdate(self.at)

    @cached_property
    def posts(self) -> dict[int, Post]:
        """The visiting posts."""
        return {post.pk: post for post in queries.posts_of(self.grants)}

    @cached_property
    def companions(self) -> dict[int, list[Tenure]]:
        """Who may come along, by post: those of its unit."""
        units = {post.unit_id for post in self.posts.values()}
        of = {unit: cards.companions_of(self.cadre, unit, on=self.on) for unit in units}
        return {key: of[post.unit_id] for key, post in self.posts.items()}

    def doors(self, *, after: int) -> list[Copied]:
        """The next `A_PAGE` own doors behind that key, by key; excluded ones too."""
        ground = queries.ground_of(self.cadre, on=self.on, grants=self.grants)
        rows = ground.places(on=self.on).filter(pk__gt=after).order_by("pk")
        with_all = rows.select_related(
            "area__parent", "last_met_by__unit", "household", "enterprise"
        )
        sets = {f"is_{name}": _holds(rule) for name, rule in listing.sets_on(self.on).items()}
        places = list(with_all.annotate(**sets)[:A_PAGE])
        facts = Facts(places, on=self.on, at=self.at)
        return [self._copied(place, facts) for place in places]

    def _copied(self, place: Place, facts: "Facts") -> Copied:
        nearest = max(self.grants, key=lambda grant: queries.reach(grant, place))
        under = self.posts[nearest.post_id]
        members = facts.members[place.pk]
        return Copied(
            door=queries.Door(place, self.on, visit=self.walked.get(place.pk)),
            card=facts.card(place),
            form=self._form_of(place, under, facts),
            under=under,
            names=[member.resident.name for member in members],
            initials=place.initials.split(),
            which=[name for name in listing.WHICH if getattr(place, f"is_{name}")],
        )

    def _form_of(self, place: Place, under: Post, facts: "Facts") -> dict[str, Any]:
        """As `phone.views.visit` gives it to the page, for a form that is opened now."""
        form = VisitForm(
            place=place,
            cadre=self.cadre,
            under=under,
            offered=own.offered(self.companions[under.pk]),
            promises=facts.promises[place.pk],
            policies=[one for one in facts.topics[place.pk] if one.kind == Topic.Kind.POLICY],
            at=self.at,
        )
        return {
            "form": form,
            "place": place,
            "where": queries.where_of(place),
            "people": len(facts.members[place.pk]),
            "company": cards.company_of(place),
            "before": facts.before(place, under),
            "raised": facts.raised_last(place),
            "following": queries.next_doors(self.day, place),
            "photos": [],
            "now": self.at,
        }


class Facts:
    """What is known of many doors; each table is read once."""

    def __init__(self, places: Sequence[Place], *, on: date, at: datetime) -> None:
        self.on, self.at = on, at
        self._ids = [place.pk for place in places]
        self._standards: list[credit.Standard] = log.standards(on=on)
        self.topics = topics.topics_of(places, on=on)
        inside = {"place__in": self._ids}
        spells = CategorySpell.objects.on(on).filter(**inside).select_related("category")
        self._spells = _by_place(spells)
        self._clocks = _by_place(PlaceClock.objects.filter(**inside))
        promises = (
            Promise.objects.open().filter(**inside).select_related("made_by", "made_under__unit")
        )
        self.promises: Mapping[int, list[Promise]] = _by_place(promises.order_by("due_on", "pk"))
        fresh = ~Q(status=Issue.Status.CLOSED) | Q(closed_at__gt=at - cards.CLOSED_FOR)
        self._issues = _by_place(Issue.objects.filter(fresh, **inside).select_related("lead_unit"))
        self.members = self._members()
        self._earlier, self._counts = self._visits()
        self._this_month = self._month(
            [row.pk for row in places if row.kind == Place.Kind.ENTERPRISE]
        )

    def card(self, place: Place) -> cards.Card:
        """The place card, as `cards.card_of` reads it for one door."""
        household = getattr(place, "household", None)
        open_ = [issue for issue in self._issues[place.pk] if issue.status != Issue.Status.CLOSED]
        open_.sort(key=lambda issue: (issue.due_at, issue.pk))
        return cards.Card(
            door=queries.Door(place, self.on),
            where=queries.where_of(place),
            residence=str(household.get_residence_display()) if household else "",
            members=self.members[place.pk],
            enterprise=cards.company_of(place),
            categories=cards.category_names(self._spells[place.pk]),
            standard=cards.first_due(place, self._clocks[place.pk], self._standards),
            open_issues=cards.told_issues(open_, at=self.at),
            promises=self.promises[place.pk],
            earlier=self._earlier[place.pk],
            visit_count=self._counts.get(place.pk, 0),
            topics=self.topics[place.pk],
        )

    def raised_last(self, place: Place) -> list[cards.ToldIssue]:
        """What to say at the door: open ones first, then what was closed last."""
        rows = sorted(self._issues[place.pk], key=lambda issue: (issue.due_at, issue.pk))
        rows.sort(key=lambda issue: -issue.closed_at.timestamp() if issue.closed_at else -1e15)
        return cards.told_issues(rows[: cards.TOLD_AT_DOOR], at=self.at)

    def before(self, place: Place, under: Post) -> cards.Before | None:
        """Who of another unit was at this company before, this month."""
        return cards.first_before(self._this_month[place.pk], under)

    def _members(self) -> dict[int, list[cards.Member]]:
        """Households with their people, the head first; no identity number is even read."""
        people = Resident.objects.filter(household__in=self._ids).order_by("-is_head", "pk")
        members: dict[int, list[cards.Member]] = defaultdict(list)
        for one in people.defer("id_number", "id_index", "phone_index"):
            members[one.household_id].append(cards.Member(one, cards.age(one.born_on, self.on)))
        return members

    def _visits(self) -> tuple[Mapping[int, list[cards.Earlier]], dict[int, int]]:
        """The last visits of each door as its card shows them, and how many there are."""
        latest = Window(
            RowNumber(),
            partition_by=F("place_id"),
            order_by=[F("visited_on").desc(), F("happened_at").desc()],
        )
        went = Visitor.objects.select_related("post__unit").order_by("pk")
        standing = Visit.objects.standing().filter(place__in=self._ids)
        rows = standing.annotate(turn=latest).filter(turn__lte=cards.EARLIER)
        shown = rows.prefetch_related(Prefetch("visitors", went))
        told = cards.told(shown.order_by("-visited_on", "-happened_at"))
        earlier: dict[int, list[cards.Earlier]] = defaultdict(list)
        for one in told:
            earlier[one.visit.place_id].append(one)
        counted = standing.order_by().values_list("place_id").annotate(Count("pk"))
        return earlier, dict(counted)

    def _month(self, ids: Sequence[int]) -> Mapping[int, list[Visit]]:
        return _by_place(cards.visits_of_month(ids, on=self.on))


def _holds(rule: Q) -> Coalesce:
    """Whether a rule holds for a row; a rule about nothing known does not."""
    return Coalesce(ExpressionWrapper(rule, BooleanField()), False)


def _by_place(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    """Rows by the door they belong to, in their order; no row is an empty list."""
    told: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        told[row.place_id].append(row)  # type: ignore[attr-defined]
    return told
