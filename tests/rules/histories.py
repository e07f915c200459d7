"""Random lives of places: joins, moves, tags, exclusions, visits told late, corrected, withdrawn.

A seed decides everything: hypothesis chooses seeds, the database test makes a county from one.
"""

from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from tests.rules.oracle import Dated, History, Rule, Told, Version, Went

SHANGHAI = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 24)
START = date(2025, 1, 1)
GRIDS = [  # (area path, front): two villages, one community; a place may stand without a grid
    ("32.05.81.101.201.001.", "village"),
    ("32.05.81.101.201.", "village"),
    ("32.05.81.101.202.001.", "village"),
    ("32.05.81.102.001.001.", "community"),
    ("32.05.81.102.001.002.", "community"),
    ("32.05.81.102.", "enterprise"),
    ("32.05.81.101.201.001.", "enterprise"),
]
RESIDENCES = ["lives_here", "away", "registered_only", "renting", "empty"]
CATEGORIES = [1, 2, 3]
REASONS = ["empty", "moved_out", "not_on_roster"]
HOURS = ["8", "9", "18", "19"]
PARTS = ["morning", "afternoon", "evening"]
ROLES = ["main", "accompanying", "leader", "proxy"]
EDGES = [0, 1, 6, 7, 8, 29, 30, 31, 60, 61, 89, 90, 91, 181, 364, 365, 366]  # around intervals
OUTCOMES = ["met"] * 5 + ["nobody_home"] * 3 + ["refused", "moved", "postponed", "postponed"]


def day_between(random: Random, first: date, last: date) -> date:
    return first + timedelta(days=random.randint(0, max(0, (last - first).days)))


def telling_day(random: Random, first: date, near: date) -> date:
    """Mostly a day at the edge of some interval before `near`, where rules are got wrong."""
    edge = near - timedelta(days=random.choice(EDGES))
    if random.random() < 0.7 and first <= edge:
        return edge
    return day_between(random, first, max(first, near))


def moment(day: date, hour: int = 12) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=SHANGHAI)


def random_rules(random: Random) -> list[Rule]:
    """The base standard and up to four others, each perhaps in two versions."""
    rules = [Rule(key=1, every_days=365)]
    for key in range(2, 2 + random.randint(1, 5)):
        changes_on = day_between(random, START, TODAY)
        if random.random() < 0.8:
            rules.append(random_rule(random, key, START, changes_on))
        if random.random() < 0.9:
            ends_on = day_between(random, changes_on, TODAY + timedelta(days=40))
            rules.append(random_rule(random, key, changes_on, random.choice([None, ends_on])))
    return [rule for rule in rules if rule.to_on is None or rule.from_on < rule.to_on]


def random_rule(random: Random, key: int, from_on: date, to_on: date | None) -> Rule:
    rule = Rule(key=key, from_on=from_on, to_on=to_on)
    if random.random() < 0.5:
        rule.every_days = random.choice([7, 30, 60, 90, 180])
    else:
        rule.times = random.choice([1, 1, 2, 3])
        rule.per = random.choice(["month", "quarter", "half_year", "year"])
    if random.random() < 0.2:
        rule.fronts = {random.choice(["village", "community", "enterprise"])}
    if random.random() < 0.3:
        rule.categories = set(random.sample(CATEGORIES, random.randint(1, 2)))
    if random.random() < 0.2:
        rule.residences = set(random.sample(RESIDENCES, random.randint(1, 2)))
    if random.random() < 0.2:
        rule.area = random.choice(GRIDS)[0][: random.choice([9, 13])]
    if random.random() < 0.4:
        rule.roles = set(random.sample(ROLES, random.randint(1, 2)))
    if random.random() < 0.3:
        rule.modes = {"door", random.choice(["phone", "video"])}
    return rule


def spans(random: Random, first: date, values: list, gaps: bool = True) -> list[Dated]:
    """One value after another from `first` on, perhaps with gaps, the last one perhaps open."""
    facts, day = [], first
    for value in values:
        if gaps and random.random() < 0.3:
            day += timedelta(days=random.randint(1, 60))
        to_on = day + timedelta(days=random.randint(1, 300))
        facts.append(Dated(value, day, to_on))
        day = to_on
    if facts and (not gaps or random.random() < 0.6):
        facts[-1].to_on = None
    return [fact for fact in facts if fact.from_on <= TODAY]


