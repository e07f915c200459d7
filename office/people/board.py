"""The page of units, posts and persons, as one request asks for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cadres.access import Grant
from cadres.actions.tenures import TENURE_FIELDS
from cadres.editing import seen_of
from cadres.invitations import good_until
from cadres.models import Cadre, Post, Tenure, Unit
from cadres.requests import CadreRequest
from office.people import queries
from office.people.forms import NOBODY, EndForm, InviteForm
from office.people.inviting import invite_link, is_late
from office.people.passing import Charge, Passing, charges, passing

A_PAGE = 50


@dataclass(frozen=True)
class Row:
    """One post with who holds it, who is to, and what it answers for."""

    post: Post
    charge: Charge
    holder: Tenure | None
    coming: Tenure | None
    is_kept: bool  # the post lies inside the administrator's area
    keeps_holder: bool  # so does everything else the holder does
    is_late: bool  # the link has run out

    @property
    def is_free(self) -> bool:
        """Whether nobody holds the post for good."""
        return all(one.to_on for one in (self.holder, self.coming) if one)

    @property
    def is_outside(self) -> bool:
        """Whether the holder has no way in: neither a password nor a link."""
        if self.holder is None:
            return False
        cadre = self.holder.cadre
        return cadre.invited_at is None and not cadre.has_usable_password()


@dataclass(frozen=True)
class Link:
    """An invitation that is open: what to hand to whom, and until when it is good."""

    cadre: Cadre
    url: str
    until: datetime
    is_late: bool

    @property
    def is_local(self) -> bool:
        """Whether it opens on this computer only."""
        return urlsplit(self.url).hostname in {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Ending:
    """A tenure about to end: its form and what stays with the post."""

    tenure: Tenure
    form: EndForm
    passing: Passing
    last_on: date
    first_without: date

    @property
    def seen(self) -> str:
        """What the page shows of it, as it stands now."""
        tenure = queries.fresh(self.tenure) if self.form.is_bound else self.tenure
        return seen_of(tenure, TENURE_FIELDS)


class Board:
    """What the page is drawn from; each part asks the database when the page shows it."""

    def __init__(self, request: CadreRequest) -> None:
        self.request = request
        self.now = timezone.now()
        self.today = timezone.localdate()
        self.grants: Sequence[Grant] = queries.grants(request.user, on=self.today)
        self.q = request.GET.get("q", "").strip()[:50]
        self.shows_free = request.GET.get("show") == "free"
        self.invite: InviteForm | None = None
        self._ending: Ending | None = None

    @cached_property
    def units(self) -> list[Unit]:
        """All units of the own area."""
        return list(queries.units_of(self.grants))

    @cached_property
    def unit(self) -> Unit | None:
        """The chosen unit; the first where none is."""
        asked = self.request.GET.get("unit", "")
        found = (unit for unit in self.units if str(unit.pk) == asked)
        return next(found, self.units[0] if self.units and not asked else None)

    @cached_property
    def page(self) -> Page[Post]:
        """The posts of the unit, or those that were searched for."""
        if self.q:
            posts = queries.found_posts(self.q, self.grants, on=self.today)
        else:
            posts = queries.posts_in(self.unit)
        pages = Paginator(posts, A_PAGE)
        if self.unit is not None and not self.q:
            pages.count = self.unit.post_count  # type: ignore[attr-defined]  # told with the units
        return pages.get_page(self.request.GET.get("page"))

    @cached_property
    def rows(self) -> list[Row]:
        """The posts on this page."""
        posts = list(self.page)
        told = charges(posts, on=self.today)
        held = queries.ahead(posts, on=self.today)
        kept = queries.people_of(self.grants, on=self.today)
        kept_ids = set(
            kept.filter(pk__in=[one.cadre_id for one in held]).values_list("pk", flat=True)
        )
        return [self._row(post, told.get(post.pk, Charge()), held, kept_ids) for post in posts]

    def _row(self, post: Post, charge: Charge, held: list[Tenure], kept: set[int]) -> Row:
        own = [one for one in held if one.post_id == post.pk]
        holder = next((one for one in own if one.holds_on(self.today)), None)
        coming = next((one for one in own if not one.holds_on(self.today)), None)
        return Row(
            post=post,
            charge=charge,
            holder=holder,
            coming=coming,
            is_kept=any(grant.covers(post.area.path) for grant in self.grants),
            keeps_holder=holder is not None and holder.cadre_id in kept,
            is_late=holder is not None and is_late(holder.cadre, at=self.now),
        )

    @cached_property
    def free(self) -> list[Cadre]:
        """Persons without a post, where they are asked for."""
        if not (self.q or self.shows_free):
            return []
        people = queries.without_post(self.grants, on=self.today, q=self.q)
        return list(people[: queries.FOUND])

    @cached_property
    def link(self) -> Link | None:
        """The invitation that the page was asked to show."""
        asked = self.request.GET.get("person", "")
        if not asked.isdigit():
            return None
        people = queries.people_of(self.grants, on=self.today)
        return link_of(people.filter(pk=asked).first(), self.request, at=self.now)

    @cached_property
    def invite_form(self) -> InviteForm | None:
        """For a new colleague, where the unit has a post that is free."""
        if self.invite is not None or self.unit is None or self.q:
            return self.invite
        is_whole = not self.page.has_other_pages()
        free = [row.post for row in self.rows if row.is_kept and row.is_free]
        if is_whole and not free:
            return None
        only = free[0] if is_whole and len(free) == 1 else None
        return InviteForm(posts=self.free_posts, today=self.today, only=only)

    @property
    def free_posts(self) -> QuerySet[Post]:
        """Posts of the unit that nobody holds for good."""
        return queries.free_posts(self.unit, self.grants)

    @cached_property
    def ending(self) -> Ending | None:
        """The tenure that is about to end, where one was chosen."""
        if self._ending is not None:
            return self._ending
        asked = self.request.GET.get("end", "")
        if not asked.isdigit():
            return None
        tenure = self._on_page(int(asked))
        if tenure is None:
            tenures = queries.tenures_of(self.grants, on=self.today)
            tenure = tenures.filter(pk=asked).first()
        return self.end(tenure) if tenure else None

    def _on_page(self, pk: int) -> Tenure | None:
        for row in self.rows:
            for tenure in (row.holder, row.coming):
                if row.is_kept and tenure is not None and tenure.pk == pk:
                    tenure.post = row.post  # with its unit and area
                    return tenure
        return None

    def end(self, tenure: Tenure, data: Any = None) -> Ending:
        """The panel of one tenure, filled with what was sent."""
        near = queries.near(tenure.post.unit, self.grants, on=self.today, but=tenure.cadre_id)
        day = self.request.GET.get("last_on", "")
        form = EndForm(
            data,
            near=near,
            grants=self.grants,
            today=self.today,
            initial={
                "last_on": _day(day) or max(self.today, tenure.from_on),
                "who": self.request.GET.get("who", NOBODY),
                "account": self.request.GET.get("account", ""),
            },
        )
        last_on = (form.is_bound and form.is_valid() and form.cleaned_data["last_on"]) or (
            _day(day) or max(self.today, tenure.from_on)
        )
        after = last_on + timedelta(days=1)
        told = passing(tenure.post, on=max(after, self.today), today=self.today)
        self._ending = Ending(tenure, form, told, last_on, after)
        return self._ending

    def url(self, **changes: object) -> str:
        """This page with some of what it asks changed."""
        told: dict[str, Any] = {"unit": self.unit.pk if self.unit else "", **changes}
        query = urlencode({name: value for name, value in told.items() if value})
        return reverse("office:people") + (f"?{query}" if query else "")

    def context(self) -> dict[str, Any]:
        """For the template."""
        return {"board": self, "today": self.today}


def link_of(cadre: Cadre | None, request: HttpRequest, *, at: datetime) -> Link | None:
    """The open invitation of a person."""
    url = invite_link(cadre, request) if cadre else ""
    if not url or cadre is None:
        return None
    until = good_until(cadre)
    assert until is not None  # there is a link
    return Link(cadre, url, until, until <= at)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
