"""An address that only takes a form, opened by itself, answers in words."""

import pytest
from django.urls import reverse


@pytest.mark.django_db
def test_the_address_of_a_form_says_that_there_is_nothing_to_see(client, lin):
    client.force_login(lin)
    response = client.get(reverse("reminders:snooze"))
    assert response.status_code == 405
    assert "POST" in response["Allow"]
    assert "这个网址没有页面可看" in response.text
