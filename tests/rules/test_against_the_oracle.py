"""The rules agree with a slow oracle on thousands of random lives (DOMAIN 4, BARS)."""

from datetime import timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules import histories, oracle
from visits import credit

SEEDS = st.integers(0, 2**48)


def as_standard(rule: oracle.Rule) -> credit.Standard:
    return credit.Standard(
        id=rule.key,
        every_days=rule.every_days,
        times=rule.times,
        period=credit.Period(rule.per) if rule.per else None,
        fronts=frozenset(rule.fronts),
        categories=frozenset(rule.categories),
        residences=frozenset(rule.residences),
        area_path=rule.area,
        roles=frozenset(rule.roles),
        modes=frozenset(rule.modes),
        from_on=rule.from_on,
        to_on=rule.to_on,
    )


def situation(life: oracle.History, on) -> credit.Situation:
    path, front, is_active = oracle.value_on(life.stays, on)
    out = [fact for fact in life.approved if fact.holds(on)]
    return credit.Situation(
        front=front,
        area_path=path,
        joined_on=life.joined_on,
        is_active=is_active,
        residence=oracle.value_on(life.residences, on),
        categories=frozenset(tag.value for tag in life.categories if tag.holds(on)),
        excluded_for=out[0].value if out else None,
    )


def visited(version: oracle.Version, at) -> credit.Visited:
    awaiting = [w for w in version.went if w.awaits_leader]
    silent = [w for w in awaiting if w.confirmed_at is None or w.confirmed_at > at]
    return credit.Visited(
        day=version.day,
        outcome=version.outcome,
        mode=version.mode,
        roles=frozenset(w.role for w in version.went if w not in silent),
        unconfirmed=frozenset(w.role for w in silent),
        hour=version.hour,
        agreed_on=version.agreed_on,
    )


@settings(max_examples=3000, deadline=None)
@given(seed=SEEDS, back=st.integers(0, 600), late=st.integers(0, 30))
def test_dates_and_verdicts_are_the_oracles_on_any_day_as_known_at_any_time(
    seed: int, back: int, late: int
):
    random = Random(seed)
    rules = histories.random_rules(random)
    on = histories.TODAY - timedelta(days=back)
    life = histories.random_history(random, near=on)
    on = max(on, life.joined_on)
    at = histories.moment(on + timedelta(days=late), 23)
    verdict = oracle.judge(life, rules, on, at)

    told = credit.outlook(
        place=situation(life, on),
        standards=[as_standard(rule) for rule in rules],
        visits=[visited(version, at) for version in oracle.known_versions(life, at)],
        on=on,
    )

    assert told.covered_until == verdict.covered_until
    assert told.next_due_on == verdict.next_due_on
    assert credit.is_covered(told.covered_until, on) == verdict.is_covered
    assert credit.is_overdue(told.next_due_on, on) == verdict.is_overdue
    assert (told.last_met is None) == verdict.is_never_visited
    assert told.is_case == verdict.is_case


@settings(max_examples=500, deadline=None)
@given(seed=SEEDS, back=st.integers(0, 600))
def test_scope_is_the_oracles(seed: int, back: int):
    on = histories.TODAY - timedelta(days=back)
    life = histories.random_history(Random(seed), near=on)
    on = max(on, life.joined_on)

    kind, _ = oracle.standing(life, on)

    place = situation(life, on)
    assert credit.is_in_scope(place, on) == (kind == "in")
    assert (place.is_known_on(on) and place.excluded_for is not None) == (kind == "out")
