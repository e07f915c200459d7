"""Reads of issues."""

from uuid import UUID

from cadres.models import Cadre
from households.models import Place
from issues.models import Issue, IssueCategory


def open_of(place: Place) -> list[Issue]:
    """What is not settled at a place, nearest limit first."""
    return list(Issue.objects.open().filter(place=place).order_by("due_at", "pk"))


def categories() -> list[IssueCategory]:
    """What an issue can be about, in the administrator's order."""
    return list(IssueCategory.objects.all())


def may_see(cadre: Cadre, issue_id: UUID) -> bool | None:
    """Whether a cadre sees an issue; None: there is none (for `photos.access`)."""
    if Issue.objects.visible_to(cadre).filter(pk=issue_id).exists():
        return True
    return False if Issue.objects.filter(pk=issue_id).exists() else None
