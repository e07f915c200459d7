"""The page of one list: its tabs, its filters, and one page of its places."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import cast
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cadres.models import Area, Front, Post
from cadres.queries import Crumb, posts_with_holders
from dashboards import lists, queries, reasons, words
from dashboards.filters import Filter, filters_of
from dashboards.listing import TABS, Listing
from households.models import Place
from households.queries import with_responsible
from visits.coverage import standings
from visits.devices import Unsent, unsent_of
from visits.models import Visit

PER_PAGE = 50
AT_ONCE = 2_000  # rows of a workbook that are read in one go


@dataclass(frozen=True)
class Tab:
    """One of the three lists that stand on top, with its figures by front."""

    label: str
    figures: list[str]
    url: str
    is_current: bool


@dataclass(frozen=True)
class Row:
    """One place of the list."""

    place: Place
    where: str
    why: reasons.Reason
    last_visit: Visit | None
    post: Post | None
    holder: str

    @property
    def plate_state(self) -> str:
        """Hollow until somebody was met, dashed where it does not count."""
        return {"done": "is-done", "out": "is-out"}.get(self.why.glyph, "")


class _Counted(Paginator):
    """A paginator told how many rows there are."""

    def __init__(self, rows: lists.PlaceQuerySet, per_page: int, known_count: int) -> None:
        super().__init__(rows, per_page)
        self.known_count = known_count

    @cached_property
    def count(self) -> int:
        """Counted already, front by front."""
        return self.known_count


class UncoveredPage:
    """One list of places in an area on a day, ready to be shown."""

    def __init__(
        self, *, listing: Listing, area: Area, on: date, at: datetime, number: str = "1"
    ) -> None:
        self.listing, self.area, self.on, self.at = listing, area, on, at
        self.today = timezone.localdate(at)
        # The log of a day gone by is gone through once.
        self.told = None if self.is_today else standings(area=area, on=on, at=at)
        self.found = lists.places(listing, area=area, on=on, told=self.told)
        self.counts = lists.by_front(self.found)
        told = with_responsible(self.found, on=on).select_related("area__parent")
        self.places = reasons.told(told, on=on)
        paginator = _Counted(self.places, PER_PAGE, self.total)
        self.page: Page[Place] = paginator.get_page(number)

    @property
    def total(self) -> int:
        """How many rows the list has, all pages together; never shown as a figure."""
        return sum(self.counts.values())

    @property
    def export_url(self) -> str:
        """The same list, all rows, as a workbook."""
        return f"{reverse('dashboards:uncovered_export')}?{urlencode(self.listing.pairs)}"

    @property
    def is_today(self) -> bool:
        """Whether the list is live."""
        return self.on == self.today

    @cached_property
    def phones(self) -> Unsent:
        """The phones that may still hold visits of the area (DOMAIN 4.18)."""
        return unsent_of(self.area, on=self.on, at=self.at)

    @property
    def board_url(self) -> str:
        """The board whose number this list stands behind."""
        return reverse("dashboards:coverage", args=[self.area.code])

    @property
    def today_url(self) -> str:
        """The same list of today."""
        return self.listing.but(on=None).url

    def crumbs(self, above: Sequence[Area]) -> list[Crumb]:
        """The same list of the areas above, and this one."""
        ways = [Crumb(a.spoken, self.listing.but(area=a.code, direct=False).url) for a in above]
        return [*ways, Crumb(self.area.spoken)]

    @property
    def title(self) -> str:
        """What the places of the list have in common."""
        return words.list_title(self.listing.kind)

    @property
    def count_words(self) -> str:
        """How many there are, front by front: 农村61户 社区240户."""
        told = [self._front_words(front, n) for front, n in self._told_counts(self.counts)]
        return " ".join(told) or _("none")

    @property
    def range_words(self) -> str:
        """Which of them this page shows: 第1–50户."""
        if not self.page.paginator.count:
            return ""
        told = {"first": self.page.start_index(), "last": self.page.end_index()}
        return _("rows %(first)d–%(last)d") % told

    @cached_property
    def tabs(self) -> list[Tab]:
        """The three lists, each on its own: a place may stand in two."""
        counts = lists.fronts_of(TABS, area=self.area, on=self.on, told=self.told)
        return [
            Tab(
                words.list_name(kind),
                [self._front_words(front, counts[kind].get(front, 0)) for front in Front.values],
                self.listing.bare.but(kind=kind, front=self.listing.front).url,
                kind == self.listing.kind,
            )
            for kind in TABS
        ]

    @cached_property
    def filters(self) -> list[Filter]:
        """What narrows the list, as links."""
        return filters_of(self.listing, area=self.area, on=self.on)

    @cached_property
    def rows(self) -> list[Row]:
        """The places of this page, with who answers for them and who was there last."""
        return self._rows_of(list(self.page.object_list))

    def all_rows(self) -> Iterator[Row]:
        """Every place of the list; a fixed number of queries for each `AT_ONCE` of them."""
        ids = list(self.places.values_list("pk", flat=True))
        for start in range(0, len(ids), AT_ONCE):
            yield from self._rows_of(self.places.filter(pk__in=ids[start : start + AT_ONCE]))

    def _rows_of(self, found: Iterable[Place]) -> list[Row]:
        places = cast(list["reasons.ToldPlace"], list(found))
        posts = posts_with_holders(
            {p.responsible_post_id for p in places if p.responsible_post_id}, on=self.on
        )
        visits = queries.last_visits([place.pk for place in places], until=self.on)
        rows = []
        for place in places:
            post, holder = posts.get(place.responsible_post_id or 0, (None, ""))
            why = reasons.reason(place, kind=self.listing.kind, on=self.on, live=self.is_today)
            rows.append(Row(place, words.where(place), why, visits.get(place.pk), post, holder))
        return rows

    def _told_counts(self, counts: dict[str, int]) -> Iterable[tuple[str, int]]:
        return ((front, counts[front]) for front in Front.values if counts.get(front))

    def _front_words(self, front: str, count: int) -> str:
        return _("%(front)s %(count)s") % {
            "front": Front(front).label,
            "count": words.counted(front, count),
        }
