"""补记: many doors from one notebook, one day and part of day for all (DOMAIN 5, 4.20).

Rows are saved one by one: what is refused stays on the page and keeps no other back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils import timezone

from cadres.access import Grant, grants_for
from cadres.models import Cadre, Post, Role
from households.models import Place
from phone import actions, queries
from phone.forms.evening import DoorForm, EveningForm
from visits.content import DAYS_BACK, VisitorLine
from visits.models import Outcome, Visit, VisitorRole

DOORS = 20  # of today's list, before more are asked for
FOUND = 12  # of one search
MOST = 80  # on one page
_SALT = "phone.evening"


@dataclass(frozen=True)
class Door:
    """One door of the list: its form, and what was written down about it in these days."""

    place: Place
    where: str
    form: DoorForm
    last: Visit | None
    role: str  # as what one goes there, by the post (DOMAIN 4.4)
    is_refused: bool = False

    @property
    def is_met(self) -> bool:
        """Whether the plate is enamelled."""
        return self.form["outcome"].value() == Outcome.MET


@dataclass(frozen=True)
class Ways:
    """The grants under which one may visit, and their posts; read once for all doors."""

    grants: Sequence[Grant]
    posts: Mapping[int, Post]

    @classmethod
    def of(cls, cadre: Cadre, *, on: date) -> "Ways":
        """Raises PermissionDenied for whoever holds no visiting post."""
        grants = grants_for(cadre, "visit", on=on)
        posts = Post.objects.select_related("unit").in_bulk([grant.post_id for grant in grants])
        return cls(grants, posts)

    def under(self, place: Place) -> Post:
        """The post whose ground is nearest to the place."""
        nearest = max(self.grants, key=lambda grant: queries.reach(grant, place))
        return self.posts[nearest.post_id]

    def places(self, ids: Iterable[int]) -> list[Place]:
        """Of these, what one may visit, in walking order."""
        rows = Place.objects.within(self.grants).active().filter(pk__in=list(ids)[:MOST])
        return list(rows.select_related("area__parent").in_walking_order())


def ids_of_today(cadre: Cadre, *, on: date, how_many: int = DOORS) -> list[int]:
    """The first doors of today's list."""
    return [door.place.pk for door in queries.today(cadre, on=on).to_walk[:how_many]]


def ids_found(cadre: Cadre, text: str, *, on: date) -> list[int]:
    """Doors by name, number or initials, to be added to the list."""
    text = text.strip()[:40]
    return [door.place.pk for door in queries.search(cadre, text, on=on)[:FOUND]] if text else []


def ids_told(told: Iterable[str]) -> list[int]:
    """Ids as an address or a form names them; what is none is left out."""
    return [int(one) for one in told if one.isascii() and one.isdecimal() and len(one) < 18][:MOST]


def doors(
    ids: Iterable[int], *, ways: Ways, data: Mapping[str, str] | None, at: datetime
) -> list[Door]:
    """A row for each of these that one may visit, with what was typed into it already."""
    rows = ways.places(ids)
    last = _last_visits([place.pk for place in rows], on=timezone.localdate(at))
    return [
        Door(
            place=place,
            where=queries.where_of(place),
            form=_form(place, data, at),
            last=last.get(place.pk),
            role=role_under(ways.under(place)),
        )
        for place in rows
    ]


def role_under(post: Post) -> str:
    """As what somebody goes under a post, unless it is told otherwise (DOMAIN 4.4)."""
    role = VisitorRole.LEADER if post.role == Role.LEADER else VisitorRole.MAIN
    return role.value


def _form(place: Place, data: Mapping[str, str] | None, at: datetime) -> DoorForm:
    prefix = DoorForm.prefix_of(place.pk)
    is_typed = data is not None and f"{prefix}-id" in data
    return DoorForm(data if is_typed else None, prefix=prefix, at=at)


def _last_visits(place_ids: Sequence[int], *, on: date) -> dict[int, Visit]:
    first = on - timedelta(days=DAYS_BACK)
    rows = Visit.objects.standing().filter(place__in=place_ids, visited_on__gte=first)
    latest = rows.order_by("place", "-visited_on", "-happened_at").distinct("place")
    return {visit.place_id: visit for visit in latest}


@dataclass(frozen=True)
class Saved:
    """What became of one press of the button."""

    visits: Sequence[Visit]
    doors: Sequence[Door]  # kept on the page: refused ones, and those without an answer

    @property
    def has_refused(self) -> bool:
        """Whether a row with an answer was refused."""
        return any(door.is_refused for door in self.doors)


def save(rows: Sequence[Door], *, head: EveningForm, by: Cadre, ways: Ways, at: datetime) -> Saved:
    """Keep each door that has an answer, each in its own transaction; the same ids again are one.

    `head` is cleaned. A refusal stands in the form of its row.
    """
    kept: list[Visit] = []
    left: list[Door] = []
    for door in rows:
        logged = _log(door, head, by, ways.under(door.place), at) if door.form.is_told else None
        if logged is None:
            left.append(replace(door, is_refused=door.form.is_told))
        else:
            kept.append(logged)
    return Saved(kept, left)


def _log(door: Door, head: EveningForm, by: Cadre, under: Post, at: datetime) -> Visit | None:
    form = door.form
    if not form.is_valid():
        return None
    told = form.told
    told["entered_for"] = head.entered_for
    try:
        return actions.log_visit(
            id=form.cleaned_data["id"],
            place=door.place,
            by=by,
            under=under,
            visitors=[VisitorLine(cadre=by, post=under, role=door.role)],
            phone_at=head.opened_at,
            at=at,
            **told,
        )
    except ValidationError as refusal:
        form.refuse(refusal)
        return None


def undo_of(visits: Sequence[Visit], *, by: Cadre) -> str:
    """A word by which these visits are found again, for who saved them only."""
    told = [by.pk, *(visit.pk.hex for visit in visits)]
    return signing.dumps(told, salt=_SALT, compress=True)


def visits_of(token: str, *, by: Cadre) -> list[Visit]:
    """The visits of an undo bar; none where it is not one's own."""
    try:
        who, *ids = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return []
    if who != by.pk:
        return []
    wanted = [UUID(hex=one) for one in ids]
    return list(Visit.objects.filter(pk__in=wanted, logged_by=by).select_related("place"))


def take_back(
    visits: Iterable[Visit], *, by: Cadre, at: datetime
) -> tuple[int, list[ValidationError]]:
    """Take each back as `phone.actions.take_back` does; how many went, and why others stand."""
    done, refused = 0, []
    for visit in visits:
        try:
            actions.take_back(visit=visit, by=by, at=at)
            done += 1
        except ValidationError as refusal:
            refused.append(refusal)
    return done, refused
