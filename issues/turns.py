"""Whose turn an issue is: which post may do which step now (DOMAIN 6).

The actions ask it of the post under which somebody acts, the pages of all posts of a person.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Self

from cadres.access import ROLE_MAY, Grant
from cadres.models import Post, Role
from issues.models import Issue

_Status = Issue.Status


@dataclass(frozen=True)
class Seat:
    """A post as far as issues ask."""

    role: str
    post_id: int
    unit_id: int
    path: str  # of its own area

    @classmethod
    def of_post(cls, post: Post) -> Self:
        """The seat of a post; its area comes with it."""
        return cls(post.role, post.pk, post.unit_id, post.area.path)

    @classmethod
    def of_grant(cls, grant: Grant) -> Self:
        """The seat of a grant."""
        return cls(grant.role, grant.post_id, grant.unit_id, grant.post_path)

    def may(self, verb: str) -> bool:
        """Whether the role may do a verb of `cadres.access`."""
        return Role(self.role) in ROLE_MAY[verb]


def turns_of(issue: Issue, grants: Iterable[Grant]) -> dict[str, int]:
    """The steps that a person may take now, each with the post to take it under.

    Verbs: settle, send_up, take_back_at_desk, hand_over, give_back, take_back_hand_over,
    recategorise, accept, decline, comment (and attach), resolve, take_back_resolving.
    """
    seats = [Seat.of_grant(grant) for grant in grants]
    return {
        verb: seat.post_id
        for verb, (begins, belongs) in _STEPS.items()
        if begins(issue)
        for seat in reversed(seats)
        if belongs(issue, seat)
    }


def is_for(issue: Issue, verb: str, seat: Seat) -> bool:
    """Whether a step belongs to a post, whatever the time."""
    return _STEPS[verb][1](issue, seat)


def is_time(issue: Issue, verb: str) -> bool:
    """Whether the issue is where the step begins."""
    return _STEPS[verb][0](issue)


def is_villages(issue: Issue) -> bool:
    """Whether the village has it: it was never sent up, or was given back."""
    return issue.sent_up_at is None


def _is_new_at_desk(issue: Issue) -> bool:
    return issue.status == _Status.RAISED and is_villages(issue)


def _is_settled_in_village(issue: Issue) -> bool:
    return issue.status in Issue.IN_HAND and is_villages(issue)


def _is_with_desk(issue: Issue) -> bool:
    return _is_new_at_desk(issue) or _is_settled_in_village(issue)


def _is_sent_up(issue: Issue) -> bool:
    return issue.status == _Status.RAISED and not is_villages(issue)


def _may_go_back_to_desk(issue: Issue) -> bool:
    # Without the village's word it began in the town.
    return _is_settled_in_village(issue) or _is_sent_up(issue) and bool(issue.sent_up_why)


def _desk(issue: Issue, seat: Seat) -> bool:
    return seat.may("receive_issues") and issue.area_path.startswith(seat.path)


def _dispatch(issue: Issue, seat: Seat) -> bool:
    return seat.may("dispatch_issues") and issue.area_path.startswith(seat.path)


def _lead(issue: Issue, seat: Seat) -> bool:
    return seat.may("handle_issues") and seat.unit_id == issue.lead_unit_id


def _doer(issue: Issue, seat: Seat) -> bool:
    """A handler of the lead unit; in the village whoever is to do it, or the desk."""
    if is_villages(issue):
        return seat.post_id == issue.assignee_id or _desk(issue, seat)
    return _lead(issue, seat)


def _sorter(issue: Issue, seat: Seat) -> bool:
    return _dispatch(issue, seat) or is_villages(issue) and _desk(issue, seat)


def _anybody(issue: Issue, seat: Seat) -> bool:
    return True  # who may not see the issue never gets here


_ENDED = (_Status.CLAIMED_RESOLVED, _Status.VERIFYING, _Status.CLOSED)
_STEPS: dict[str, tuple[Callable[[Issue], bool], Callable[[Issue, Seat], bool]]] = {
    "settle": (_is_with_desk, _desk),
    "send_up": (_is_with_desk, _desk),
    "take_back_at_desk": (_may_go_back_to_desk, _desk),
    "hand_over": (_is_sent_up, _dispatch),
    "give_back": (_is_sent_up, _dispatch),
    "take_back_hand_over": (lambda issue: issue.status == _Status.ASSIGNED, _dispatch),
    "recategorise": (lambda issue: issue.status not in _ENDED, _sorter),
    "accept": (lambda issue: issue.status == _Status.ASSIGNED, _lead),
    "decline": (lambda issue: issue.status == _Status.ASSIGNED, _lead),
    "comment": (lambda issue: True, _anybody),
    "resolve": (lambda issue: issue.status in Issue.IN_HAND, _doer),
    "take_back_resolving": (lambda issue: issue.status == _Status.CLAIMED_RESOLVED, _doer),
}
