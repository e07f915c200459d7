"""Live figures, figures told from the log and the oracle's agree on whole counties (DOMAIN 4)."""

from collections import Counter, defaultdict
from datetime import timedelta
from random import Random

import pytest

from tests import cast
from tests.rules import oracle
from tests.rules.histories import TODAY, moment, random_history, random_rules
from tests.rules.written import World
from visits import actions
from visits.coverage import coverage, coverage_from_log, places_behind
from visits.figures import Figure

pytestmark = pytest.mark.django_db  # each test in a savepoint of the county's transaction
STANDING = [
    oracle.Rule(key=20, every_days=90, roles={"leader"}),
    oracle.Rule(key=21, times=2, per="quarter", roles={"leader", "main"}, modes={"door", "phone"}),
    oracle.Rule(key=22, times=1, per="month", categories={1}),
]
NEAR = [TODAY, TODAY, TODAY - timedelta(days=40)]
NOW = moment(TODAY, 23)
AREAS = ["320581", "320581101", "320581101201", "320581102", "320581102001"]


@pytest.fixture(scope="module")
def county(django_db_setup, django_db_blocker):
    """120 random places under random standards; the dates as the night before today leaves them."""
    from django.db import transaction

    random = Random(20261124)
    with django_db_blocker.unblock(), transaction.atomic():
        rules = random_rules(random) + STANDING
        world = World(rules)
        lives = [random_history(random, near=random.choice(NEAR)) for _ in range(120)]
        places = [world.write(life, number) for number, life in enumerate(lives)]
        actions.retell_places([place.pk for place in places], on=TODAY)
        yield rules, lives, places
        transaction.set_rollback(True)


def expected(rules, lives, path, on, at):
    """The oracle's figures: one counter a front; exclusions by reason and open periods in it."""
    fronts = defaultdict(Counter)
    for life in lives:
        kind, where = oracle.standing(life, on)
        if kind == "" or not where[0].startswith(path):
            continue
        count = fronts[where[1]]
        if kind == "out":
            count["excluded"] += 1
            count["why", where[2]] += 1
            continue
        verdict = oracle.judge(life, rules, on, at)
        away = oracle.value_on(life.residences, on) in ("away", "registered_only")
        count["in_scope"] += 1
        count["covered"] += verdict.is_covered
        count["uncovered"] += not verdict.is_covered
        count["overdue"] += verdict.is_overdue
        count["never_seen"] += verdict.is_never_visited
        count["three_times_nobody"] += verdict.is_case
        count["away"] += away
        count["away_covered"] += away and verdict.is_covered
        for key, has in verdict.open_periods:
            count["of", f"standard {key}"] += 1
            count["already", f"standard {key}"] += has
    return {front: +count for front, count in fronts.items() if +count}


def told(figures):
    fronts = {}
    for front, one in figures.items():
        count = Counter({str(figure): n for figure, n in one.counts.items()})
        count.update({("why", reason): n for reason, n in one.excluded_by_reason.items()})
        for period in one.periods.values():
            count["of", period.name] = period.of
            count["already", period.name] = period.already
        fronts[front] = +count
    return {front: count for front, count in fronts.items() if count}


@pytest.mark.parametrize("code", AREAS)
def test_todays_board_is_the_log_is_the_oracle(county, code):
    rules, lives, _ = county
    area = cast.make_area(code)
    board = coverage(area=area, on=TODAY, at=NOW)

    assert told(board.fronts) == told(coverage_from_log(area=area, on=TODAY, at=NOW).fronts)
    assert told(board.fronts) == expected(rules, lives, area.path, TODAY, NOW)
    for row in board.children:
        if row.area is not None:
            assert told(row.fronts) == expected(rules, lives, row.path, TODAY, NOW)


@pytest.mark.parametrize("days", [1, 17, 40, 100, 200, 333, 500])
@pytest.mark.parametrize("late", [0, 9, 1000])
def test_any_past_day_is_the_oracles_as_known_then_or_since(county, days, late):
    rules, lives, _ = county
    area = cast.make_area("320581")
    on = TODAY - timedelta(days=days)
    at = min(NOW, moment(on + timedelta(days=late + 1), 0))  # 24:00, or days later

    figures = coverage(area=area, on=on, at=at)

    assert told(figures.fronts) == expected(rules, lives, area.path, on, at)


def test_the_days_on_which_facts_begin_and_end_are_the_oracles(county):
    rules, lives, _ = county
    area = cast.make_area("320581")
    facts = [fact for life in lives for fact in life.residences + life.approved + life.stays]
    turns = {day for fact in facts for day in (fact.from_on, fact.to_on) if day and day < TODAY}
    for on in sorted(turns)[::17]:
        at = moment(on + timedelta(days=1), 0)
        figures = coverage(area=area, on=on, at=at)
        assert told(figures.fronts) == expected(rules, lives, area.path, on, at)


def test_each_places_own_dates_are_the_oracles(county):
    rules, lives, places = county
    for life, place in zip(lives, places, strict=True):
        place.refresh_from_db()
        verdict = oracle.judge(life, rules, TODAY, NOW)
        assert place.covered_until == verdict.covered_until
        assert place.next_due_on == verdict.next_due_on


@pytest.mark.parametrize("days", [0, 60])
def test_the_list_behind_a_number_is_as_long_as_the_number(county, days):
    area = cast.make_area("320581")
    on = TODAY - timedelta(days=days)
    board = coverage(area=area, on=on, at=NOW)

    for figure in Figure:
        for front, one in board.fronts.items():
            behind = places_behind(figure, area=area, on=on, at=NOW, front=front)
            assert behind.count() == one.counts[figure]


def test_the_rows_below_add_up_to_the_area(county):
    board = coverage(area=cast.make_area("320581101201"), on=TODAY, at=NOW)

    for front, one in board.fronts.items():
        parts = [row.fronts[front].in_scope for row in board.children]
        assert sum(parts) == one.in_scope
    assert board.children[-1].area is None  # those whose grid nobody knows
