"""A slow line on 127.0.0.1 between a browser and the server: so many bits a second, so far away.

All connections share it, the service worker's too, which DevTools' own brake does not reach. As
DevTools counts, a connection that is set up costs nothing; `setup` makes it cost a round trip, as
TCP does.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

HOST = "127.0.0.1"
PIECE = 1460  # bytes of one packet


@dataclass
class Line:
    """One direction after the other shares `bits` a second; `away` is there and back, seconds."""

    bits: int
    away: float
    setup: bool = False
    down: int = 0  # bytes that came to the browser
    free_at: dict[str, float] = field(default_factory=dict)

    async def carry(self, way: str, size: int) -> float:
        """Wait for one's turn on the line; returns the moment of arrival."""
        now = asyncio.get_running_loop().time()
        begins = max(now, self.free_at.get(way, 0))
        ends = begins + size * 8 / self.bits
        self.free_at[way] = ends
        if way == "down":
            self.down += size
        await asyncio.sleep(max(0, ends - now))
        return ends + self.away / 2


@contextmanager
def slow(port: int, line: Line) -> Iterator[str]:
    """The address of the server on `port`, seen over that line."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(line.away if line.setup else 0)  # SYN, SYN-ACK
        with suppress(OSError, asyncio.CancelledError):  # the end of the bench
            far_reader, far_writer = await asyncio.open_connection(HOST, port)
            await asyncio.gather(
                _relay(line, "up", reader, far_writer), _relay(line, "down", far_reader, writer)
            )

    async def start() -> asyncio.Server:
        return await asyncio.start_server(answer, HOST, 0)

    server = asyncio.run_coroutine_threadsafe(start(), loop).result()
    try:
        yield f"http://localhost:{server.sockets[0].getsockname()[1]}"
    finally:
        asyncio.run_coroutine_threadsafe(_end(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


async def _end(server: asyncio.Server) -> None:
    """Cut every connection."""
    server.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


async def _relay(
    line: Line, way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    """Pieces in their order, each when it would arrive."""
    under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(64)

    async def deliver() -> None:
        while True:
            arrives, piece = await under_way.get()
            if not piece:
                break
            await asyncio.sleep(max(0, arrives - asyncio.get_running_loop().time()))
            writer.write(piece)
            await writer.drain()
        writer.close()

    delivering = asyncio.ensure_future(deliver())
    with suppress(OSError):
        while piece := await reader.read(PIECE):
            await under_way.put((await line.carry(way, len(piece)), piece))
    await under_way.put((0, b""))
    with suppress(OSError):
        await delivering
