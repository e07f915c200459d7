"""The hostile network does what it counts."""

import http.client
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.sync.proxy import HOST, KINDS, Network, between


class Server(BaseHTTPRequestHandler):
    came: list[bytes]

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"] or 0)
        body = self.rfile.read(length)
        if len(body) == length:  # else half a request: a server that drops it
            self.came.append(body)
        self.send_response(200)
        self.send_header("Content-Length", "4")
        self.end_headers()
        self.wfile.write(b"kept")

    def log_message(self, *told: object) -> None:
        pass


@pytest.fixture
def came() -> list[bytes]:
    return []


@pytest.fixture
def port(came: list[bytes]) -> Iterator[int]:
    handler = type("Handler", (Server,), {"came": came})
    with ThreadingHTTPServer((HOST, 0), handler) as server:
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


@pytest.mark.parametrize(
    ("kind", "status", "reached"),
    [
        ("", 200, 1),
        ("request lost", None, 0),
        ("answer lost", None, 1),
        ("request cut", None, 0),
        ("answer cut", None, 1),
        ("delayed", 200, 1),
        ("repeated", 200, 2),
        ("late", None, 1),
        *((str(status), status, 0) for status in (403, 413, 429, 500, 502)),
        ("portal", 200, 0),
        ("portal sends elsewhere", 302, 0),
        ("log-in page", 200, 1),  # the page itself is asked for
    ],
)
def test_each_fault(
    came: list[bytes], port: int, kind: str, status: int | None, reached: int
) -> None:
    network = Network(shares={}, delay=(0.1, 0.2))
    network.then(kind, path="/")
    with between(port, network):
        assert ask(network.port) == status
        time.sleep(0.05)
    assert len(came) == reached
    assert network.hits == {kind or "passed": 1}


def ask(port: int) -> int | None:
    """The status; None where no whole answer comes."""
    link = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        link.request("POST", "/api/v1/visits", b'{"items": []}')
        answer = link.getresponse()
        answer.read()
    except (OSError, http.client.HTTPException):
        return None
    finally:
        link.close()
    return answer.status


def test_a_fifth_of_the_requests_is_hit_by_every_kind_and_the_seed_decides() -> None:
    first, again, other = (Network(seed=seed) for seed in (7, 7, 8))
    drawn = [[one.fault("POST", "/api/v1/visits") for _ in range(4000)] for one in (first, again)]
    assert drawn[0] == drawn[1] != [other.fault("POST", "/api/v1/visits") for _ in range(4000)]
    hit = [kind for kind in drawn[0] if kind]
    assert set(hit) == set(KINDS)
    assert 0.18 < len(hit) / 4000 < 0.22
