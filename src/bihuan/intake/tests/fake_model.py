"""A language model on this machine that answers as it is told, well or badly."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HUGE = 3_000_000


def content(tasks: Any) -> bytes:
    """An answer in the usual form."""
    said = tasks if isinstance(tasks, str) else json.dumps({"tasks": tasks}, ensure_ascii=False)
    return json.dumps({"choices": [{"message": {"content": said}}]}).encode()


class Model(ThreadingHTTPServer):
    """What it answers and how it misbehaves; what it was sent."""

    answer = b""
    manner = ""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, str], bytes]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    server: Model

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.asked.append((self.path, dict(self.headers), self.rfile.read(length)))
        getattr(self, f"_{self.server.manner or 'well'}")()

    def _well(self) -> None:
        self._head(200, len(self.server.answer))
        self.wfile.write(self.server.answer)

    def _error(self) -> None:
        self.send_error(500)

    def _elsewhere(self) -> None:
        self.send_response(307)
        self.send_header("Location", "http://127.0.0.1:9/v1/chat/completions")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _huge(self) -> None:
        self._head(200, HUGE)
        self._write(b" " * HUGE)

    def _cut(self) -> None:
        self._head(200, len(self.server.answer) + 100)
        self._write(self.server.answer)

    def _drip(self) -> None:
        self._head(200, HUGE)
        for _second in range(40):
            time.sleep(0.1)
            self._write(b" ")

    def _silent(self) -> None:
        time.sleep(2)

    def _head(self, status: int, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def _write(self, part: bytes) -> None:
        try:
            self.wfile.write(part)
        except OSError:
            self.close_connection = True

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


@contextmanager
def serving() -> Iterator[Model]:
    """Run it beside the test."""
    model = Model()
    thread = threading.Thread(target=model.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield model
    finally:
        model.shutdown()
        model.server_close()
        thread.join()
