"""What narrows a list, each choice a real link."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cadres.models import Area, Front
from dashboards import queries, words
from dashboards.listing import FEWER, NOBODY, SOMEBODY, THREE, Kind, Listing
from households.models import Exclusion, Residence


@dataclass(frozen=True)
class Choice:
    """One value of a filter and the list it leads to."""

    label: str | Promise
    url: str


@dataclass(frozen=True)
class Filter:
    """A filter: set, it shows its value and leads away from it; unset, it opens its choices."""

    label: str | Promise
    is_set: bool = False
    url: str = ""  # without this filter
    choices: list[Choice] = field(default_factory=list)


def filters_of(listing: Listing, *, area: Area, on: date) -> list[Filter]:
    """The filters of a list, in the order in which people narrow it."""
    return [
        _chosen(listing, "front", _("Front"), ((f.value, words.TITLES[f]) for f in Front)),
        *_areas(listing, area),
        *_who(listing),
        _chosen(listing, "residence", _("Residence"), Residence.choices),
        _chosen(listing, "category", _("Category"), queries.categories()),
        *_of_its_kind(listing, on),
    ]


def _chosen(
    listing: Listing, name: str, label: str, values: Iterable[tuple[str, str | Promise]]
) -> Filter:
    known = dict(values)
    value = getattr(listing, name)
    if value:
        return Filter(known.get(value, value), is_set=True, url=listing.but(**{name: ""}).url)
    choices = [Choice(text, listing.but(**{name: key}).url) for key, text in known.items()]
    return Filter(label, choices=choices)


def _areas(listing: Listing, area: Area) -> list[Filter]:
    if listing.direct:
        label = words.without_area(area.level)
        return [Filter(label, is_set=True, url=listing.but(direct=False).url)]
    below = [Choice(a.spoken, listing.but(area=a.code).url) for a in queries.areas_below(area)]
    return [Filter(words.area_below(area.level), choices=below)] if below else []


def _who(listing: Listing) -> list[Filter]:
    if listing.kind == Kind.UNASSIGNED:
        return []
    told = [(NOBODY, _("Nobody responsible")), (SOMEBODY, _("Somebody responsible"))]
    who = _chosen(listing, "who", _("Who answers"), told)
    tries = {THREE: _("Three times nobody home"), FEWER: _("Tried less than three times")}
    if not listing.tries:
        return [who]
    return [who, Filter(tries[listing.tries], is_set=True, url=listing.but(tries="").url)]


def _of_its_kind(listing: Listing, on: date) -> list[Filter]:
    if listing.kind == Kind.EXCLUDED:
        return [_chosen(listing, "reason", _("Reason"), Exclusion.Reason.choices)]
    if listing.kind == Kind.PERIOD and listing.standard is not None:
        name = queries.standard_name(listing.standard)
        return [Filter(name, is_set=True, url=listing.but(kind=Kind.SCOPE, standard=None).url)]
    return []
