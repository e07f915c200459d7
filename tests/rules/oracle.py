"""A slow second opinion on coverage, written from DOMAIN 4 alone, day by day.

It shares no code with the product and takes no short cut: it walks the calendar one day at a time
and asks each day the question that the page asks. What it says is what the product has to say.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

DAY = timedelta(days=1)
FIRST_DAY = date(2024, 10, 1)  # nothing in a test happens before
HORIZON = 740  # days after the date asked in which a standard may still be in time


@dataclass
class Rule:
    """A version of a standard, as a county would write it down."""

    key: int
    every_days: int | None = None
    times: int | None = None
    per: str | None = None
    fronts: set = field(default_factory=set)
    categories: set = field(default_factory=set)
    residences: set = field(default_factory=set)
    area: str = ""
    roles: set = field(default_factory=set)
    modes: set = field(default_factory=lambda: {"door"})
    from_on: date = FIRST_DAY
    to_on: date | None = None


@dataclass
class Went:
    """Somebody who went: the role, and for a leader entered by somebody else the confirmation."""

    role: str
    awaits_leader: bool = False
    confirmed_at: datetime | None = None


@dataclass
class Version:
    """What was said about a visit, and when the server heard it."""

    received_at: datetime
    day: date
    outcome: str
    mode: str
    went: list[Went]
    hour: str
    agreed_on: date | None = None


@dataclass
class Told:
    """One visit: first told, perhaps corrected, perhaps withdrawn."""

    versions: list[Version]
    withdrawn_at: datetime | None = None
    entered_on: date | None = None  # the day a notebook was typed in; the oracle does not ask


@dataclass
class Dated:
    """A fact that holds from a day on, up to the day before `to_on`."""

    value: object
    from_on: date
    to_on: date | None = None

    def holds(self, day: date) -> bool:
        return day >= self.from_on and not (self.to_on is not None and day >= self.to_on)


@dataclass
class History:
    """Everything ever written down about one place."""

    joined_on: date
    stays: list[Dated]  # value: (area path, front, is active)
    residences: list[Dated] = field(default_factory=list)
    categories: list[Dated] = field(default_factory=list)
    approved: list[Dated] = field(default_factory=list)  # value: reason
    pending: list[tuple[str, date]] = field(default_factory=list)  # out of the question: in scope
    told: list[Told] = field(default_factory=list)


def value_on(facts: list[Dated], day: date):
    for fact in facts:
        if fact.holds(day):
            return fact.value
    return None


def standing(history: History, day: date) -> tuple[str, object]:
    """("in", (path, front)), ("out", (path, front, reason)) or ("", None)."""
    stay = value_on(history.stays, day)
    if stay is None or day < history.joined_on or not stay[2]:
        return "", None
    reasons = sorted(
        (fact.from_on, index, fact.value)
        for index, fact in enumerate(history.approved)
        if fact.holds(day)
    )
    if reasons:
        return "out", (stay[0], stay[1], reasons[0][2])
    return "in", (stay[0], stay[1])


def known_versions(history: History, at: datetime) -> list[Version]:
    """Each visit in the words that were the last ones heard by `at`; withdrawn ones are silent."""
    heard = []
    for told in history.told:
        if told.withdrawn_at is not None and told.withdrawn_at <= at:
            continue
        said = [version for version in told.versions if version.received_at <= at]
        if said:
            heard.append(said[-1])
    return heard


def rules_for(history: History, rules: list[Rule], day: date) -> list[Rule]:
    path, front, _ = value_on(history.stays, day)
    residence = value_on(history.residences, day)
    tags = {fact.value for fact in history.categories if fact.holds(day)}
    fitting = []
    for rule in rules:
        if day < rule.from_on or (rule.to_on is not None and day >= rule.to_on):
            continue
        if rule.fronts and front not in rule.fronts:
            continue
        if not path.startswith(rule.area):
            continue
        if rule.categories and not any(tag in rule.categories for tag in tags):
            continue
        if rule.residences and (residence is None or residence not in rule.residences):
            continue
        fitting.append(rule)
    return fitting


def credited_on(day: date, rule: Rule, versions: list[Version], at: datetime) -> bool:
    for version in versions:
        if version.day != day or version.outcome != "met" or version.mode not in rule.modes:
            continue
        if not version.went:
            continue
        if not rule.roles:
            return True
        for went in version.went:
            silent = went.awaits_leader and (went.confirmed_at is None or went.confirmed_at > at)
            if went.role in rule.roles and not silent:
                return True
    return False


def month_block(day: date, per: str) -> tuple[int, int]:
    size = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}[per]
    return day.year, (day.month - 1) // size


def credit_days(rule: Rule, versions: list[Version], until: date, at: datetime) -> list[date]:
    days, day = [], FIRST_DAY
    while day <= until:
        if any(version.day == day for version in versions) and credited_on(day, rule, versions, at):
            days.append(day)
        day += DAY
    return days


def kept_blocks(rule: Rule, days: list[date]) -> set:
    blocks = [month_block(day, rule.per) for day in days]
    return {block for block in blocks if blocks.count(block) >= rule.times}


def last_day_in_time(rule: Rule, days: list[date], on: date) -> date | None:
    """Walk every day there is and keep the last one on which the rule counts as met."""
    if not days:
        return None
    last, day = None, days[0]
    before: list = []  # blocks in the order of the calendar
    kept = kept_blocks(rule, days) if rule.per else set()
    while day <= on + HORIZON * DAY:
        if rule.per:
            block = month_block(day, rule.per)
            if not before or before[-1] != block:
                before.append(block)
            in_time = block in kept or (len(before) > 1 and before[-2] in kept)
        else:
            in_time = any(credit <= day <= credit + rule.every_days * DAY for credit in days)
        if in_time:
            last = day
        day += DAY
    return last


def last_day_after_joining(rule: Rule, joined_on: date) -> date:
    """The last day before a place that was never credited is overdue."""
    if not rule.per:
        day = joined_on
        for _ in range(rule.every_days):
            day += DAY
        return day
    day, blocks_passed = joined_on, 0
    while True:
        if month_block(day + DAY, rule.per) != month_block(day, rule.per):
            blocks_passed += 1
            if blocks_passed == 2:
                return day
        day += DAY


@dataclass(frozen=True)
class Verdict:
    """What the oracle says about a place on a date."""

    covered_until: date | None
    next_due_on: date
    is_covered: bool
    is_overdue: bool
    is_never_visited: bool
    is_case: bool
    open_periods: tuple  # (rule key, has n already) of each rule with a period


def judge(history: History, rules: list[Rule], on: date, at: datetime) -> Verdict:
    """The whole of DOMAIN 4 for one place on one date, as known at `at`."""
    versions = [version for version in known_versions(history, at) if version.day <= on]
    untils, dues, credits, open_periods = [], [], [], []
    for rule in rules_for(history, rules, on):
        days = credit_days(rule, versions, on, at)
        last = last_day_in_time(rule, days, on)
        untils.append(last)
        dues.append(last or last_day_after_joining(rule, history.joined_on))
        credits += days
        if rule.per:
            now = [day for day in days if month_block(day, rule.per) == month_block(on, rule.per)]
            open_periods.append((rule.key, len(now) >= rule.times))
    at_the_door = [
        version
        for version in versions
        if version.outcome == "met" and version.mode == "door" and version.went
    ]
    covered_until = None if None in untils else min(untils)
    return Verdict(
        covered_until=covered_until,
        next_due_on=min(dues),
        is_covered=covered_until is not None and on <= covered_until,
        is_overdue=on > min(dues),
        is_never_visited=not at_the_door,
        is_case=len(hours_since(versions, credits)) >= 3,
        open_periods=tuple(open_periods),
    )


def hours_since(versions: list[Version], credits: list[date]) -> set:
    hours = set()
    for version in versions:
        if version.mode != "door" or version.outcome == "met":
            continue
        if version.outcome == "postponed" and version.agreed_on is not None:
            continue
        if any(credit >= version.day for credit in credits):
            continue
        hours.add(version.hour)
    return hours
