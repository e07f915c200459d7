"""A mail server of a few lines: it takes what it is sent, or refuses as it was told."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any


class Postbox(socketserver.ThreadingTCPServer):
    """Speaks as much SMTP as Django's own back end needs."""

    allow_reuse_address, daemon_threads = True, True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.messages: list[Message] = []
        self.answer_to: dict[str, str] = {}  # verb → what is said instead; "" hangs up

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Talk(socketserver.StreamRequestHandler):
    """One client."""

    server: Postbox

    def handle(self) -> None:
        self.say("220 postbox")
        while line := self.rfile.readline():
            verb = line.decode().split()[0].upper() if line.strip() else ""
            told = self.server.answer_to.get(verb)
            if told == "" or verb == "QUIT":
                return
            if told:
                self.say(told)
            elif verb == "DATA":
                self.take()
            else:
                self.say("250 yes")

    def take(self) -> None:
        self.say("354 go on")
        lines: list[bytes] = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        told = self.server.answer_to.get(".")
        if told == "":
            return  # took it, and is gone before it says so
        self.server.messages.append(message_from_bytes(b"".join(lines)))
        self.say(told or "250 taken")

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def postbox(settings: Any) -> Iterator[Postbox]:
    """A server that runs, and Django's settings that lead to it."""
    with Postbox() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.EMAIL_TIMEOUT = 5
        yield server
        server.shutdown()
