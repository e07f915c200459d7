"""Reads of one issue and what hangs on it."""

from uuid import UUID

from cadres.models import Cadre, Post
from issues.models import Issue, IssueEvent, IssueFile


def issue_for(cadre: Cadre, pk: UUID) -> Issue | None:
    """The issue with what its page says of it; the same nothing for "not there" and "not yours"."""
    visible = Issue.objects.visible_to(cadre).filter(pk=pk)
    named = visible.select_related(
        "category", "lead_unit", "place", "assignee__unit", "raised_under__unit",
        "raised_under__area", "resolved_by",
    )  # fmt: skip
    found: Issue | None = named.prefetch_related("helping_units").first()
    return found


def events_of(issue: Issue) -> list[IssueEvent]:
    """Its steps, the first one first, with who took them and who held it from there."""
    events = issue.events.select_related("under__unit", "under__area", "holder", "assignee__unit")
    return list(events)


def files_of(issue: Issue) -> list[IssueFile]:
    """Its documents, in the order in which they came."""
    return list(issue.files.all())


def file_for(cadre: Cadre, pk: UUID) -> IssueFile | None:
    """A document, when the cadre may see its issue."""
    visible = Issue.objects.visible_to(cadre)
    return IssueFile.objects.filter(pk=pk, issue__in=visible).first()


def post(pk: int) -> Post:
    """A post with its unit and area."""
    return Post.objects.select_related("unit", "area").get(pk=pk)
