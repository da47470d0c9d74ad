"""The mail server in one address: smtp+tls://user:password@host:587."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


@dataclass(frozen=True)
class Server:
    """Where mail is handed in; without a host there is no mail."""

    scheme: str = ""
    host: str = ""
    port: int = 25
    user: str = ""
    password: str = ""


def read(url: str) -> Server:
    """Return the server that the address names. Raises ValueError when it is none."""
    if not url:
        return Server()
    try:
        parts = urlsplit(url)
        scheme, host, port = parts.scheme, parts.hostname, parts.port
    except ValueError:
        scheme, host, port = "", None, None
    if scheme not in PORTS or not host:
        raise ValueError("BIHUAN_MAIL is not of the form smtp+tls://user:password@host:587.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(scheme, host, port or PORTS[scheme], user, password)
