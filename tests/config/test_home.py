"""The front door leads each person to where the own work begins."""

from django.urls import reverse


def test_a_stranger_is_asked_to_log_in(client, db):
    assert client.get("/").url == f"{reverse('account_login')}?next=/"


def test_a_visitor_begins_with_today(client, lin):
    client.force_login(lin)

    assert client.get("/").url == reverse("phone:today")


def test_a_supervisor_begins_with_coverage(client, gao):
    client.force_login(gao)

    assert client.get("/").url == reverse("dashboards:coverage")


def test_who_holds_no_post_still_arrives_somewhere(client, former):
    client.force_login(former)

    assert client.get("/", follow=True).status_code == 200
