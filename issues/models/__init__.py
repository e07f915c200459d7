from issues.models.category import IssueCategory, ProposedLead
from issues.models.issue import Issue, IssueQuerySet
from issues.models.trail import IssueEvent, IssueFile

__all__ = [
    "Issue",
    "IssueCategory",
    "IssueEvent",
    "IssueFile",
    "IssueQuerySet",
    "ProposedLead",
]
