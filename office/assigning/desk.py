"""One request's board with its form and what the form would change."""

from functools import cached_property
from typing import Any

from django.http import QueryDict
from django.utils import timezone

from cadres.access import grants_for
from cadres.models import Area, Assignment, Duty
from cadres.queries import answering_posts
from cadres.requests import CadreRequest
from office.assigning.board import Asked, Board
from office.assigning.effect import Effect, effect, effect_beside, planned
from office.assigning.forms import GivingForm
from office.assigning.picking import picked
from office.assigning.queries import crumbs


class Desk:
    """What the page is drawn from."""

    def __init__(self, request: CadreRequest, area: Area) -> None:
        self.area = area
        self.today = timezone.localdate()
        self.grants = grants_for(request.user, "assign", on=self.today)
        asked = Asked.read(request.GET, request.GET.getlist("village"))
        self.board = Board(area=area, asked=asked, today=self.today)
        self.posts = answering_posts(area, self.grants, on=self.today)
        self.form = self._form(self._ticked_in(request), is_sketch=True)

    def _ticked_in(self, request: CadreRequest) -> QueryDict | None:
        """Other pages lead here with areas ticked already."""
        if request.method == "POST" or "area" not in request.GET:
            return None
        told = request.GET.copy()
        told.setdefault("from_on", self.today.isoformat())
        return told

    def _form(self, data: Any, **how: bool) -> GivingForm:
        return GivingForm(data, board=self.board, posts=self.posts, **how)

    def read(self, data: Any, **how: bool) -> GivingForm:
        """Fill the form from what was sent."""
        self.form = self._form(data, **how)
        return self.form

    @cached_property
    def effect(self) -> Effect | None:
        """What the form would change, once it says enough."""
        form = self.form
        if not form.is_whole:
            return None
        if form.cleaned_data["duty"] != Duty.RESPONSIBLE:
            return effect_beside(
                post=form.cleaned_data["post"],
                duty=form.cleaned_data["duty"],
                lines=form.ticked,
                starts=form.starts(),
                to_on=form.to_on,
                on=self.today,
            )
        return effect(
            post=form.cleaned_data["post"],
            lines=form.ticked,
            starts=form.starts(),
            from_on=form.cleaned_data["from_on"],
            to_on=form.to_on,
            town=self.area,
            on=self.today,
        )

    def _helping(self, area_id: int) -> list[Assignment]:
        held = self.board.beside.get(area_id, [])
        return [one for one in held if one.to_on is None or one.to_on > self.today]

    def context(self) -> dict[str, Any]:
        """For the templates."""
        ticked = self.form.ticked
        return {
            "board": self.board,
            "area": self.area,
            "form": self.form,
            "picked": picked(ticked),
            "count": len(ticked),
            "planned": planned(ticked, on=self.today) if ticked else [],
            "beside": [one for line in ticked for one in self._helping(line.area.pk)],
            "effect": self.effect,
            "crumbs": crumbs(self.area, self.grants),
            "today": self.today,
        }
