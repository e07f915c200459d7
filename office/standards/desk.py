"""One request's table of standards, the chosen one, its form and what that would change."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from cadres.access import grants_for
from cadres.requests import CadreRequest
from office.standards import queries
from office.standards.forms import StandardForm
from office.standards.words import counted, falling, overdue, shared, which
from visits.credit import Period
from visits.foresight import Foresight, foresee
from visits.models import StandardVersion, VisitStandard
from visits.standards import look_of
from visits.words import how_often, said_day, who_counts


@dataclass(frozen=True)
class Row:
    """A standard as the table shows it."""

    standard: VisitStandard
    is_chosen: bool
    which: str
    often: str
    who: str
    fits: list[str]
    note: str = ""  # not in force yet, or no more


@dataclass(frozen=True)
class Turn:
    """One version in the history of a standard, or its end."""

    day: date
    is_ahead: bool
    is_now: bool
    words: str
    more: str = ""
    by: str = ""
    why: str = ""
    drops: int = 0  # the key of a version that may still be dropped


class Desk:
    """What the page is drawn from."""

    def __init__(self, request: CadreRequest, pk: int | None = None, *, is_new: bool = False):
        self.today = timezone.localdate()
        self.grants = grants_for(request.user, "set_standards", on=self.today)
        self.tops = queries.own_areas(self.grants)
        self.standards = list(queries.standards_near(self.tops))
        self.versions = queries.versions_of(self.standards)
        self.categories = queries.names_of_categories()
        self.is_new = is_new
        self.chosen = None if is_new else self._choose(pk)
        self.form = self._form(None)

    def _choose(self, pk: int | None) -> VisitStandard | None:
        """The one asked for; else the first that may be changed, else the first of all."""
        if pk is not None:
            found = [one for one in self.standards if one.pk == pk]
            if not found:
                raise Http404
            return found[0]
        mine = [one for one in self.standards if self._is_mine(one) and self._standing(one)]
        return next(iter([*mine, *self.standards]), None)

    def _is_mine(self, standard: VisitStandard) -> bool:
        return queries.may_set(self.versions[standard.pk], self.grants, on=self.today)

    def _standing(self, standard: VisitStandard) -> StandardVersion | None:
        """What holds today, or else is planned first."""
        open_ = [v for v in self.versions[standard.pk] if v.to_on is None or v.to_on > self.today]
        return open_[0] if open_ else None

    def _form(self, data: Any) -> StandardForm:
        told = self.versions[self.chosen.pk] if self.chosen else []
        standing = told[-1] if told else None
        first = Period.MONTH.following(Period.MONTH.first_day(self.today))
        if standing and standing.from_on > self.today:
            first = standing.from_on
        return StandardForm(
            data,
            areas=queries.areas_to_choose(
                self.tops, self.grants, besides=standing.area_path if standing else ""
            ),
            categories=self.categories,
            standing=standing,
            first=first,
        )

    def read(self, data: Any) -> StandardForm:
        """Fill the form from what was sent. Nobody changes what is only to be read."""
        if not self.may_change:
            raise Http404
        self.form = self._form(data)
        return self.form

    @cached_property
    def may_change(self) -> bool:
        """Whether the form may be sent at all."""
        return self.is_new or bool(self.chosen and self._is_mine(self.chosen))

    @property
    def seen(self) -> str:
        """How the chosen one looks as it is drawn, handed back with what is typed."""
        return look_of(self.chosen) if self.chosen else ""

    @cached_property
    def area_names(self) -> dict[str, str]:
        """Of every area that a version names, by path."""
        told = {one.area_path for versions in self.versions.values() for one in versions}
        return queries.names_of_areas(told)

    @cached_property
    def rows(self) -> list[Row]:
        """The table: in force or planned first, those that have ended last."""
        fits = queries.asked_for(self.tops, on=self.today)
        told = [(one, self._standing(one)) for one in self.standards]
        told.sort(key=lambda pair: pair[1] is None)
        return [self._row(one, standing, fits) for one, standing in told]

    def _row(self, standard: VisitStandard, standing: StandardVersion | None, fits: Any) -> Row:
        version = standing or self.versions[standard.pk][-1]
        note = ""
        if standing is None and version.to_on:
            note = _("ended on %(day)s") % {"day": said_day(version.to_on)}
        elif version.from_on > self.today:
            note = _("from %(day)s on") % {"day": said_day(version.from_on)}
        asked = fits.get(None if standard.is_base else standard.pk, {})
        return Row(
            standard,
            standard == self.chosen,
            self._which(version),
            how_often(version),
            who_counts(version),
            counted(asked) if not note else [],
            note,
        )

    def _which(self, version: StandardVersion) -> str:
        own = {top.path for top in self.tops}  # goes without saying
        area = "" if version.area_path in own else self.area_names.get(version.area_path, "")
        return which(version, categories=self.categories, area=area)

    @cached_property
    def turns(self) -> list[Turn]:
        """The history of the chosen one, the latest first."""
        if self.chosen is None:
            return []
        told: list[Turn] = []
        before: StandardVersion | None = None
        for version in self.versions[self.chosen.pk]:
            if before and before.to_on and before.to_on < version.from_on:
                told.append(self._end(before.to_on))
            told.append(self._turn(version, before))
            before = version
        if before and before.to_on:
            told.append(self._end(before.to_on))
        return told[::-1]

    def _end(self, day: date) -> Turn:
        return Turn(day, day > self.today, is_now=False, words=_("asks for nothing any more"))

    def _turn(self, version: StandardVersion, before: StandardVersion | None) -> Turn:
        often, more = how_often(version), self._which(version)
        words = often
        if before and how_often(before) != often:
            words = _("changed from %(before)s to %(after)s")
            words %= {"before": how_often(before), "after": often}
        if before and self._which(before) == more:
            more = ""
        is_ahead = version.from_on > self.today
        return Turn(
            version.from_on,
            is_ahead,
            version.holds_on(self.today),
            words,
            more,
            version.set_by.name if version.set_by else "",
            version.why,
            version.pk if is_ahead and self.may_change else 0,
        )

    @cached_property
    def effect(self) -> Foresight | None:
        """What the form would change, once it says enough."""
        if not self.form.is_bound or not self.form.is_valid():
            return None
        version = self.form.version()
        if version.from_on < self.today:
            return None
        version.standard = self.chosen or VisitStandard(name="")
        told = self.versions[self.chosen.pk] if self.chosen else []
        before = next((one for one in told if one.holds_on(version.from_on)), None)
        return foresee(before=before, after=version, on=version.from_on)

    def context(self) -> dict[str, Any]:
        """For the templates."""
        effect = self.effect
        told: dict[str, Any] = {}
        if effect:
            area = self.form.cleaned_data["area"]
            told = {
                "effect_area": dict(self.form.fields["area"].choices)[area],  # type: ignore[attr-defined]
                "falling": falling(effect.falls) if effect.falls else "",
                "overdue": overdue(effect.overdue, day=said_day(effect.on))
                if effect.overdue
                else "",
                "shared": shared(effect.posts, effect.more_a_post) if effect.posts else "",
            }
        return {
            "desk": self,
            "form": self.form,
            "effect": effect,
            "crumbs": queries.crumbs(self.tops),
            **told,
        }
