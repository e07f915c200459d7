"""One person's account on its page, and the page behind an invitation."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone

from cadres.actions import people
from cadres.invitations import key_of
from cadres.models import Cadre
from tests import cast

pytestmark = pytest.mark.usefixtures("fresh_cache")

PASSWORD = "enamel-plate-9"


@pytest.fixture
def page(client, admin):
    """The administrator's browser."""
    client.force_login(admin)
    return client


@pytest.fixture
def invited(grid, admin):
    post = cast.make_post(grid, name="政策岗")
    return people.add(
        name="周敏",
        username="zm1",
        phone="",
        post=post,
        from_on=cast.today(),
        by=admin,
        at=timezone.now(),
    )


def url(name, cadre):
    return reverse(f"office:{name}", args=[cadre.pk])


def join(client, cadre, password=PASSWORD, again=PASSWORD, key=None):
    address = reverse("office:join", args=[key or key_of(cadre)])
    return client.post(address, {"password1": password, "password2": again})


def words(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_the_invited_reads_name_and_post_and_comes_in(client, invited):
    shown = words(client.get(reverse("office:join", args=[key_of(invited)])))
    assert "周敏" in shown
    assert "政策岗" in shown
    assert "zm1" in shown

    assert join(client, invited).status_code == 302
    assert client.get("/me/").status_code == 200
    assert client.session["_auth_user_id"]


@pytest.mark.parametrize(
    ("password", "again"), [("12345678", "12345678"), ("short", "short"), (PASSWORD, "other")]
)
def test_a_weak_or_mistyped_password_is_refused(client, invited, password, again):
    assert join(client, invited, password, again).status_code == 422
    assert not Cadre.objects.get(pk=invited.pk).has_usable_password()


def test_a_used_link_says_so_in_words(client, invited):
    key = key_of(invited)
    join(client, invited)
    client.logout()

    answer = join(client, invited, key=key)

    assert answer.status_code == 410
    assert "管理员" in words(answer)


def test_guessing_keys_is_slowed_down(client, invited):
    tries = [client.get("/i/1-AAAA-AAAA-AAAA-AAAA/").status_code for _ in range(25)]

    assert tries[0] == 410
    assert tries[-1] == 429


def test_an_administrator_trying_the_link_ends_up_as_the_other(page, invited, admin):
    join(page, invited)

    assert page.session["_auth_user_id"] == str(invited.pk)


@pytest.mark.parametrize("name", ["people_log_out", "people_link", "people_off"])
def test_sessions_end_at_once(client, admin, lin, name):
    client.force_login(lin)
    assert client.get("/me/").status_code == 200
    desk = type(client)()
    desk.force_login(admin)

    desk.post(url(name, lin))

    assert client.get("/me/").url.startswith("/accounts/login/")


def test_a_forgotten_password_is_a_new_link(page, lin):
    answer = page.post(url("people_link", lin), follow=True)

    assert "/i/" in words(answer)
    assert not page.login(username="lin", password=cast.PASSWORD)


def test_a_withdrawn_link_is_gone_from_the_page(page, invited):
    assert "/i/" not in words(page.post(url("people_withdraw", invited), follow=True))


def test_whoever_is_switched_off_still_holds_posts_and_the_page_says_so(page, lin):
    answer = words(page.post(url("people_off", lin), follow=True))

    assert "这些岗位还在名下" in answer
    assert Cadre.objects.get(pk=lin.pk).is_active is False


def test_a_lost_phone_is_no_second_step_any_more(page, lin):
    Authenticator.objects.create(user=lin, type="totp", data={})
    assert "手机丢了" in words(page.get(url("people_person", lin)))

    page.post(url("people_one_step", lin))

    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("name", ["people_off", "people_link", "people_one_step"])
def test_nobody_does_that_to_the_own_account(page, admin, name):
    assert page.post(url(name, admin)).status_code == 422
    assert Cadre.objects.get(pk=admin.pk).is_active


def told(page, cadre, **more):
    shown = page.get(url("people_person", cadre)).content.decode()
    seen = re.search(r'name="seen" value="([^"]+)"', shown)[1]
    return {"name": cadre.name, "username": cadre.username, "seen": seen, **more}


def test_a_phone_is_replaced_and_stands_masked(page, lin):
    page.post(url("people_person", lin), told(page, lin, phone="199 1234 5678"))

    assert Cadre.objects.get(pk=lin.pk).phone == "19912345678"
    shown = words(page.get(url("people_person", lin)))
    assert "199****5678" in shown
    assert "19912345678" not in shown


def test_a_phone_left_empty_stays_and_is_removed_by_saying_so(page, lin):
    Cadre.objects.filter(pk=lin.pk).update(phone="19912345678")
    page.post(url("people_person", lin), told(page, lin))
    assert Cadre.objects.get(pk=lin.pk).phone == "19912345678"

    page.post(url("people_person", lin), told(page, lin, forget_phone="on"))
    assert Cadre.objects.get(pk=lin.pk).phone == ""


def test_the_second_is_told_what_the_first_renamed(page, lin):
    form = told(page, lin, name="林秀莹")
    Cadre.objects.filter(pk=lin.pk).update(name="林秀瑛")

    answer = page.post(url("people_person", lin), form)

    assert answer.status_code == 422
    assert "林秀瑛" in words(answer)
    assert 'value="林秀莹"' in words(answer)
