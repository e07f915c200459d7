"""What a phone tells of itself, and what a lost one is told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from uuid_utils.compat import uuid7

from cadres.models import Cadre
from households.models import PlaceOpening
from tests import cast
from tests.breaking import refused_by
from visits import devices
from visits.devices import Unsent
from visits.models import Device, DeviceContact

DEVICE = uuid7()
Tell = Callable[..., Any]


@pytest.fixture
def tell(phone: Client, lin: Cadre) -> Tell:
    """Lin's phone tells what it holds."""

    def post(client: Client = phone, **told: Any) -> Any:
        body = {"device": str(DEVICE), "by": lin.pk, "unsent": 0, "unsent_photos": 0, **told}
        return client.post("/api/v1/contacts", body, "application/json")

    return post


def lose(by: Cadre) -> Device:
    return devices.report_lost(device=Device.objects.get(), by=by, at=timezone.now())


def opened(place: Any, minutes_ago: float = 5) -> dict[str, Any]:
    at = timezone.now() - timedelta(minutes=minutes_ago)
    return {"place": place.pk, "at": at.isoformat(), "kind": "opened"}


def test_the_session_says_who_is_logged_in_and_hands_out_a_token(phone, lin):
    told = phone.get("/api/v1/session").json()

    assert (told["cadre"], told["language"]) == (lin.pk, "zh-hans")
    assert len(told["csrf"]) == 64


def test_the_token_of_the_session_is_good_for_a_change(lin):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lin)
    token = strict.get("/api/v1/session").json()["csrf"]

    answer = strict.post(
        "/api/v1/visits", {"items": []}, "application/json", headers={"X-CSRFToken": token}
    )

    assert answer.status_code != 403


def test_nobody_logged_in_is_no_error(client, db):
    assert client.get("/api/v1/session").json()["cadre"] is None


def test_the_last_contact_of_a_day_counts(tell, lin):
    tell(unsent=3, unsent_photos=1, name="Chrome on Android")
    answer = tell(unsent=2, name="Chrome on Android").json()

    device, contact = Device.objects.get(), DeviceContact.objects.get()
    assert (answer["known"], answer["lost"], answer["cadre"]) == (True, False, lin.pk)
    assert (device.cadre, device.name, contact.unsent) == (lin, "Chrome on Android", 2)
    assert contact.on == cast.today()


def test_a_contact_counts_for_the_areas_of_the_posts(tell, grid, community_grid):
    tell()

    assert DeviceContact.objects.get().area_paths == sorted([grid.path, community_grid.path])


def test_the_copy_is_noted_once_a_day(tell):
    tell(took_bundle=True)
    first = DeviceContact.objects.get().took_bundle_at
    tell(took_bundle=True)
    tell()

    assert first is not None
    assert DeviceContact.objects.get().took_bundle_at == first


def test_a_phone_belongs_to_whoever_logged_in_last(tell, wu):
    tell(unsent=2)
    other = Client()
    other.force_login(wu)
    tell(client=other, by=wu.pk)

    assert Device.objects.get().cadre == wu
    assert DeviceContact.objects.get().unsent == 0


def test_what_somebody_else_left_on_the_phone_is_not_counted_for_who_is_logged_in(tell, wu):
    answer = tell(by=wu.pk, unsent=9).json()

    assert (answer["known"], DeviceContact.objects.count()) == (False, 0)


@pytest.mark.parametrize("is_logged_in", [True, False])
def test_a_lost_phone_hears_of_it_logged_in_or_not(tell, phone, lin, gao, is_logged_in):
    tell()
    lose(by=gao)
    if is_logged_in:
        phone.force_login(Cadre.objects.get(pk=lin.pk))

    answer = tell().json()

    assert (answer["lost"], answer["cadre"]) == (True, lin.pk if is_logged_in else None)
    assert Device.objects.get().wiped_at is not None


def test_a_lost_phone_keeps_its_owner(tell, lin, wu, gao):
    tell()
    lose(by=gao)
    other = Client()
    other.force_login(wu)

    assert tell(client=other, by=wu.pk).json()["lost"] is True
    assert Device.objects.get().cadre == lin


def test_the_phone_of_an_account_switched_off_drops_its_copy(tell, lin):
    tell()
    Cadre.objects.filter(pk=lin.pk).update(is_active=False)

    assert tell().json()["lost"] is True
    assert Device.objects.get().lost_at is None


def test_a_phone_that_was_found_keeps_a_copy_again(tell, phone, lin, gao):
    tell()
    device = lose(by=gao)
    tell(client=Client())
    devices.report_found(device=device, by=gao)

    assert tell(client=Client()).json()["lost"] is False
    assert Device.objects.get().wiped_at is None


def test_an_unknown_phone_is_told_nothing(client, tell):
    told = tell(client=Client()).json()

    assert (told["known"], told["lost"], told["cadre"]) == (False, False, None)


def test_losing_a_phone_ends_all_log_ins(tell, phone, gao):
    tell()
    lose(by=gao)

    assert phone.get("/api/v1/session").json()["cadre"] is None


def test_cards_read_offline_are_noted_once_a_minute(tell, old_couple, lin):
    read = [opened(old_couple), opened(old_couple), opened(old_couple, 65)]
    tell(opened=read)
    tell(opened=read)

    rows = PlaceOpening.objects.all()
    assert rows.count() == 2
    assert {(row.place_id, row.cadre, row.under) for row in rows} == {
        (old_couple.pk, lin, cast.post_of(lin))
    }


