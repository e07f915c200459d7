"""What the printed hand-over slip and the reply say of an issue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from cadres.models import Cadre
from households.models import Place
from issues import timeline, words
from issues.models import Issue, IssueEvent
from issues.rows import units_in_words
from issues.whereabouts import Whereabouts, household, whereabouts

MOST_SLIPS = 100


@dataclass(frozen=True)
class Slip:
    """One issue on paper, for whoever is to do it: no name of whoever raised it (DOMAIN 10)."""

    issue: Issue
    where: Whereabouts
    household: str
    first_receiver: str
    helping: str
    limit_days: int
    handed_by: str = ""
    word: str = ""


@dataclass(frozen=True)
class Reply:
    """The answer to those who raised it; their name only where the reader may open the place."""

    issue: Issue
    where: Whereabouts
    household: str
    name: str
    by_unit: str


def keys_of(asked: Iterable[str]) -> list[UUID]:
    """The keys in `?ids=a,b&ids=c`; what is none is left out."""
    keys = []
    for text in ",".join(asked).split(","):
        try:
            keys.append(UUID(text.strip()))
        except ValueError:
            continue
    return list(dict.fromkeys(keys))[:MOST_SLIPS]


def slips(cadre: Cadre, keys: Sequence[UUID]) -> list[Slip]:
    """The slips of those issues that the reader may see, in the order asked for."""
    visible = Issue.objects.visible_to(cadre).filter(pk__in=keys)
    named = visible.select_related(
        "category", "lead_unit", "place", "raised_under__unit", "raised_under__area"
    ).prefetch_related("helping_units")
    found = {issue.pk: issue for issue in named}
    issues = [found[key] for key in keys if key in found]
    places = whereabouts(issues)
    handed = _last_hand_overs(issues)
    return [_slip(issue, places[str(issue.pk)], handed.get(issue.pk)) for issue in issues]


def reply(issue: Issue, *, cadre: Cadre) -> Reply:
    """The reply to one issue."""
    place = None
    if issue.place_id:
        place = Place.objects.visible_to(cadre).filter(pk=issue.place_id).first()
    return Reply(
        issue=issue,
        where=whereabouts([issue])[str(issue.pk)],
        household=household(issue),
        name=place.name if place else "",
        by_unit=str(issue.lead_unit),
    )


def _slip(issue: Issue, where: Whereabouts, handed: IssueEvent | None) -> Slip:
    return Slip(
        issue=issue,
        where=where,
        household=household(issue),
        first_receiver=timeline.speaker(issue.raised_under),
        helping=units_in_words(issue),
        limit_days=words.limit_days(issue),
        handed_by=timeline.speaker(handed.under) if handed else "",
        word=handed.note if handed else "",
    )


def _last_hand_overs(issues: Sequence[Issue]) -> dict[UUID, IssueEvent]:
    events = IssueEvent.objects.filter(issue__in=issues, kind=IssueEvent.Kind.ASSIGNED)
    told = events.select_related("under__unit", "under__area").order_by("at", "pk")
    return {event.issue_id: event for event in told}
