"""Reads of issues."""

from households.models import Place
from issues.models import Issue, IssueCategory


def open_of(place: Place) -> list[Issue]:
    """What is not settled at a place, nearest limit first."""
    return list(Issue.objects.open().filter(place=place).order_by("due_at", "pk"))


def categories() -> list[IssueCategory]:
    """What an issue can be about, in the administrator's order."""
    return list(IssueCategory.objects.all())
