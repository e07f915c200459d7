"""A hostile network on 127.0.0.1: what stands between a phone and the server on a bad day.

Seeded; a share of the requests is hit, each by one fault. Every answer ends its connection, so that
the browser cannot send a request anew behind the back of the page.
"""

import asyncio
import threading
from collections import Counter, deque
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random

HOST = "127.0.0.1"
PATIENCE = 30.0  # seconds that the server may take
PORTAL = "/portal.local/welcome"  # where the captive portal sends people
FOREIGN = (
    "<!doctype html><html><head><title>Free Wi-Fi</title></head><body><h1>欢迎使用免费WiFi</h1>"
    '<form action="/portal.local/welcome" method="post"><input name="phone">'
    "<button>免费上网</button></form></body></html>"
)
BROKEN = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>"
STATUSES = {
    403: "403 Forbidden",
    413: "413 Request Entity Too Large",
    429: "429 Too Many Requests",
    500: "500 Internal Server Error",
    502: "502 Bad Gateway",
}
KINDS = (
    "request lost",
    "answer lost",  # the server has committed
    "request cut",
    "answer cut",
    "delayed",
    "repeated",
    "late",  # lost for the browser, and delivered after what is sent next
    "403",
    "413",
    "429",
    "500",
    "502",
    "portal",
    "portal sends elsewhere",
    "log-in page",
)


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    head: bytes
    body: bytes

    def whole(self) -> bytes:
        """For the server: the same, on a connection of its own."""
        lines = self.head.rstrip(b"\r\n").split(b"\r\n")
        kept = [one for one in lines if not one.lower().startswith((b"connection:", b"expect:"))]
        return b"\r\n".join([*kept, b"Connection: close", b"", self.body])


@dataclass
class Network:
    """How bad it is, and what it did. `shares`: of paths beginning so; the longest prefix counts.

    `scripted` faults come first: (prefix, kind) for the next requests under that prefix, "" passes.
    """

    seed: int = 1
    shares: Mapping[str, float] = field(default_factory=lambda: {"/": 0.2})
    kinds: Sequence[str] = KINDS
    delay: tuple[float, float] = (0.2, 1.5)
    is_down: bool = False
    scripted: deque[tuple[str, str]] = field(default_factory=deque)
    requests: Counter[str] = field(default_factory=Counter)  # by the first parts of their path
    hits: Counter[str] = field(default_factory=Counter)
    port: int = 0

    def __post_init__(self) -> None:
        self.random = Random(self.seed)

    def fault(self, method: str, path: str) -> str:
        """What befalls this request; "" when nothing does."""
        self.requests[f"{method} {label(path)}"] += 1
        for number, (prefix, kind) in enumerate(self.scripted):
            if path.startswith(prefix):
                del self.scripted[number]
                return kind
        fitting = [prefix for prefix in self.shares if path.startswith(prefix)]
        share = self.shares[max(fitting, key=len)] if fitting else 0
        # Two draws for every request: what is hit does not move with what befalls it.
        hit, kind = self.random.random() < share, self.random.choice(list(self.kinds))
        return kind if hit else ""

    def then(self, *kinds: str, path: str = "/api/v1/visits") -> None:
        """Script what befalls the next requests of that path."""
        self.scripted.extend((path, kind) for kind in kinds)


def label(path: str) -> str:
    """`/api/v1/visits` of `/api/v1/visits?x`; of pages the first part."""
    parts = path.split("?")[0].split("/")
    return "/".join(parts[: 4 if parts[1:2] == ["api"] else 2])


@contextmanager
def between(port: int, network: Network) -> Iterator[str]:
    """The network stands before the server of that port; gives the address to go to."""
    line = _Line(port, network)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    def wait(what: Awaitable[None]) -> None:
        async def waited() -> None:
            await what

        asyncio.run_coroutine_threadsafe(waited(), loop).result(PATIENCE)

    wait(line.open())
    try:
        yield f"http://{HOST}:{network.port}"
    finally:
        wait(line.close())
        loop.call_soon_threadsafe(loop.stop)
        thread.join(PATIENCE)
        loop.close()


