"""One request's lists of categories, the chosen one and its forms."""

from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils import timezone

from cadres.access import grants_for
from cadres.editing import seen_of
from cadres.requests import CadreRequest
from households.models import Category
from issues.models import IssueCategory
from issues.queries import handling_units
from office.categories import actions, queries
from office.categories.forms import IssueKindForm, LeadForm, PlaceKindForm
from office.standards.queries import areas_to_choose, crumbs, own_areas

PLACE, ISSUE = "place", "issue"


class Desk:
    """What the page is drawn from; `of` says which list something is chosen from."""

    def __init__(self, request: CadreRequest, of: str = "", pk: int | None = None) -> None:
        self.today = timezone.localdate()
        self.grants = grants_for(request.user, "set_standards", on=self.today)
        self.tops = own_areas(self.grants)
        self.of = of
        self.refusal = ""  # why something could not be removed
        self.may_keep = queries.may_keep(self.tops, on=self.today)
        self.places = list(queries.categories())
        self.issues = list(queries.issue_kinds())
        self.place = self._found(self.places, pk) if of == PLACE else None
        self.issue = self._found(self.issues, pk) if of == ISSUE else None
        self.form: PlaceKindForm | IssueKindForm | None = self._form(None) if of else None
        self.lead_form: LeadForm | None = self._lead_form(None) if self.issue else None

    def _found(self, rows: list[Any], pk: int | None) -> Any:
        if pk is None:
            return None
        found = [row for row in rows if row.pk == pk]
        if not found:
            raise Http404
        return found[0]

    def _form(self, data: Any) -> PlaceKindForm | IssueKindForm:
        if self.of == PLACE:
            rest = [row for row in self.places if row != self.place]
            return PlaceKindForm(data, row=self.place, others=rest)
        others = queries.siblings_of(self.issue, self.issues)
        parents = [row for row in self.issues if row.parent_id is None]
        return IssueKindForm(data, row=self.issue, others=others, parents=parents)

    def _lead_form(self, data: Any) -> LeadForm:
        units = handling_units([top.path for top in self.tops], on=self.today)
        return LeadForm(data, areas=areas_to_choose(self.tops, self.grants), units=units)

    def read(self, data: Any) -> PlaceKindForm | IssueKindForm:
        """Fill the form. Only who stands highest keeps what all share."""
        if not self.may_keep:
            raise Http404
        self.form = form = self._form(data)
        return form

    def read_lead(self, data: Any) -> LeadForm:
        """Fill the form of the usual lead."""
        self.lead_form = form = self._lead_form(data)
        return form

    @property
    def chosen(self) -> Category | IssueCategory | None:
        """What the panel on the right is about; none while one is added."""
        return self.place or self.issue

    @cached_property
    def seen(self) -> str:
        """The chosen one as it is drawn, handed back with what is typed."""
        if self.chosen is None:
            return ""
        self.chosen.refresh_from_db()
        fields = actions.OF_PLACE if self.place else actions.OF_ISSUE
        return seen_of(self.chosen, fields)

    @property
    def place_rows(self) -> list[tuple[Category, int]]:
        """Each category of places with how many doors have it."""
        doors = queries.doors_of(self.tops, on=self.today)
        return [(row, doors[row.pk]) for row in self.places]

    @property
    def issue_rows(self) -> list[tuple[IssueCategory, int]]:
        """Each kind of issue with how deep it stands."""
        return queries.tree(self.issues)

    @property
    def leads(self) -> list[Any]:
        """Which unit usually leads the chosen kind, by area."""
        return list(queries.leads_of(self.issue, self.grants)) if self.issue else []

    def context(self) -> dict[str, Any]:
        """For the templates."""
        return {"desk": self, "form": self.form, "crumbs": crumbs(self.tops)}
