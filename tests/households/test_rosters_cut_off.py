"""A roster whose reading or writing was cut off is not lost in a page that only waits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from households.actions import rosters
from households.models import RosterImport


@pytest.fixture
def roster(town, admin) -> RosterImport:
    at = timezone.now() - timedelta(hours=2)
    return rosters.receive(area=town, by=admin, file_name="花名册.xlsx", at=at)


def test_an_unread_one_asks_for_the_file_again(client, admin, roster):
    rosters.take_up_again(at=timezone.now())
    client.force_login(admin)

    assert "再传一次" in client.get(f"/rosters/{roster.pk}/").content.decode()


def test_an_unwritten_one_gets_its_preview_back(roster):
    RosterImport.objects.update(status="writing", confirmed_at=roster.uploaded_at)

    assert rosters.take_up_again(at=timezone.now()) == 1
    assert RosterImport.objects.get().status == "preview"


def test_a_young_one_is_left_alone(roster):
    assert rosters.take_up_again(at=roster.uploaded_at + timedelta(minutes=59)) == 0
