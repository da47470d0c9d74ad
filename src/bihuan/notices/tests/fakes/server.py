"""An HTTP server whose answers a test chooses: one after another, the last one for ever."""

import json
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Asked:
    """A request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    """What is answered. After `delay` seconds; `drop` takes the request in and hangs up without a word."""

    status: int = 200
    body: Any = ""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0
    drop: bool = False


class Fake:
    """One other side. `taken` is what it accepted, `asked` all that reached it."""

    # Ends of addresses at which it answers; what it says when all is well; when it wants no more for now.
    path = "/"
    well: Any = ""
    throttled = Reply(429, headers={"Retry-After": "90"})

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self.taken: list[Asked] = []
        self.replies: list[Reply] = []
        self.origin = ""

    @property
    def address(self) -> str:
        return f"{self.origin}{self.path}"

    @property
    def host(self) -> str:
        return self.origin.partition("//")[2]

    def refusal(self, asked: Asked) -> Any:
        """What the real one would object to in this request; None when it would take it."""
        return None

    def answer(self, asked: Asked) -> Reply:
        self.asked.append(asked)
        if self.replies:
            reply = self.replies.pop(0)
            if reply.status != 200 or reply.body or reply.drop:
                return reply
            self.taken.append(asked)
            return Reply(body=self.well, delay=reply.delay)
        if (refusal := self.refusal(asked)) is not None:
            return refusal if isinstance(refusal, Reply) else Reply(body=refusal)
        self.taken.append(asked)
        return Reply(body=self.well)


def certificate(folder: Path, address: str = "127.0.0.1") -> ssl.SSLContext:
    """A server's side of TLS with a certificate of its own making, which lies in the folder."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "fake")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))])
    made = x509.CertificateBuilder(
        name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1)
    )
    signed = made.add_extension(names, critical=False).sign(key, hashes.SHA256())
    pem = serialization.Encoding.PEM
    (folder / "certificate.pem").write_bytes(signed.public_bytes(pem))
    plain = serialization.NoEncryption()
    (folder / "key.pem").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context


class Quiet(ThreadingHTTPServer):
    """One that does not complain when the caller has not waited for its answer."""

    def handle_error(self, *_args: Any) -> None:
        """Say nothing."""


@contextmanager
def serving(fake: Fake, tls: ssl.SSLContext | None = None) -> Iterator[Any]:
    """Let it answer on this machine for a while."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            reply = fake.answer(Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            time.sleep(reply.delay)
            if reply.drop:
                self.close_connection = True
                return
            said = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said.encode())))
            self.end_headers()
            self.wfile.write(said.encode())

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = Quiet(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    fake.origin = f"{'https' if tls else 'http'}://127.0.0.1:{server.server_port}"
    try:
        yield fake
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
