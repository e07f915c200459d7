"""How far a house is on its way to the first visit: told by facts, never ticked by hand."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cadres.access import ANSWERING, Grant, grants_of
from cadres.models import Area, Cadre, Post
from cadres.queries import areas_within
from cadres.workdays import is_provisional
from households.models import Place
from households.queries import unassigned
from office.assigning.lines import gaps_in
from office.assigning.queries import tops
from office.start.actions import KEEPERS, is_unfounded
from visits.models import Visit
from visits.queries import in_scope

NEXT_YEAR_IS_ASKED_FROM = 11  # the month in which the State Council tells the next year


@dataclass(frozen=True)
class Step:
    """One of the six: what is so already, or what there is to do, and where."""

    name: str
    words: str
    is_done: bool
    url: str
    action: str  # the words of the button, once it is this step's turn
    files: tuple[tuple[str, str], ...] = ()  # to download beforehand: word and address
    is_open: bool = False  # may be taken although an earlier one is not finished


@dataclass(frozen=True)
class Shown:
    """A step as it is drawn."""

    step: Step
    number: int
    is_current: bool


class House:
    """What an administrator's areas have, each fact asked once."""

    def __init__(self, grants: Iterable[Grant], *, on: date) -> None:
        self.grants = [grant for grant in grants if grant.role in KEEPERS]
        self.on = on
        self.paths = sorted({path for grant in self.grants for path in grant.paths})

    def _inside(self, field: str = "area_path") -> Q:
        inside = Q(pk__in=())
        for path in self.paths:
            inside |= Q(**{f"{field}__startswith": path})
        return inside

    @cached_property
    def villages(self) -> int:
        """How many villages and communities are known."""
        return areas_within(self.grants).filter(level=Area.Level.VILLAGE).count()

    @cached_property
    def posts(self) -> int:
        """How many posts may answer for doors."""
        return Post.objects.filter(self._inside("area__path"), role__in=ANSWERING).count()

    @cached_property
    def has_places(self) -> bool:
        """Whether a roster came in."""
        return Place.objects.filter(self._inside()).exists()

    @cached_property
    def is_answered_for(self) -> bool:
        """Whether some post answers for every door in scope."""
        doors = in_scope(Place.objects.filter(self._inside()), on=self.on)
        return self.has_places and not unassigned(doors, on=self.on).exists()

    @cached_property
    def empty_areas(self) -> int:
        """How many areas nobody answers for: the number of the board."""
        return gaps_in(tops(self.grants), on=self.on)

    @cached_property
    def has_visits(self) -> bool:
        """Whether anybody was at a door."""
        return Visit.objects.filter(self._inside()).exists()

    @cached_property
    def steps(self) -> list[Shown]:
        """The six in their order; the first that is not done is the one in hand."""
        steps = [
            self._areas(),
            self._calendar(),
            self._people(),
            self._rosters(),
            self._assigning(),
            self._visit(),
        ]
        in_hand = next((n for n, step in enumerate(steps, 1) if not step.is_done), 0)
        return [Shown(step, number, number == in_hand) for number, step in enumerate(steps, 1)]

    @property
    def done(self) -> bool:
        """Whether nothing is left to do here."""
        return all(shown.step.is_done for shown in self.steps)

    def _areas(self) -> Step:
        own = list(areas_within(self.grants).filter(path__in=self.paths).order_by("path")[:3])
        names = "、".join(area.spoken for area in own)
        count = ngettext(
            "%(area)s, %(count)d village or community, known by official codes",
            "%(area)s, %(count)d villages and communities, known by official codes",
            self.villages,
        )
        told = count % {"area": names, "count": self.villages}
        if not self.villages:
            told = _("%(area)s: towns and villages, from an official file or by hand")
            if all(area.level == Area.Level.TOWN for area in own):
                told = _("%(area)s: its villages, from an official file or by hand")
            told %= {"area": names}
        url = reverse("office:areas")
        if len(own) == 1 and not self.villages and own[0].level != Area.Level.VILLAGE:
            url = reverse("office:areas_load", args=[own[0].code])
        is_village = any(area.level in (Area.Level.VILLAGE, Area.Level.GRID) for area in own)
        return Step(_("Areas"), told, bool(self.villages) or is_village, url, _("Load the areas"))

    def _calendar(self) -> Step:
        year = self.on.year
        return Step(
            _("Working calendar"),
            calendar_words(self.on),
            not is_provisional(year),
            reverse("office:calendar"),
            _("Look at it"),
        )

    def _people(self) -> Step:
        told = _("First the posts, then the people. One unit with one post is enough to begin")
        if self.posts:
            count = ngettext(
                "%(count)d post that visits doors", "%(count)d posts that visit doors", self.posts
            )
            told = count % {"count": self.posts}
        url = reverse("office:people")
        return Step(_("Units and posts"), told, bool(self.posts), url, _("Make the first post"))

    def _rosters(self) -> Step:
        told = _(
            "A table of households, one of firms. You look it through first and mend on the spot"
        )
        return Step(
            _("Rosters"),
            _("Doors are known") if self.has_places else told,
            self.has_places,
            reverse("households:rosters"),
            _("Bring in a roster"),
            () if self.has_places else _empty_tables(),
        )

    def _assigning(self) -> Step:
        told = _("Each area has a post that answers for it. Those without are red")
        if self.has_places and not self.is_answered_for:
            count = ngettext(
                "%(count)d area has nobody yet", "%(count)d areas have nobody yet", self.empty_areas
            )
            told = count % {"count": self.empty_areas}
        elif self.has_places:
            told = _("Somebody answers for every door")
        return Step(
            _("Who answers for which area"),
            told,
            self.is_answered_for,
            reverse("office:assign"),
            _("Assign the areas"),
        )

    def _visit(self) -> Step:
        told = _("Send a cadre the link; open it on the phone; write down one visit")
        return Step(
            _("The first visit"),
            _("Somebody was at a door") if self.has_visits else told,
            self.has_visits,
            reverse("office:people"),
            _("Send the link"),
            is_open=bool(self.has_places and self.posts),  # a village may begin before the others
        )


def _empty_tables() -> tuple[tuple[str, str], ...]:
    return (
        (_("Empty table, households"), reverse("households:blank", args=["households"])),
        (_("Empty table, firms"), reverse("households:blank", args=["enterprises"])),
    )


def calendar_words(on: date) -> str:
    """Which years' holidays are known, and what holds for the one that is not."""
    if is_provisional(on.year):
        return _(
            "The holidays of %(year)d are not loaded: plain weekends count, and limits may shift"
        ) % {"year": on.year}
    told = _("Holidays and make-up days of %(year)d are loaded") % {"year": on.year}
    if on.month >= NEXT_YEAR_IS_ASKED_FROM and is_provisional(on.year + 1):
        told = _(
            "Holidays and make-up days of %(year)d are loaded. Those of %(next)d are not "
            "published yet; plain weekends count until then"
        ) % {"year": on.year, "next": on.year + 1}
    return told


def house_of(cadre: Cadre, *, on: date) -> House:
    """What the areas that a person administers have."""
    return House(grants_of(cadre, on=on), on=on)


def begins_here(cadre: Cadre, roles: Collection[str], *, on: date) -> bool:
    """Whether this person's work begins with the first steps.

    An administrator's, until somebody was at a door there; anybody's in a house without an area.
    """
    if not KEEPERS.isdisjoint(roles):
        return not house_of(cadre, on=on).has_visits
    return not roles and is_unfounded()
