"""A lean client: prebuilt bytes over kept-open sockets, so that the measured machine stays the server's."""

import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import quantiles

OK = range(200, 400)
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SECRET = "b" * 32


class Line:
    """One kept-open connection."""

    def __init__(self, port: int, headers: dict[str, str] | None = None) -> None:
        self._port = port
        self._headers = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
        self._socket: socket.socket | None = None
        self._rest = b""

    def ask(
        self, method: str, path: str, body: bytes = b"", kind: str = "application/json"
    ) -> tuple[int, bytes, str]:
        """Send one request; status, body, head."""
        head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n{self._headers}"
        if method == "POST":
            head += f"Content-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        message = head.encode() + b"\r\n" + body
        for attempt in (1, 2):
            try:
                return self._exchange(message)
            except (ConnectionError, BrokenPipeError):
                self._socket = None
                if attempt == 2:
                    raise
        raise ConnectionError

    def _exchange(self, message: bytes) -> tuple[int, bytes, str]:
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=120)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._rest = b""
        self._socket.sendall(message)
        while b"\r\n\r\n" not in self._rest:
            self._more()
        raw, self._rest = self._rest.split(b"\r\n\r\n", 1)
        head = raw.decode("latin-1")
        lower = head.lower()
        if "transfer-encoding: chunked" in lower:
            body = self._chunks()
        else:
            length = (
                int(lower.split("content-length:", 1)[1].split("\r\n", 1)[0])
                if "content-length:" in lower
                else 0
            )
            while len(self._rest) < length:
                self._more()
            body, self._rest = self._rest[:length], self._rest[length:]
        return int(head.split(" ", 2)[1]), body, head

    def _more(self) -> None:
        assert self._socket is not None
        piece = self._socket.recv(262_144)
        if not piece:
            raise ConnectionError("closed")
        self._rest += piece

    def _chunks(self) -> bytes:
        body = b""
        while True:
            while b"\r\n" not in self._rest:
                self._more()
            size, self._rest = self._rest.split(b"\r\n", 1)
            length = int(size, 16)
            while len(self._rest) < length + 2:
                self._more()
            body, self._rest = body + self._rest[:length], self._rest[length + 2 :]
            if length == 0:
                return body


def sign_in(username: str) -> dict[str, str]:
    """The headers of a browser in which somebody is signed in; the session is made on this side."""
    from django.test import Client

    from bihuan.people.models import Person

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(Person.objects.get(username=username), backend=BACKEND)
    return {
        "Cookie": f"csrftoken={SECRET}; sessionid={client.cookies['sessionid'].value}",
        "X-CSRFToken": SECRET,
    }


@dataclass
class Run:
    """What a number of clients saw."""

    clients: int
    seconds: float
    times: list[float] = field(default_factory=list)
    failures: dict[int, int] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        return len(self.times) / self.seconds if self.seconds else 0.0

    def at(self, percent: int) -> float:
        """That percentile, in milliseconds."""
        if len(self.times) < 2:
            return 1000 * (self.times[0] if self.times else 0.0)
        return 1000 * quantiles(self.times, n=100, method="inclusive")[percent - 1]


def run(
    port: int, headers: dict[str, str], ask: Callable[[Line, int], int], clients: int, seconds: float
) -> Run:
    """Let that many clients ask one after another for a while. `ask` gets a line and a running number."""
    runs: list[list[tuple[float, int]]] = [[] for _client in range(clients)]
    started = time.perf_counter()
    end = started + seconds

    def work(client: int) -> None:
        line, number = Line(port, headers), client
        while (begin := time.perf_counter()) < end:
            status = ask(line, number)
            runs[client].append((time.perf_counter() - begin, status))
            number += clients

    threads = [threading.Thread(target=work, args=(client,)) for client in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = Run(clients, time.perf_counter() - started)
    for seen, status in (one for client in runs for one in client):
        if status in OK:
            found.times.append(seen)
        else:
            found.failures[status] = found.failures.get(status, 0) + 1
    if not found.times:
        raise SystemExit(f"Nothing was answered well: {found.failures or 'no answer at all'}.")
    return found
