"""Beside each figure: the phones that may still hold visits (DOMAIN 4.18), everywhere the same."""

import json
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook
from uuid_utils.compat import uuid7

from tests import cast
from visits import devices


@pytest.fixture
def phones(lin, grid, old_couple):
    """Two with unsent visits, one silent; yesterday one of them had not been heard of."""
    for days_ago, held in ((0, 2), (2, 1), (5, 0)):
        devices.contact(
            device_id=uuid7(),
            cadre=lin,
            paths=[grid.path],
            told=devices.Told(held, 0),
            at=timezone.now() - timedelta(days=days_ago),
        )


@pytest.fixture
def page(client, gao):
    client.force_login(gao)

    def get(route, **query):
        return client.get(reverse(f"dashboards:{route}", args=query.pop("args", []), query=query))

    return get


def notes(answer) -> list[str]:
    book = CalamineWorkbook.from_filelike(BytesIO(b"".join(answer.streaming_content)))
    return [row[0] for row in book.get_sheet_by_index(1).to_python()]


SAID = "2部手机还有没发出的走访，1部超过3天没联系"


def test_board_list_exports_and_command_say_the_same(phones, page, town, capsys):
    call_command("coverage", "--area", town.code)
    printed = capsys.readouterr().out
    call_command("coverage", "--area", town.code, "--json")
    told = json.loads(capsys.readouterr().out)["phones"]

    assert SAID in page("coverage", args=[town.code]).text
    assert SAID in page("uncovered", area=town.code).text
    assert SAID in notes(page("coverage_export", args=[town.code]))
    assert SAID in notes(page("uncovered_export", area=town.code))
    assert SAID in printed
    assert told == {"unsent": 2, "silent": 1}


def test_a_day_gone_by_has_its_own_contacts(phones, page, town):
    yesterday = cast.days_ago(1).isoformat()

    assert (
        "1部手机还有没发出的走访，1部超过3天没联系"
        in page("coverage", args=[town.code], on=yesterday).text
    )


def test_where_every_phone_has_sent_everything_that_is_said_too(page, town, old_couple):
    assert "0部手机还有没发出的走访" in page("coverage", args=[town.code]).text


def test_phones_of_the_next_town_do_not_count(phones, page, next_town):
    cast.make_place(cast.make_area(f"{next_town.code}201001"))

    assert "0部手机" in page("coverage", args=[next_town.code]).text
