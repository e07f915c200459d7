"""Turns planned knocks into visits with their visitors, written in large portions."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from cadres.models import Cadre, Post
from cadres.workdays import SHANGHAI
from config.demo import notes
from config.demo.duties import Duties
from config.demo.homes import Home
from config.demo.rounds import MET, POSTPONED, Knock
from config.demo.seasons import is_around_festival
from config.demo.writing import insert
from households.models import Place
from visits.models import Visit, Visitor

PORTION = 5000
WITH_A_NOTE = 0.35
ENTERED_LATER = 0.06
SENT_LATER = 0.05
ACCOMPANIED, BY_A_PROXY = 0.15, 0.02
PARTS = (("morning", 12), ("afternoon", 18), ("evening", 24))


class Visiting:
    """Writes visits; keeps nothing of them."""

    def __init__(self, *, at: datetime, duties: Duties, policy: int, rng: Random) -> None:
        """`policy` is what was explained to a family wherever something was."""
        self._now, self._duties, self._policy, self._rng = at, duties, policy, rng
        self._festival: dict[date, bool] = {}
        self._visits: list[Visit] = []
        self._visitors: list[Visitor] = []
        self.count = 0

    def write(self, home: Home, place: Place, knocks: Iterable[Knock]) -> list[Visit]:
        """Take in the visits of one place; every few thousand go to the database."""
        visits = []
        for knock in knocks:
            visit = self._visit(home, place, knock)
            visits.append(visit)
            self._visitors += self._went(home, visit, knock)
        self._visits += visits
        if len(self._visits) >= PORTION:
            self.flush()
        return visits

    def flush(self) -> None:
        """Write what is left."""
        insert(Visit, self._visits)
        insert(Visitor, self._visitors)
        self.count += len(self._visits)
        self._visits, self._visitors = [], []

    def _visit(self, home: Home, place: Place, knock: Knock) -> Visit:
        rng, day = self._rng, knock.at.astimezone(SHANGHAI).date()
        post, cadre = self._duties.who_went(home.leaf, day)
        offset = rng.randint(-3000, 3000)
        moment, part = knock.at, ""
        if not knock.is_told and rng.random() < ENTERED_LATER:
            part = next(name for name, until in PARTS if knock.at.hour < until)
            moment = self._evening_after(knock.at)
        help_, cash = self._help(knock, day)
        delay = timedelta(seconds=rng.randint(2, 40))
        if rng.random() < SENT_LATER:
            delay = timedelta(minutes=rng.randint(20, 600))
        key = uuid7_at(moment, rng)
        return Visit(
            id=key,
            place=place,
            area_path=place.area_path,
            front=place.front,
            outcome=knock.outcome,
            mode=knock.mode,
            phone_at=moment + timedelta(milliseconds=offset),
            clock_offset_ms=offset,
            happened_at=moment,
            received_at=max(moment, min(self._now, moment + delay)),
            visited_on=day,
            entered_later=bool(part),
            part_of_day=part,
            help=help_,
            cash_yuan=cash,
            policies=[self._policy] if "explained" in help_ and not home.firm else [],
            note=self._note(home, knock, day),
            again_on=knock.again_on if knock.outcome == POSTPONED else None,
            logged_by=cadre,
            logged_under=post,
            content_digest=hashlib.sha256(key.bytes).digest(),
        )

    def _went(self, home: Home, visit: Visit, knock: Knock) -> list[Visitor]:
        post, cadre = visit.logged_under, visit.logged_by
        by_proxy = not knock.is_told and self._rng.random() < BY_A_PROXY
        went = [self._visitor(visit, cadre, post, "proxy" if by_proxy else "main")]
        desk = self._duties.desk(home.leaf)
        secretary = desk.holder(visit.visited_on)
        if secretary.pk != cadre.pk and not knock.is_told and self._rng.random() < ACCOMPANIED:
            went.append(self._visitor(visit, secretary, desk.post, "accompanying"))
        return went

    def _visitor(self, visit: Visit, cadre: Cadre, post: Post, role: str) -> Visitor:
        # As `visits.actions.record`: whoever logged it has said so.
        confirmed_at = visit.received_at if cadre.pk == visit.logged_by_id else None
        return Visitor(visit=visit, cadre=cadre, post=post, role=role, confirmed_at=confirmed_at)

    def _help(self, knock: Knock, day: date) -> tuple[list[str], Decimal | None]:
        if knock.is_told or knock.outcome != MET:
            return list(knock.help), None
        rng = self._rng
        if self._is_festival(day) and rng.random() < 0.45:
            if rng.random() < 0.3:
                return ["cash"], Decimal(rng.choice((200, 300, 500, 1000)))
            return ["goods"], None
        drawn = rng.random()
        for kind, below in (
            ("explained", 0.4),
            ("contacted", 0.5),
            ("solved", 0.56),
            ("goods", 0.58),
        ):
            if drawn < below:
                return [kind], None
        return [], None

    def _note(self, home: Home, knock: Knock, day: date) -> str:
        if knock.is_told:
            return knock.note
        rng = self._rng
        if knock.outcome != MET:
            return rng.choice(notes.FAILED_NOTES[knock.outcome])
        if rng.random() > WITH_A_NOTE:
            return ""
        if self._is_festival(day) and not home.firm and rng.random() < 0.5:
            return rng.choice(notes.FESTIVAL_NOTES)
        return rng.choice(notes.NOTES["enterprise" if home.firm else str(home.leaf.area.front)])

    def _is_festival(self, day: date) -> bool:
        if day not in self._festival:
            self._festival[day] = is_around_festival(day)
        return self._festival[day]

    def _evening_after(self, moment: datetime) -> datetime:
        """When the notebook was typed in: that evening or one of the next."""
        evening = moment.astimezone(SHANGHAI).date() + timedelta(days=self._rng.randint(0, 4))
        at = datetime.combine(evening, time(20, self._rng.randrange(60)), SHANGHAI)
        return min(self._now, max(at, moment))


def uuid7_at(moment: datetime, rng: Random) -> UUID:
    """A UUIDv7 of that moment, its random part drawn from `rng`."""
    milliseconds = int(moment.timestamp() * 1000)
    drawn = rng.getrandbits(74)
    number = milliseconds << 80 | 7 << 76 | (drawn >> 62) << 64 | 2 << 62 | drawn & (1 << 62) - 1
    return UUID(int=number)
