"""The page of one's own phones, and one that is lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from uuid_utils.compat import uuid7

from cadres.models import Cadre
from visits import devices
from visits.models import Device

PAGE = "/me/phones/"


def heard_of(cadre: Cadre, unsent: int = 0, days_ago: int = 0, **told: Any) -> Device:
    at = timezone.now() - timedelta(days=days_ago)
    said = devices.Told(unsent, told.get("photos", 0), name=told.get("name", "Android 14; Pixel 7"))
    return devices.contact(device_id=uuid7(), cadre=cadre, paths=[], told=said, at=at)


def say(client: Client, device: Device, what: str) -> Any:
    return client.post(reverse(f"phone:phone_{what}", args=[device.pk]), follow=True)


def test_without_a_phone_the_page_says_how_one_comes_here(phone):
    assert "no-phones" in phone.get(PAGE).text


def test_each_phone_says_when_it_was_heard_of_and_what_it_holds(phone, lin, wu):
    heard_of(lin, unsent=2, photos=3)
    heard_of(wu, name="Wu's")

    page = phone.get(PAGE).text

    assert "Android 14; Pixel 7" in page
    assert "2" in page
    assert "Wu" not in page


def test_a_lost_phone_ends_every_other_log_in(phone, lin):
    device = heard_of(lin)
    elsewhere = Client()
    elsewhere.force_login(Cadre.objects.get(pk=lin.pk))

    page = say(phone, device, "lost")

    assert page.redirect_chain == [(PAGE, 302)]
    assert phone.get(PAGE).status_code == 200
    assert elsewhere.get(PAGE).status_code == 302
    device.refresh_from_db()
    assert device.lost_at is not None


def test_it_can_be_taken_back_at_once_and_later(phone, lin):
    device = heard_of(lin)
    page = say(phone, device, "lost").text
    undo = reverse("phone:phone_found", args=[device.pk])
    assert page.count(f'action="{undo}"') == 2

    say(phone, device, "found")

    device.refresh_from_db()
    assert device.lost_at is None


def test_saying_it_twice_ends_no_second_log_in(phone, lin):
    device = heard_of(lin)
    say(phone, device, "lost")
    device.refresh_from_db()
    first = device.lost_at
    say(phone, device, "lost")

    device.refresh_from_db()
    assert device.lost_at == first


@pytest.mark.parametrize("what", ["lost", "found"])
def test_the_phone_of_somebody_else_is_not_there(phone, wu, what):
    assert say(phone, heard_of(wu), what).status_code == 404


def test_what_it_could_not_send_is_said_before(phone, lin):
    heard_of(lin, unsent=4)

    page = phone.get(PAGE).text

    assert "4" in page[page.index("in-pad") :]


def test_the_administrator_says_it_for_a_person(client, admin, lin):
    device = heard_of(lin, unsent=1)
    client.force_login(admin)
    page = reverse("office:people_person", args=[lin.pk])
    assert "people-phones" in client.get(page).text

    client.post(reverse("office:people_phone_lost", args=[lin.pk, device.pk]))
    device.refresh_from_db()
    assert device.lost_at is not None
    client.post(reverse("office:people_phone_found", args=[lin.pk, device.pk]))

    device.refresh_from_db()
    assert device.lost_at is None


def test_the_page_asks_as_often_for_many_phones(phone, lin, django_assert_max_num_queries):
    for number in range(40):
        heard_of(lin, days_ago=number)

    with django_assert_max_num_queries(20):
        phone.get(PAGE)


def test_the_page_of_me_leads_there(phone):
    assert f'href="{PAGE}"' in phone.get("/me/").text
