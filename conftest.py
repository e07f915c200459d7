"""Tests run on real servers: found or started before Django is loaded, once for all processes."""

import os
from pathlib import Path

import pytest

os.environ["DOORSTEP_TESTING"] = "1"

from config.servers.holding import hold
from config.servers.refusal import Refused

try:
    hold()
except Refused as problem:
    raise SystemExit(str(problem)) from problem


@pytest.fixture(autouse=True)
def photos_of_tests(settings, tmp_path: Path) -> Path:
    """No test writes into the real album."""
    settings.PHOTOS_ROOT = tmp_path / "photos"
    return settings.PHOTOS_ROOT
