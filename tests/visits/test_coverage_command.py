"""`manage.py coverage` prints the board's own figures (ARCHITECTURE, Names that stay)."""

import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from households.models import Exclusion
from households.placement import places_changed
from tests import cast
from visits.coverage import coverage


def printed(capsys, *options) -> str:
    call_command("coverage", *options)
    return capsys.readouterr().out


def test_json_says_what_the_board_says(old_couple, next_door, workshop, town, lin, capsys):
    cast.make_visit(old_couple, lin)

    told = json.loads(printed(capsys, "--area", town.code, "--json"))

    board = coverage(area=town, on=cast.today(), at=timezone.now()).as_dict()
    assert {**told, "as_of": ""} == {**board, "as_of": ""}
    assert told["fronts"]["village"]["percent"] == 50.0
    assert told["fronts"]["enterprise"]["in_scope"] == 1


def test_a_past_day_is_told_as_it_stood(old_couple, town, lin, capsys):
    cast.make_visit(old_couple, lin)

    told = json.loads(printed(capsys, "--area", town.code, "--on", f"{cast.days_ago(1)}", "--json"))

    assert told["fronts"]["village"]["covered"] == 0


def test_words_say_what_is_not_counted_and_why(old_couple, next_door, town, gao, capsys):
    Exclusion.objects.create(
        place=old_couple,
        reason="empty",
        asked_at=cast.at(cast.days_ago(1)),
        approved_by=gao,
        approved_on=cast.today(),
    )
    places_changed([old_couple.pk], on=cast.today())

    assert "0/1；不计1（空户 1）" in printed(capsys, "--area", town.code)


@pytest.mark.parametrize(
    "options",
    [
        ["--area", "99"],
        ["--area", "320581101", "--on", "tomorrow"],
        ["--area", "320581101", "--on", "2199-01-01"],
    ],
)
def test_nonsense_is_refused_in_one_sentence(town, options):
    with pytest.raises(CommandError):
        call_command("coverage", *options)
