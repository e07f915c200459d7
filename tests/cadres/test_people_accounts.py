"""Accounts: made with a link, let in once, shut and opened; nobody knows another's password."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cadres.actions import people, units
from cadres.editing import seen_of
from cadres.invitations import State, find, key_of
from cadres.models import Cadre, Role, Unit
from tests import cast


@pytest.fixture
def min_(grid, admin):
    """周敏, made today; the link is not used yet."""
    return people.add(
        name="周敏",
        username="zm1",
        phone="19912345678",
        post=cast.make_post(grid, name="政策岗"),
        from_on=cast.today(),
        by=admin,
        at=timezone.now(),
    )


def refused(code):
    return pytest.raises(ValidationError, check=lambda refusal: refusal.code == code)


def state(key, days=0):
    return find(key, at=timezone.now() + timedelta(days=days)).state


def join(key):
    return people.join(key=key, password="enamel-plate-9", at=timezone.now())


def test_a_new_person_has_a_post_a_link_and_no_password(min_):
    assert min_.tenures.get().holds_on(cast.today())
    assert not min_.has_usable_password()
    assert state(key_of(min_)) == State.GOOD


def test_an_account_name_is_taken_once_whatever_its_capitals(min_, admin, grid):
    with refused("account_taken"):
        people.change(
            cadre=admin,
            seen=seen_of(admin, people.PERSON_FIELDS),
            name="方洁",
            username="ZM1",
            phone=None,
            by=admin,
        )


def test_a_link_is_used_once(min_):
    key = key_of(min_)

    assert join(key).check_password("enamel-plate-9")
    with refused("gone"):
        join(key)


def test_a_link_is_good_for_three_days(min_):
    assert state(key_of(min_), days=2) == State.GOOD
    assert state(key_of(min_), days=3) == State.LATE


def test_a_withdrawn_link_is_dead(min_, admin):
    key = key_of(min_)

    people.withdraw_invitation(cadre=min_, by=admin)

    assert state(key) == State.GONE


def test_a_newer_link_kills_the_older(min_, admin):
    key = key_of(min_)

    newer = people.invite(cadre=min_, by=admin, at=timezone.now())

    assert (state(key), state(key_of(newer))) == (State.GONE, State.GOOD)


@pytest.mark.parametrize("key", ["", "1", "ZZ-AAAA-AAAA-AAAA-AAAA", "-", "é-é", "9" * 40])
def test_a_made_up_key_opens_nothing(min_, key):
    assert state(key) == State.GONE


def test_a_new_link_ends_the_password_and_the_sessions(min_, admin):
    was = join(key_of(min_)).get_session_auth_hash()

    people.invite(cadre=min_, by=admin, at=timezone.now())

    now = Cadre.objects.get(pk=min_.pk)
    assert not now.check_password("enamel-plate-9")
    assert now.get_session_auth_hash() != was


def test_switching_off_kills_the_link_and_on_brings_no_link_back(min_, admin):
    key = key_of(min_)

    people.deactivate(cadre=min_, by=admin, on=cast.today())
    people.reactivate(cadre=min_, by=admin)

    assert state(key) == State.GONE


@pytest.mark.parametrize("action", [people.deactivate, people.invite])
def test_nobody_shuts_the_own_account(admin, action):
    more = {"at": timezone.now()} if action == people.invite else {"on": cast.today()}
    with refused("own_account"):
        action(cadre=admin, by=admin, **more)


def test_a_post_in_use_is_not_removed(lin):
    with refused("in_use"):
        units.remove_post(post=cast.post_of(lin))


def test_a_unit_with_posts_is_not_removed_and_an_empty_one_is(lin, town):
    with refused("in_use"):
        units.remove_unit(unit=cast.post_of(lin).unit)
    units.remove_unit(unit=cast.make_unit(town, "空单位"))


def test_a_unit_is_not_put_below_itself(town):
    above = cast.make_unit(town, "镇党委")
    below = cast.make_unit(town, "党政办", parent=above)

    with refused("circle"):
        units.change_unit(
            unit=above,
            seen=seen_of(above, units.UNIT_FIELDS),
            name="镇党委",
            short_name="党委",
            area=town,
            parent=below,
        )


def test_two_units_that_move_at_once_do_not_end_below_each_other(town):
    one, other = cast.make_unit(town, "党政办"), cast.make_unit(town, "农业办")
    one_as_it_was = Unit.objects.get(pk=one.pk)
    told = {"short_name": "办", "area": town}
    seen = {unit.pk: seen_of(unit, units.UNIT_FIELDS) for unit in (one, other)}
    units.change_unit(unit=one, seen=seen[one.pk], name="党政办", parent=other, **told)

    with refused("circle"):
        units.change_unit(
            unit=other, seen=seen[other.pk], name="农业办", parent=one_as_it_was, **told
        )


def test_two_units_of_a_town_have_two_names(town):
    units.add_unit(name="水务站", short_name="水务站", area=town)

    with refused("name_taken"):
        units.add_unit(name="水务站", short_name="水务", area=town)


def test_a_unit_is_led_by_one_post(leader, town):
    with refused("leading_taken"):
        units.add_post(
            unit=cast.post_of(leader).unit, name="副岗", role="cadre", area=town, is_leading=True
        )


def change(post, by, **told):
    before = {name: getattr(post, name) for name in units.POST_FIELDS}
    seen = seen_of(post, units.POST_FIELDS)
    return units.change_post(post=post, seen=seen, by=by, on=cast.today(), **before | told)


def test_a_post_that_answers_for_areas_stays_one_that_can(lin, admin):
    with refused("answers"):
        change(cast.post_of(lin), admin, role=Role.HANDLER)


def test_nobody_changes_what_the_own_administrators_post_opens(admin, county):
    with refused("own_post"):
        change(cast.post_of(admin), admin, area=county)