def random_stays(random: Random, joined_on: date) -> list[Dated]:
    is_enterprise = random.random() < 0.25
    grids = [grid for grid in GRIDS if (grid[1] == "enterprise") == is_enterprise]
    homes = []
    for _ in range(random.randint(1, 3)):
        path, front = random.choice(grids)
        homes.append((path, front, random.random() < 0.85))
    return spans(random, joined_on, homes, gaps=False)


def random_history(random: Random, near: date = TODAY) -> History:
    """The whole life of one place up to today, told most closely before `near`."""
    joined_on = day_between(random, START, START + timedelta(days=90))
    if random.random() < 0.3:
        joined_on = telling_day(random, START, near)
    life = History(joined_on=joined_on, stays=random_stays(random, joined_on))
    if life.stays[0].value[1] != "enterprise":
        homes = random.sample(RESIDENCES, random.randint(0, 3))
        life.residences = spans(random, joined_on, homes)
    for tag in random.sample(CATEGORIES, random.randint(0, 3)):
        life.categories += spans(random, joined_on, [tag] * random.randint(1, 2))
    for _ in range(random.choice([0, 0, 1, 2])):  # two may run side by side
        reasons = random.sample(REASONS, random.randint(1, 2))
        life.approved += spans(random, day_between(random, joined_on, TODAY), reasons)
    if random.random() < 0.2:
        life.pending = [(random.choice(REASONS), day_between(random, joined_on, TODAY))]
    often = random.choice([0, 2, 5, 8, 12])
    life.told = [random_told(random, joined_on, near) for _ in range(often)]
    return life


def random_told(random: Random, joined_on: date, near: date) -> Told:
    """One visit: told on its day or later, perhaps corrected once, perhaps withdrawn."""
    first_day = joined_on - timedelta(days=20) if random.random() < 0.1 else joined_on
    day = telling_day(random, first_day, near)
    is_from_notebook = random.random() < 0.4
    entered_on = day_between(random, day, min(TODAY, day + timedelta(days=8)))
    received = moment(day_between(random, entered_on, min(TODAY, day + timedelta(days=20))), 21)
    awaits = random.random() < 0.5  # somebody else than the leader typed it
    hour = random.choice(PARTS if is_from_notebook else HOURS)
    versions = [random_version(random, day, received, hour, awaits)]
    while random.random() < 0.3 and versions[-1].received_at.date() < TODAY:
        heard_on = versions[-1].received_at.date()
        corrected_on = day_between(random, heard_on + timedelta(days=1), TODAY)
        if is_from_notebook:
            first = entered_on - timedelta(days=10)
            day, hour = day_between(random, first, entered_on), random.choice(PARTS)
        versions.append(random_version(random, day, moment(corrected_on, 9), hour, awaits))
        keep_yes(*versions[-2:])
    withdrawn = None
    if random.random() < 0.1:
        last = versions[-1].received_at.date()
        withdrawn = moment(day_between(random, last, TODAY), 23)
    return Told(versions, withdrawn, entered_on if is_from_notebook else None)


def keep_yes(before: Version, after: Version) -> None:
    """A leader who has said yes need not say it again after a correction."""
    said = [w.confirmed_at for w in before.went if w.role == "leader" and w.confirmed_at]
    for went in after.went:
        if went.role == "leader" and said and said[0] < after.received_at:
            went.confirmed_at = said[0]


def random_version(
    random: Random, day: date, received_at: datetime, hour: str, awaits_leader: bool
) -> Version:
    went = []
    for role in random.sample(ROLES, random.choice([1, 1, 1, 2])):
        awaits = role == "leader" and awaits_leader
        confirmed_on = day_between(random, received_at.date(), TODAY)
        confirmed_at = moment(confirmed_on, 22) if awaits and random.random() < 0.5 else None
        went.append(Went(role, awaits, confirmed_at))
    outcome = random.choice(OUTCOMES)
    has_agreed = outcome == "postponed" and random.random() < 0.5
    return Version(
        received_at=received_at,
        day=day,
        outcome=outcome,
        mode=random.choice(["door"] * 5 + ["phone", "video"]),
        went=went,
        hour=hour,
        agreed_on=day + timedelta(days=3) if has_agreed else None,
    )
