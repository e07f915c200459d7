"""What people raised in the demo, and how far it got: most of it settled, some of it stuck."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from cadres.models import Cadre, Post
from cadres.workdays import SHANGHAI, closing_after, near
from config.demo import notes
from config.demo.homes import Home
from config.demo.notes import Matter
from config.demo.people import Seat, Staff, TownSeats
from config.demo.visiting import uuid7_at
from config.demo.writing import insert
from households.models import Place
from issues.models import Issue, IssueCategory, IssueEvent
from visits.models import Visit

RAISED, SENT_UP, ASSIGNED = "raised", "sent_up", "assigned"
DOING, WAITING, LONG_TERM = "in_progress", "waiting", "long_term"
CLAIMED, VERIFYING, CLOSED = "claimed_resolved", "verifying", "closed"
# How far along the way a stage is; the village goes a shorter one.
BY_AN_OFFICE = (RAISED, SENT_UP, ASSIGNED, DOING, CLAIMED, VERIFYING, CLOSED)
BY_THE_VILLAGE = (RAISED, DOING, CLAIMED, VERIFYING, CLOSED)
SIDE = {WAITING: DOING, LONG_TERM: DOING}  # where they branch off
# Up to that age in days: how far such issues got, by weight.
FAR = (
    (10, ((RAISED, 12), (SENT_UP, 20), (ASSIGNED, 20), (DOING, 31), (CLOSED, 17))),
    (25, ((DOING, 32), (CLAIMED, 7), (VERIFYING, 9), (WAITING, 10), (CLOSED, 42))),
    (60, ((DOING, 9), (VERIFYING, 4), (WAITING, 5), (LONG_TERM, 2), (CLOSED, 80))),
    (9999, ((DOING, 2), (LONG_TERM, 1), (CLOSED, 97))),
)
RAISED_AT_A_VISIT, LATELY = 0.02, 0.09  # share of visits; more of the last weeks' still matter
RESULTS = (("solved", 70), ("partly", 8), ("explained", 16), ("passed_on", 4), ("cannot", 2))
URGENT = 0.15


@dataclass(slots=True)
class Trouble:
    """One issue to be."""

    matter: Matter
    place: Place
    home: Home
    raised_at: datetime
    by: Cadre
    under: Post
    stage: str
    visit: Visit | None = None
    urgent: bool = False

    @property
    def chain(self) -> tuple[str, ...]:
        """The stages it went through."""
        way = BY_AN_OFFICE if self.matter.office else BY_THE_VILLAGE
        stage = SIDE.get(self.stage, self.stage)
        if stage not in way:  # the village has it in hand, or just heard of it
            stage = RAISED if stage == SENT_UP else DOING
        return way[: way.index(stage) + 1]

    @property
    def status(self) -> str:
        """The status of the issue."""
        if self.stage in SIDE:
            return self.stage
        return RAISED if self.chain[-1] == SENT_UP else self.chain[-1]

    def moments(self, *, until: datetime) -> dict[str, datetime]:
        """When each stage began, spread over the time until it was said to be done."""
        gap = (until - self.raised_at) / 8
        return {stage: self.raised_at + gap * n for n, stage in enumerate(self.chain)}


class Troubles:
    """Collects what is raised while visits are written; writes it at the end."""

    def __init__(self, *, at: datetime, staff: Staff, rng: Random) -> None:
        self._now, self._staff, self._rng = at, staff, rng
        self._categories = {category.code: category for category in IssueCategory.objects.all()}
        self._heard: list[Trouble] = []

    def hear(self, home: Home, place: Place, visits: Sequence[Visit]) -> None:
        """Draw whether something was raised at one of these visits."""
        if home.plan is not None:
            return
        front = str(place.front)
        for visit in visits:
            age = (self._now - visit.happened_at).days
            share = LATELY if age <= 25 else RAISED_AT_A_VISIT
            if visit.outcome == "met" and self._rng.random() < share:
                matter = self._rng.choice([m for m in notes.MATTERS if front in m.fronts])
                weights = next(weights for most, weights in FAR if age <= most)
                stage = self._rng.choices([s for s, _ in weights], [w for _, w in weights])[0]
                urgent = self._rng.random() < URGENT
                self.add(
                    Trouble(
                        matter,
                        place,
                        home,
                        visit.happened_at,
                        visit.logged_by,
                        visit.logged_under,
                        stage,
                        visit,
                        urgent,
                    )
                )

    def add(self, trouble: Trouble) -> None:
        """One more; the story adds its own."""
        self._heard.append(trouble)

    def write(self) -> int:
        """Write issues with all their steps; return how many."""
        self._heard.sort(key=lambda trouble: trouble.raised_at)
        issues, events = [], []
        numbers: dict[int, int] = {}
        for trouble in self._heard:
            year = trouble.raised_at.astimezone(SHANGHAI).year
            numbers[year] = numbers.get(year, 0) + 1
            issue, steps = self._issue(trouble, f"{year}-{numbers[year]:06d}")
            issues.append(issue)
            events += steps
        insert(Issue, issues)
        insert(IssueEvent, events)
        return len(issues)

    def _issue(self, trouble: Trouble, number: str) -> tuple[Issue, list[IssueEvent]]:
        category = self._categories[trouble.matter.category]
        days = category.urgent_limit_days if trouble.urgent else category.limit_days
        due_at = closing_after(trouble.raised_at, days)
        seat = self._seat(trouble)
        post, solver = seat.post, seat.terms[-1][1]
        verifier = self._town(trouble).supervisor
        resolved_at, closed_at = self._ends(trouble, due_at)
        moments = trouble.moments(until=resolved_at or self._now)
        is_done = DOING in moments
        closed = trouble.status == CLOSED
        resident_says = closed and self._rng.random() < 0.6
        result = self._rng.choices([r for r, _ in RESULTS], [w for _, w in RESULTS])[0]
        in_village = is_done and not trouble.matter.office
        issue = Issue(
            id=uuid7_at(trouble.raised_at, self._rng),
            number=number,
            place=trouble.place,
            visit=trouble.visit,
            area_path=trouble.place.area_path,
            title=trouble.matter.title,
            text=trouble.matter.text,
            category=category,
            urgency="urgent" if trouble.urgent else "ordinary",
            status=trouble.status,
            raised_by=trouble.by,
            raised_under=trouble.under,
            raised_at=trouble.raised_at,
            lead_unit=post.unit,
            assignee=post if is_done else None,
            promised_on=closing_after(moments[DOING], 3).date() if in_village else None,
            sent_up_at=moments.get(SENT_UP),
            sent_up_why=self._rng.choice(notes.WHY_UP) if SENT_UP in moments else "",
            assigned_at=moments.get(ASSIGNED),
            accepted_at=moments.get(DOING),
            near_due_at=near(trouble.raised_at, due_at),
            due_at=due_at,
            resolved_by=solver if resolved_at else None,
            resolved_at=resolved_at,
            result=result if resolved_at else "",
            done=self._rng.choice(_said_done(result)) if resolved_at else "",
            verified_by=verifier.terms[-1][1] if closed and not resident_says else None,
            resident_agreed_at=closed_at if resident_says else None,
            closed_at=closed_at,
        )
        return issue, list(self._steps(issue, trouble, moments))

    def _ends(self, trouble: Trouble, due_at: datetime) -> tuple[datetime | None, datetime | None]:
        """When it was said to be solved and when it was closed; neither lies ahead."""
        if trouble.status not in {CLAIMED, VERIFYING, CLOSED}:
            return None, None
        span = due_at - trouble.raised_at
        late = self._rng.random() < 0.12
        part = self._rng.uniform(1.05, 1.6) if late else self._rng.uniform(0.15, 0.95)
        latest = trouble.raised_at + (self._now - trouble.raised_at) * 0.8
        resolved_at = min(trouble.raised_at + span * part, latest)
        if trouble.status != CLOSED:
            return resolved_at, None
        after = timedelta(hours=self._rng.randint(3, 90))
        return resolved_at, min(resolved_at + after, self._now)

    def _steps(
        self, issue: Issue, trouble: Trouble, moments: dict[str, datetime]
    ) -> Iterator[IssueEvent]:
        before = ""
        for stage, began_at in moments.items():
            at, after = began_at, RAISED if stage == SENT_UP else stage
            if stage == CLAIMED:
                at = issue.resolved_at or at
            elif stage in {VERIFYING, CLOSED}:
                settled = issue.resolved_at or at
                at = issue.closed_at or min(settled + timedelta(minutes=5), self._now)
            step = IssueEvent(issue=issue, kind=stage, at=at, before=before, after=after)
            self._tell(step, issue, trouble)
            yield step
            before = after
        if trouble.stage in SIDE and trouble.status == trouble.stage:
            at = moments[DOING] + (self._now - moments[DOING]) / 2
            step = IssueEvent(issue=issue, kind=trouble.stage, at=at, before=before)
            step.after, step.note = trouble.stage, self._rng.choice(notes.WAITING)
            self._by(step, self._seat(trouble))
            yield step

    def _tell(self, step: IssueEvent, issue: Issue, trouble: Trouble) -> None:
        """Who took the step, what was said, and with whom it lies from there."""
        town = self._town(trouble)
        desk, seat = town.desks[trouble.home.leaf.village.area.pk], self._seat(trouble)
        if step.kind == RAISED:
            step.under, step.by, step.holder = trouble.under, trouble.by, desk.post.unit
        elif step.kind == SENT_UP:
            self._by(step, desk)
            step.note, step.holder = issue.sent_up_why, town.dispatch.post.unit
        elif step.kind == ASSIGNED:
            self._by(step, town.dispatch)
            step.holder = seat.post.unit
        elif step.kind == DOING:
            self._by(step, seat)
            step.kind = "accepted" if issue.sent_up_at else "settled"
            step.holder, step.assignee = seat.post.unit, seat.post
            step.promised_on = issue.promised_on
        elif step.kind == CLAIMED:
            self._by(step, seat)
            step.kind, step.note, step.result = "resolved", issue.done, issue.result
        else:
            step.by = issue.verified_by

    def _by(self, step: IssueEvent, seat: Seat) -> None:
        step.under, step.by = seat.post, seat.terms[-1][1]

    def _town(self, trouble: Trouble) -> TownSeats:
        return self._staff.towns[trouble.home.leaf.village.town.pk]

    def _seat(self, trouble: Trouble) -> Seat:
        """Where it lies by now: the village, the town's dispatch, the office that does it."""
        town = self._town(trouble)
        if SENT_UP not in trouble.chain:
            return town.desks[trouble.home.leaf.village.area.pk]
        is_handed = ASSIGNED in trouble.chain
        return town.handlers[trouble.matter.office] if is_handed else town.dispatch


def _said_done(result: str) -> tuple[str, ...]:
    return notes.EXPLAINED if result in {"explained", "cannot"} else notes.DONE


def told_day(now: datetime, wanted: str, limit_days: int) -> datetime:
    """When an issue has to have been raised to stand `near` its limit or `over` it by now."""
    for days in range(1, 120):
        raised_at = (now - timedelta(days=days)).astimezone(SHANGHAI).replace(hour=9, minute=40)
        due_at = closing_after(raised_at, limit_days)
        if wanted == "near" and near(raised_at, due_at) <= now < due_at:
            return raised_at
        if wanted == "over" and due_at < now - timedelta(days=3):
            return raised_at
    raise ValueError(wanted)
