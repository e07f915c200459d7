"""What one reason says in one line: for the inbox, the subject of the message and its headings."""

from django.utils.translation import ngettext

from reminders.models import Reason

# Each of these stands as a row of its own; the others are said in one line and opened.
ONE_BY_ONE = frozenset(
    {
        Reason.PROMISE_DUE,
        Reason.ISSUE_ESCALATED,
        Reason.ISSUE_OVERDUE,
        Reason.ISSUE_NEAR_DUE,
        Reason.ISSUE_YOURS,
    }
)


def heading(reason: Reason, total: int) -> str:
    """How many of what, as people say it."""
    return _sentence(reason, total) % {"total": f"{total:,}"}


def _sentence(reason: Reason, n: int) -> str:
    match reason:
        case Reason.PLACE_OVERDUE:
            return ngettext("%(total)s door is overdue", "%(total)s doors are overdue", n)
        case Reason.PLACE_DUE_SOON:
            return ngettext("%(total)s door falls due soon", "%(total)s doors fall due soon", n)
        case Reason.EMPTY_HANDED:
            return ngettext(
                "Three times nobody at %(total)s door", "Three times nobody at %(total)s doors", n
            )
        case Reason.PROMISE_DUE:
            return ngettext("%(total)s promise is due", "%(total)s promises are due", n)
        case Reason.LEADER_VISIT:
            return ngettext(
                "%(total)s visit was logged for you", "%(total)s visits were logged for you", n
            )
        case Reason.EXCLUSION_ASKED:
            return ngettext(
                "%(total)s door to be left out, if you approve",
                "%(total)s doors to be left out, if you approve",
                n,
            )
        case Reason.HOUSEHOLD_FOUND:
            return ngettext(
                "%(total)s household that no roster has",
                "%(total)s households that no roster has",
                n,
            )
        case _:
            return _of_issues(reason, n)


def _of_issues(reason: Reason, n: int) -> str:
    match reason:
        case Reason.ISSUE_NEW:
            return ngettext(
                "%(total)s new issue in the village", "%(total)s new issues in the village", n
            )
        case Reason.ISSUE_TO_HAND_OVER:
            return ngettext(
                "%(total)s issue to be handed over", "%(total)s issues to be handed over", n
            )
        case Reason.ISSUE_TO_ACCEPT:
            return ngettext(
                "%(total)s issue handed to your unit", "%(total)s issues handed to your unit", n
            )
        case Reason.ISSUE_YOURS:
            return ngettext("%(total)s issue is yours", "%(total)s issues are yours", n)
        case Reason.ISSUE_NEAR_DUE:
            return ngettext(
                "%(total)s issue nears its limit", "%(total)s issues near their limit", n
            )
        case Reason.ISSUE_ESCALATED:
            return ngettext(
                "%(total)s issue of your people is past its limit",
                "%(total)s issues of your people are past their limit",
                n,
            )
        case _:
            return ngettext(
                "%(total)s issue is past its limit", "%(total)s issues are past their limit", n
            )