def test_a_card_is_noted_under_the_post_that_reaches_it(tell, flat, lin):
    tell(opened=[opened(flat)])

    assert PlaceOpening.objects.get().under.name == "专职岗"


def test_a_card_of_another_ground_is_none(tell, next_door, far_away):
    tell(opened=[opened(next_door), opened(far_away), {**opened(far_away), "place": 10**15}])

    assert not PlaceOpening.objects.exists()


def test_a_card_read_out_of_the_copy_after_the_post_ended_is_noted(tell, lin, old_couple):
    lin.tenures.update(to_on=cast.days_ago(2))

    tell(opened=[opened(old_couple)])

    assert PlaceOpening.objects.get().place == old_couple


@pytest.mark.parametrize(("minutes_ago", "count"), [(-60, 1), (91 * 24 * 60, 0)])
def test_no_card_was_read_later_than_now_or_long_ago(tell, old_couple, minutes_ago, count):
    tell(opened=[opened(old_couple, minutes_ago)])

    assert PlaceOpening.objects.filter(at__lte=timezone.now()).count() == count


@pytest.mark.parametrize(
    "told",
    [
        {"device": "mine"},
        {"unsent": -1},
        {"unsent": 10**9},
        {"unsent": "many"},
        {"opened": "all"},
        {"opened": [{"place": 10**30, "at": "2026-11-24T10:00:00+08:00"}]},
        {"opened": [{"place": 1, "at": "2026-11-24T10:00:00"}]},
        {"name": 7},
    ],
    ids=str,
)
def test_nonsense_is_refused_in_words(tell, told):
    answer = tell(**told)

    assert answer.status_code == 422
    assert answer.json()["detail"]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-12:00"])
def test_days_at_the_ends_of_the_calendar_break_nothing(tell, old_couple, at):
    assert tell(opened=[{"place": old_couple.pk, "at": at}]).status_code == 200


def test_a_name_is_one_line_that_fits(tell):
    tell(name="Chrome\x00\n" + "长" * 100)

    assert Device.objects.get().name == "Chrome" + "长" * 54


def test_a_contact_asks_as_often_for_many_cards(tell, grid, django_assert_max_num_queries):
    places = [cast.make_place(grid, f"9组{number}号", "李某") for number in range(1, 41)]
    tell()

    with django_assert_max_num_queries(20):
        tell(opened=[opened(place, number) for number, place in enumerate(places)])

    assert PlaceOpening.objects.count() == 40


def unsent(area: Any, days_ago: int = 0) -> Unsent:
    return devices.unsent_of(area, on=cast.days_ago(days_ago), at=timezone.now())


def contact(cadre: Cadre, area: Any, days_ago: int = 0, held: int = 0, **told: Any) -> Device:
    """A phone's contact on a day."""
    device = told.get("device") or uuid7()
    at = timezone.now() - timedelta(days=days_ago)
    said = devices.Told(held, 0)
    return devices.contact(device_id=device, cadre=cadre, paths=[area.path], told=said, at=at)


def test_phones_with_unsent_visits_and_silent_ones_are_counted_apart(lin, grid, village, town):
    contact(lin, grid, held=2)
    contact(lin, grid, days_ago=9, held=1)
    contact(lin, grid, days_ago=4)
    contact(lin, grid, days_ago=2)

    assert unsent(grid) == unsent(village) == unsent(town) == Unsent(phones=2, silent=1)


def test_phones_of_other_areas_are_not_counted(lin, grid, next_town, county, gao):
    contact(lin, grid, held=2)
    contact(gao, county, held=1)

    assert unsent(next_town) == Unsent(0, 0)
    assert unsent(grid) == Unsent(1, 0)
    assert unsent(county) == Unsent(2, 0)


def test_only_the_last_contact_counts(lin, grid):
    device = uuid7()
    contact(lin, grid, days_ago=1, held=5, device=device)
    contact(lin, grid, held=0, device=device)

    assert unsent(grid) == Unsent(0, 0)


def test_a_day_gone_by_is_told_by_its_own_contacts(lin, grid):
    device = uuid7()
    contact(lin, grid, days_ago=8, device=device)
    contact(lin, grid, days_ago=1, held=5, device=device)
    contact(lin, grid, held=0, device=device)

    assert [unsent(grid, days) for days in (9, 7, 2, 1, 0)] == [
        Unsent(0, 0),
        Unsent(0, 0),
        Unsent(0, 1),
        Unsent(1, 0),
        Unsent(0, 0),
    ]


def test_a_lost_phone_counts_until_the_day_it_was_reported(lin, grid):
    device = contact(lin, grid, days_ago=1, held=5)
    devices.report_lost(device=device, by=lin, at=timezone.now())

    assert (unsent(grid), unsent(grid, 1)) == (Unsent(0, 0), Unsent(1, 0))


def test_a_phone_that_heard_of_its_loss_was_lost(lin):
    with refused_by("device_wiped_was_lost"):
        Device.objects.create(
            pk=DEVICE, cadre=lin, first_seen_at=timezone.now(), wiped_at=timezone.now()
        )


def test_a_day_has_one_contact_of_a_phone(lin, grid):
    row = DeviceContact.objects.get(device=contact(lin, grid))
    row.pk = None
    with refused_by("device_contact_stands_once_a_day"):
        row.save(force_insert=True)
