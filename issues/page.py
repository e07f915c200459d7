"""The page of one issue, ready to be shown: its clock, its steps, and what its reader may do."""

from datetime import datetime
from functools import cached_property
from typing import Any

from django.forms import Form
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cadres.access import Grant, grants_of
from cadres.models import Cadre
from cadres.queries import Crumb
from households.models import Place
from issues import clocks, reading, timeline, turns, words
from issues.forms.handling import (
    DeclineForm,
    RecategoriseForm,
    ReportForm,
    ResolveForm,
)
from issues.models import Issue, IssueFile
from issues.rows import Row, row_of
from issues.whereabouts import household, whereabouts
from photos.models import Photo
from photos.queries import hanging_on

FORMS: dict[str, type[Form]] = {
    "decline": DeclineForm,
    "resolve": ResolveForm,
    "comment": ReportForm,
    "recategorise": RecategoriseForm,
}


class IssuePage:
    """One issue for one reader; `typed` is the form that was refused, by its verb."""

    def __init__(
        self,
        issue: Issue,
        *,
        cadre: Cadre,
        at: datetime,
        opens: str = "",
        typed: tuple[str, Form] | None = None,
    ) -> None:
        self.issue, self.cadre, self.at, self.typed = issue, cadre, at, typed
        self._opens = opens

    @cached_property
    def grants(self) -> list[Grant]:
        """What the reader holds today."""
        return grants_of(self.cadre, on=timezone.localdate(self.at))

    @cached_property
    def turns(self) -> dict[str, int]:
        """The steps that the reader may take now."""
        return turns.turns_of(self.issue, self.grants)

    @property
    def is_ours(self) -> bool:
        """Whether the reader is the one who has it now."""
        return bool(self.turns.keys() & {"accept", "resolve", "settle", "hand_over"})

    @cached_property
    def opened(self) -> str:
        """Which form of the panel stands open: the refused one, the one asked for, or the next."""
        if self.typed:
            return self.typed[0]
        if self._opens in self.turns and self._opens in FORMS:
            return self._opens
        if "accept" in self.turns:
            return ""
        return "resolve" if "resolve" in self.turns else "comment"

    @property
    def main(self) -> str:
        """The one step with the filled button."""
        if self.elsewhere:
            return ""
        return next((verb for verb in ("accept", "resolve") if verb in self.turns), "comment")

    @property
    def elsewhere(self) -> str:
        """The page on which the reader's next step is taken, when it is another one."""
        if "hand_over" in self.turns:
            return reverse("issues:dispatch")
        is_new = self.issue.status == Issue.Status.RAISED
        return reverse("issues:desk") if "settle" in self.turns and is_new else ""

    @cached_property
    def forms(self) -> dict[str, Form]:
        """A form for each step that asks for words."""
        made: dict[str, Form] = {}
        for verb, kind in FORMS.items():
            if verb in self.turns:
                extra: dict[str, Any] = {"issue": self.issue} if kind is RecategoriseForm else {}
                made[verb] = kind(auto_id=f"{verb}-%s", **extra)
        if self.typed:
            made[self.typed[0]] = self.typed[1]
        return made

    @cached_property
    def row(self) -> Row:
        """State and time as the lists have them."""
        where = whereabouts([self.issue])[str(self.issue.pk)]
        return row_of(self.issue, where, at=self.at)

    @property
    def crumbs(self) -> list[Crumb]:
        """Issues, the village, the number."""
        lists = {"oversee_issues": "issues:issues", "handle_issues": "issues:queue"}
        name = next(
            (lists[verb] for verb in lists if any(grant.may(verb) for grant in self.grants)), ""
        )
        return [
            Crumb(_("Issues"), reverse(name) if name else ""),
            Crumb(str(self.row.where)),
            Crumb(self.issue.number),
        ]

    @cached_property
    def events(self) -> list[Any]:
        """The steps as they stand in the database."""
        return reading.events_of(self.issue)

    @cached_property
    def steps(self) -> list[timeline.Step]:
        """The steps in sentences."""
        return timeline.steps_of(self.issue, self.events, where=str(self.row.where))

    @cached_property
    def clock(self) -> clocks.Clock | None:
        """The full width clock; none where a review date counts instead of the limit."""
        if words.is_resting(self.issue):
            return None
        end = self.issue.closed_at or self.at
        return clocks.clock(
            self.issue.raised_at,
            self.issue.near_due_at,
            self.issue.due_at,
            at=end,
            holdings=timeline.holdings_of(self.issue, self.events, at=end),
        )

    @property
    def age(self) -> str:
        """How long ago it was raised."""
        return words.age(self.issue, at=self.at)

    @cached_property
    def limit_days(self) -> int:
        """The limit in working days, as it was when it was raised."""
        return words.limit_days(self.issue)

    @cached_property
    def photos(self) -> list[Photo]:
        """Pictures that hang on it."""
        return hanging_on("issue", self.issue.pk)

    @cached_property
    def files(self) -> list[IssueFile]:
        """Documents that hang on it."""
        return reading.files_of(self.issue)

    @cached_property
    def place(self) -> Place | None:
        """The household or firm, only for whoever may open it."""
        if self.issue.place_id is None:
            return None
        visible: Place | None = (
            Place.objects.visible_to(self.cadre).filter(pk=self.issue.place_id).first()
        )
        return visible

    @property
    def household(self) -> str:
        """What everybody else reads in its place."""
        return household(self.issue)

    @property
    def first_receiver(self) -> str:
        """Who wrote it down, by the post."""
        return timeline.speaker(self.issue.raised_under)