class _Line:
    """Carries requests to the server, or does not."""

    def __init__(self, port: int, network: Network) -> None:
        self.server_port, self.network = port, network
        self.server: asyncio.Server | None = None
        self.under_way: set[asyncio.Task[None]] = set()
        self.login_page = b""

    async def open(self) -> None:
        self.server = await asyncio.start_server(self.take, HOST, self.network.port)
        self.network.port = self.server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """What is late is delivered, what is open is ended."""
        assert self.server is not None
        self.server.close()
        if self.under_way:
            await asyncio.wait(self.under_way, timeout=5)
        for task in self.under_way:
            task.cancel()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self.under_way.add(task)
            task.add_done_callback(self.under_way.discard)
        # Cancelled: the line is taken down; asyncio would tell that as an error of this callback.
        with suppress(OSError, asyncio.IncompleteReadError, TimeoutError, asyncio.CancelledError):
            asked = await _read(reader)
            if asked.path.startswith(PORTAL):
                await _answer(writer, _page("200 OK", FOREIGN))
            elif self.network.is_down:
                writer.transport.abort()
            else:
                kind = self.network.fault(asked.method, asked.path)
                self.network.hits[kind or "passed"] += 1
                await self.befall(kind, asked, writer)
        with suppress(OSError):
            writer.close()

    async def befall(self, kind: str, asked: Asked, writer: asyncio.StreamWriter) -> None:
        """One fault. What it does not know is a status."""
        does = FAULTS.get(kind)
        if does:
            await does(self, asked, writer)
        else:
            more = "Retry-After: 1\r\n" if kind == "429" else ""
            status = STATUSES[int(kind)]
            await _answer(writer, _page(status, BROKEN.format(status), more))

    async def carry(self, request: bytes) -> bytes:
        """The server's whole answer."""
        reader, writer = await asyncio.open_connection(HOST, self.server_port)
        try:
            writer.write(request)
            return await asyncio.wait_for(reader.read(-1), PATIENCE)
        finally:
            writer.close()

    async def passed(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        await _answer(writer, await self.carry(asked.whole()))

    async def request_lost(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()

    async def answer_lost(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        await self.carry(asked.whole())
        writer.transport.abort()

    async def request_cut(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        """Half of it reaches the server."""
        whole = asked.whole()
        cut = len(whole) - max(1, len(asked.body) // 2)
        reader, onward = await asyncio.open_connection(HOST, self.server_port)
        onward.write(whole[:cut])
        await onward.drain()
        onward.close()
        writer.transport.abort()

    async def answer_cut(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        answer = await self.carry(asked.whole())
        head, _, body = answer.partition(b"\r\n\r\n")
        writer.write(head + b"\r\n\r\n" + body[: len(body) // 2])
        with suppress(OSError):
            await writer.drain()
        writer.transport.abort()  # before the length that the head tells

    async def delayed(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(self.network.random.uniform(*self.network.delay))
        await self.passed(asked, writer)

    async def repeated(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        """Twice at the same moment; the browser hears one of the answers."""
        answers = await asyncio.gather(*(self.carry(asked.whole()) for _ in range(2)))
        await _answer(writer, answers[self.network.random.randrange(2)])

    async def late(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        writer.transport.abort()
        await asyncio.sleep(self.network.random.uniform(*self.network.delay))
        await self.carry(asked.whole())

    async def portal(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        await _answer(writer, _page("200 OK", FOREIGN))

    async def portal_elsewhere(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        await _answer(writer, _page("302 Found", "", f"Location: {PORTAL}\r\n"))

    async def login(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        """Our own log-in page with 200, whatever was asked: it even names the right server."""
        if not self.login_page:
            host = f"{HOST}:{self.server_port}"
            request = f"GET /accounts/login/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
            head, _, body = (await self.carry(request.encode())).partition(b"\r\n\r\n")
            kept = (one for one in head.split(b"\r\n") if not one.lower().startswith(b"set-cookie"))
            self.login_page = b"\r\n".join(kept) + b"\r\n\r\n" + body
        await _answer(writer, self.login_page)


FAULTS: dict[str, Callable[[_Line, Asked, asyncio.StreamWriter], Awaitable[None]]] = {
    "": _Line.passed,
    "request lost": _Line.request_lost,
    "answer lost": _Line.answer_lost,
    "request cut": _Line.request_cut,
    "answer cut": _Line.answer_cut,
    "delayed": _Line.delayed,
    "repeated": _Line.repeated,
    "late": _Line.late,
    "portal": _Line.portal,
    "portal sends elsewhere": _Line.portal_elsewhere,
    "log-in page": _Line.login,
}


async def _read(reader: asyncio.StreamReader) -> Asked:
    head = await reader.readuntil(b"\r\n\r\n")
    method, path, _ = head.split(b"\r\n", 1)[0].decode("latin-1").split(" ", 2)
    length = 0
    for one in head.lower().split(b"\r\n"):
        if one.startswith(b"content-length:"):
            length = int(one.partition(b":")[2])
    body = await reader.readexactly(length) if length else b""
    return Asked(method, path, head, body)


async def _answer(writer: asyncio.StreamWriter, answer: bytes) -> None:
    writer.write(answer)
    with suppress(OSError):
        await writer.drain()


def _page(status: str, html: str, more: str = "") -> bytes:
    body = html.encode()
    head = f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\n{more}"
    return f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n".encode() + body
