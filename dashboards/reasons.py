"""Why a place stands in a list: one chip, shape, colour and word."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboards import words
from dashboards.listing import Kind
from dashboards.lists import exclusions_in_force
from households.models import Place
from households.models.place import PlaceQuerySet
from visits.credit import CASE_AFTER_HOURS


@dataclass(frozen=True)
class Reason:
    """A chip: glyph, word, colour."""

    glyph: str
    word: str
    colour: str = ""


class Told(TypedDict):
    """What the rows of a list know beside their own fields."""

    responsible_post_id: int | None
    excluded_for: str | None


if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    ToldPlace: TypeAlias = WithAnnotations[Place, Told]


def told(places: PlaceQuerySet, *, on: date) -> PlaceQuerySet:
    """Add `excluded_for`: the reason of the earliest approved exclusion in force (DOMAIN 4.25)."""
    why = exclusions_in_force(on).filter(place=OuterRef("pk")).values("reason")[:1]
    return places.annotate(excluded_for=Subquery(why))


def reason(place: "ToldPlace", *, kind: str, on: date, live: bool) -> Reason:
    """Why `place` stands in a list of `kind`.

    The row's own dates are today's; of a day gone by only what the list itself says is told.
    """
    if kind == Kind.EXCLUDED:
        why = words.reason(place.excluded_for) if place.excluded_for else ""
        return Reason("out", _("Not counted: %(why)s") % {"why": why} if why else _("Not counted"))
    if kind == Kind.OVERDUE:
        return _overdue(place, on, live)
    if kind == Kind.THREE:
        return _three(place, live)
    if place.responsible_post_id is None and kind != Kind.COVERED:
        return Reason("late", _("Nobody responsible"), "red")
    if not live:
        return _of_its_list(kind)
    if kind == Kind.NEVER and place.empty_handed < CASE_AFTER_HOURS:
        return _of_its_list(kind)
    return _of_its_dates(place, on)


def _overdue(place: Place, on: date, live: bool) -> Reason:
    if not live or place.next_due_on is None:
        return Reason("late", _("Due now"), "red")
    days = (on - place.next_due_on).days
    text = ngettext("%(days)d day over", "%(days)d days over", days)
    return Reason("late", text % {"days": days}, "red")


def _three(place: Place, live: bool) -> Reason:
    if not live:
        return Reason("dia", _("Three times nobody home"), "red")
    return Reason("dia", _("Nobody home %(times)d times") % {"times": place.empty_handed}, "red")


def _of_its_list(kind: str) -> Reason:
    if kind == Kind.NEVER:
        return Reason("never", _("Assigned, not met yet"))
    if kind in (Kind.COVERED, Kind.ELSEWHERE_COVERED, Kind.PERIOD):
        return Reason("done", _("Reached"), "blue")
    if kind == Kind.UNCOVERED:
        return Reason("half", _("Not reached"))
    return Reason("ring", _("Counts"))


def _of_its_dates(place: Place, on: date) -> Reason:
    if place.covered_until is not None and place.covered_until >= on:
        return Reason("done", _("Reached"), "blue")
    if place.empty_handed >= CASE_AFTER_HOURS:
        return _three(place, live=True)
    if place.next_due_on is not None and place.next_due_on < on:
        return _overdue(place, on, live=True)
    if place.last_met_on is None:
        return Reason("never", _("Assigned, not met yet"))
    days = (place.next_due_on - on).days if place.next_due_on else 0
    text = ngettext("%(days)d day left", "%(days)d days left", days)
    return Reason("half", text % {"days": days}, "amber" if days <= 5 else "")
