"""A real webhook receiver and what a real SMTP server took, both told how to behave."""

import email
import os
import signal
import threading
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.smtp import Envelope


class Receiver(ThreadingHTTPServer):
    """A webhook receiver that answers as it is told and remembers what it got."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answers: list[int] = []
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.kill = 0
        self.arrived = threading.Event()
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/larm"

    @property
    def ids(self) -> list[str]:
        return [headers["X-Lathund-Event"] for headers, _ in self.got]


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.got.append((dict(self.headers), body))
        if self.server.kill:
            os.kill(self.server.kill, signal.SIGKILL)
            self.server.kill = 0
        self.server.arrived.set()
        status = self.server.answers.pop(0) if self.server.answers else 204
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", self.server.url)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


class Postbox:
    """What the SMTP server took; `refuse` lists addresses it does not take."""

    def __init__(self) -> None:
        self.letters: list[tuple[list[str], Any]] = []
        self.refuse: set[str] = set()
        self.down = False

    async def handle_RCPT(self, _s: Any, _session: Any, envelope: Envelope, address: str, _o: Any) -> str:
        if address in self.refuse:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:
        if self.down:
            return "451 try again"
        message = email.message_from_bytes(bytes(envelope.content or b""), policy=default)
        self.letters.append((list(envelope.rcpt_tos), message))
        return "250 OK"
