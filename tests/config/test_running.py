"""./run brings everything up, takes it down, and survives being killed."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.running.leftovers import end_leftovers, processes_of
from config.servers.places import ROOT

NOT_OURS = ("DATABASE_URL", "REDIS_URL", "DOORSTEP_TESTING", "PYTEST_XDIST_WORKER")
PLAIN = {k: v for k, v in os.environ.items() if k not in NOT_OURS}


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "data"
    end_leftovers(tmp_path / "data")


def run(data: Path, port: int) -> subprocess.Popen[str]:
    variables = {"DOORSTEP_DATA": str(data), "PORT": str(port), "DOORSTEP_DEMO": "0"}
    return subprocess.Popen(
        [sys.executable, "-m", "config.running.up"],
        cwd=ROOT,
        env={**PLAIN, **variables},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_until_open(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    assert any("is open" in line for line in process.stdout), process.stderr.read()


def is_ready(port: int) -> bool:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=10) as answer:
                return answer.status == 200
        except OSError:  # worker and beat take a moment longer
            time.sleep(0.1)
    return False


def test_killed_and_started_again_then_stopped_without_a_trace(data, port):
    first = run(data, port)
    wait_until_open(first)
    first.kill()
    first.communicate()

    second = run(data, port)
    wait_until_open(second)
    assert is_ready(port)
    assert "already runs" in run(data, port + 1).communicate(timeout=60)[1]

    second.send_signal(signal.SIGINT)
    second.communicate(timeout=60)
    assert second.returncode == 0
    assert processes_of(data) == []
    assert not (data / "postgres/data/postmaster.pid").exists()


def test_a_taken_port_is_said_in_one_sentence(data):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        _, said = run(data, port).communicate(timeout=60)

    assert said == (
        f"Port {port} is taken by another program: choose one, as in PORT=8010 ./run.\n"
    )


def test_nonsense_in_the_environment_is_said_in_one_sentence(data):
    _, said = run(data, "here").communicate(timeout=60)  # type: ignore[arg-type]

    assert said == "PORT must be a number from 1 to 65535, not 'here'.\n"
