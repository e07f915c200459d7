"""One request's list of topics, the chosen one and its form."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import Http404
from django.utils import timezone

from cadres.access import grants_for
from cadres.editing import seen_of
from cadres.models import Front
from cadres.requests import CadreRequest
from office.categories.queries import may_keep
from office.standards.queries import crumbs, own_areas
from office.topics import actions, queries
from office.topics.forms import TopicForm
from visits.models import Topic


@dataclass(frozen=True)
class Row:
    """One topic as the list shows it."""

    topic: Topic
    doors: list[str]  # names of the categories; none stands for every door
    front: str
    is_over: bool
    is_ahead: bool


class Desk:
    """What the page is drawn from."""

    def __init__(self, request: CadreRequest, pk: int | None = None, *, is_new: bool = False):
        self.today = timezone.localdate()
        self.tops = own_areas(grants_for(request.user, "keep_topics", on=self.today))
        self.may_keep = may_keep(self.tops, on=self.today)
        self.names = queries.category_names()
        self.topics = list(queries.topics())
        self.is_new, self.asked_kind = is_new, request.GET.get("kind", "")
        self.chosen = self._found(pk) if pk is not None else None
        self.form = self._form(None) if self.may_keep and (is_new or self.chosen) else None

    def _found(self, pk: int) -> Topic:
        found = [topic for topic in self.topics if topic.pk == pk]
        if not found:
            raise Http404
        return found[0]

    def _form(self, data: Any) -> TopicForm:
        return TopicForm(
            data,
            topic=self.chosen,
            categories=self.names,
            kind=self.asked_kind,
            today=self.today,
        )

    def read(self, data: Any) -> TopicForm:
        """Fill the form. Only who stands highest keeps what all share."""
        if not self.may_keep:
            raise Http404
        self.form = form = self._form(data)
        return form

    @cached_property
    def seen(self) -> str:
        """The chosen one as it is drawn, handed back with what is typed."""
        if self.chosen is None:
            return ""
        self.chosen.refresh_from_db()
        return seen_of(self.chosen, actions.SHOWN)

    @property
    def policies(self) -> list[Row]:
        """Policies that are said, or will be."""
        return [row for row in self._rows if row.topic.kind == Topic.Kind.POLICY]

    @property
    def hints(self) -> list[Row]:
        """Hints that are given, or will be."""
        return [row for row in self._rows if row.topic.kind == Topic.Kind.HINT]

    @property
    def over(self) -> list[Row]:
        """What is said no more."""
        return [row for row in map(self._row, self.topics) if row.is_over]

    @cached_property
    def _rows(self) -> list[Row]:
        return [row for row in map(self._row, self.topics) if not row.is_over]

    def _row(self, topic: Topic) -> Row:
        until = topic.until_on
        return Row(
            topic=topic,
            doors=[name for code, name in self.names.items() if code in topic.categories],
            front=str(dict(Front.choices).get(topic.front, "")),
            is_over=until is not None and until <= self.today,
            is_ahead=topic.from_on > self.today,
        )

    def context(self) -> dict[str, Any]:
        """For the templates."""
        return {"desk": self, "form": self.form, "crumbs": crumbs(self.tops)}
