"""The hand-over slip and the reply on paper."""

from django.urls import reverse

SLIP = reverse("issues:slip")


def test_a_slip_says_what_is_to_be_done_by_whom_until_when_and_names_nobody(
    client, dispatcher, handed
):
    client.force_login(dispatcher)
    text = client.get(SLIP, {"ids": str(handed.pk)}).content.decode()

    for said in (handed.title, handed.number, "水务站", "先看看渠壁", "17:00", "组里一户"):
        assert said in text
    assert "王桂兰" not in text


def test_many_slips_are_as_many_pages_and_what_is_not_yours_is_none(
    client, handler, handler_elsewhere, handed
):
    client.force_login(handler)
    asked = f"{handed.pk},{handed.pk},no-key,{handed.place_id}"
    assert len(client.get(SLIP, {"ids": asked}).context["slips"]) == 1

    client.force_login(handler_elsewhere)
    assert client.get(SLIP, {"ids": str(handed.pk)}).status_code == 404


def test_a_reply_says_what_was_done_and_honestly_how_it_ended(client, handler, said_done):
    client.force_login(handler)
    text = client.get(reverse("issues:reply", args=[said_done.pk])).content.decode()

    assert "重砌渠壁11米" in text
    assert "王桂兰" not in text


def test_whoever_visits_prints_the_reply_with_the_name(client, lin, said_done):
    client.force_login(lin)

    assert "王桂兰" in client.get(reverse("issues:reply", args=[said_done.pk])).content.decode()
