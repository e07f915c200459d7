"""The guides show the pictures that the command takes, all of them, of pages that exist."""

import re

from django.urls import resolve

from config.demo.accounts import LOG_INS
from docs.screens import GUIDE, SHOTS

LARGEST = 120_000  # bytes
SHOWN = re.compile(r"!\[[^\]]+\]\((\w+)\.webp\)")


def test_every_picture_of_the_command_is_shown_and_none_other():
    shown = {name for page in GUIDE.glob("*.md") for name in SHOWN.findall(page.read_text())}

    assert shown == {shot.name for shot in SHOTS}
    assert {path.stem for path in GUIDE.glob("*.webp")} == shown


def test_every_picture_is_of_a_page_and_of_somebody_of_the_demo():
    for shot in SHOTS:
        resolve(shot.address.split("?")[0])
        assert shot.account in LOG_INS


def test_no_picture_is_too_large():
    assert [path.name for path in GUIDE.glob("*.webp") if path.stat().st_size > LARGEST] == []
