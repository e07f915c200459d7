from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Group(models.TextChoices):
    """What the inbox and the e-mail put together (FACE 6)."""

    DOORS = "doors", _("To do")
    DECIDE = "decide", pgettext_lazy("inbox", "For you to decide")
    ISSUES = "issues", pgettext_lazy("inbox", "Issues")


class Reason(models.TextChoices):
    """Why somebody is reminded (DOMAIN 7); the order is that of the inbox."""

    PROMISE_DUE = "promise_due", _("promise due")
    PLACE_OVERDUE = "place_overdue", _("overdue")
    EMPTY_HANDED = "empty_handed", _("three times nobody")
    PLACE_DUE_SOON = "place_due_soon", _("due soon")
    LEADER_VISIT = "leader_visit", _("visit to be confirmed")
    EXCLUSION_ASKED = "exclusion_asked", _("exclusion to approve")
    HOUSEHOLD_FOUND = "household_found", _("found household to add")
    ISSUE_ESCALATED = "issue_escalated", _("issue past its limit below you")
    ISSUE_OVERDUE = "issue_overdue", _("issue past its limit")
    ISSUE_NEAR_DUE = "issue_near_due", _("issue near its limit")
    ISSUE_YOURS = "issue_yours", _("issue given to you")
    ISSUE_NEW = "issue_new", _("issue new at the desk")
    ISSUE_TO_HAND_OVER = "issue_to_hand_over", _("issue to be handed over")
    ISSUE_TO_ACCEPT = "issue_to_accept", _("issue to be taken on")

    @property
    def group(self) -> Group:
        """Under which heading it stands."""
        if self.value.startswith("issue_"):
            return Group.ISSUES
        if self in _DECIDE:
            return Group.DECIDE
        return Group.DOORS

    @property
    def subject(self) -> str:
        """Which field of a reminder names what it is about."""
        return _SUBJECTS.get(self, "issue" if self.group == Group.ISSUES else "place")


_DECIDE = (Reason.LEADER_VISIT, Reason.EXCLUSION_ASKED, Reason.HOUSEHOLD_FOUND)
_SUBJECTS = {
    Reason.PROMISE_DUE: "promise",
    Reason.LEADER_VISIT: "visit",
    Reason.EXCLUSION_ASKED: "exclusion",
    Reason.HOUSEHOLD_FOUND: "found",
}
