"""Workers killed in the midst of sending: nothing goes out twice, nothing is lost (BARS)."""

import os
import random
import re
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection
from django.utils import timezone

from config.servers.places import ROOT
from reminders import delivering
from reminders.models import Delivery, Digest, Reminder
from tests import cast
from tests.reminders.conftest import due

MESSAGES, KILLED = 60, 4


@pytest.fixture
def messages(committed, grid) -> None:
    """Sixty people wait for an e-mail about their own door."""
    now = timezone.now()
    for number in range(MESSAGES):
        place = due(cast.make_place(grid, f"3组{number + 30}号", "某家"), -3)
        post = cast.make_post(grid)
        cast.make_assignment(post, grid, duty="supporting")
        person = cast.make_cadre(f"c{number}", "某人", post, email=f"c{number}@example.cn")
        digest = Digest.objects.create(recipient=person, day=cast.today(), sent_at=now)
        told = {"reason": "place_overdue", "place": place, "period": place.next_due_on}
        Reminder.objects.create(recipient=person, digest=digest, created_at=now, **told)
        Delivery.objects.create(digest=digest, channel="email", next_try_at=now)


def start(folder: Path) -> subprocess.Popen[bytes]:
    at = connection.settings_dict
    told = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DOORSTEP_TESTING": "1",
        "DOORSTEP_REMINDER_HOURS": "00:00-23:59:59",
        "DATABASE_URL": f"postgres://{at['USER']}@{quote(at['HOST'], safe='')}/{at['NAME']}",
    }
    command = [sys.executable, "-m", "tests.reminders.sending", str(folder)]
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **told})


def kill_in_the_midst(folder: Path) -> None:
    """Two workers, killed after a moment of sending."""
    workers = [start(folder), start(folder)]
    there = len(list(folder.glob("*"))) if folder.exists() else 0
    for _ in range(400):
        if folder.exists() and len(list(folder.glob("*"))) > there:
            break
        time.sleep(0.05)
    time.sleep(random.uniform(0, 0.08))
    for worker in workers:
        worker.kill()
        worker.wait()
    delivering.pick_up(at=timezone.now() + delivering.LEASE + timedelta(seconds=1))
    Delivery.objects.update(next_try_at=timezone.now())


@pytest.mark.skipif("DATABASE_URL" in os.environ, reason="finds the test database by its socket")
def test_killed_workers_send_nothing_twice_and_lose_nothing(messages, tmp_path):
    folder = tmp_path / "mail"
    for _ in range(KILLED // 2):
        kill_in_the_midst(folder)
    assert start(folder).wait(120) == 0

    kept = "".join(path.read_text() for path in folder.iterdir())
    times = Counter(re.findall(r"^Message-ID: (<message-\d+-.*>)$", kept, re.M))
    states = Counter(Delivery.objects.values_list("status", flat=True))
    assert set(times.values()) == {1}
    assert states["sent"] <= len(times) <= states["sent"] + states["unsure"]
    assert states["sent"] + states["unsure"] == MESSAGES
    assert states["unsure"] <= KILLED  # one a worker at most
