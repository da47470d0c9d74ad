"""The one gate through which requests leave: to hosts that the settings name and nowhere else.

The name is resolved once and the connection goes to that address, so that a name cannot change its mind in
between. Redirects are not followed, proxies of the environment are not asked, answers are read up to a limit.
"""

import ipaddress
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import urllib3
from django.conf import settings
from django.utils.translation import gettext as _
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError

from bihuan.kernel.errors import Invalid
from bihuan.notices.channels.interface import NotSent, Refused, Unclear
from bihuan.notices.models import Problem

CONNECT, READ, IN_ALL = 5, 10, 15  # seconds
LARGEST_ANSWER = 64_000
LONGEST_WAIT = 24 * 3600
PORTS = {"https": 443, "http": 80}
# Networks that carry another address inside: through them a private one could be reached.
TRANSLATED = [
    ipaddress.ip_network(net) for net in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
]

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


@dataclass(frozen=True)
class Answer:
    """What the other side said. `wait` is its Retry-After in seconds, 0 without one."""

    status: int
    body: bytes
    wait: int


class NotNamed(Invalid):
    """An address on a host that the settings do not name."""


def need_allowed(url: str) -> SplitResult:
    """Return the parts of an address that requests may go to. Invalid otherwise, NotNamed for its host."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise Invalid(_("This is not an address: it begins with https:// and a host.")) from None
    schemes = ("https", "http") if settings.PRIVATE_HOSTS else ("https",)
    if (
        parts.scheme not in schemes
        or not host
        or parts.username
        or not url.isascii()
        or set(url) & set(" \t\r\n")
    ):
        raise Invalid(_("This is not an address: it begins with https:// and a host."))
    name = f"{host}:{port}" if port and port != PORTS[parts.scheme] else host
    if name not in settings.OUTSIDE_HOSTS:
        raise NotNamed(
            _("Requests to %(host)s are not allowed here. The operator allows hosts with BIHUAN_OUTSIDE.")
            % {"host": name}
        )
    return parts


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Post once. Raises NotSent, Refused or Unclear; an answer of any status is an answer."""
    try:
        parts = need_allowed(url)
    except NotNamed as error:
        raise Refused(Problem.CLOSED, str(error)) from error
    except Invalid as error:
        raise Refused(Problem.ADDRESS, str(error)) from error
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    said = {"Host": parts.netloc, "User-Agent": "Bihuan", "Accept": "application/json", **headers}
    end = time.monotonic() + IN_ALL
    with _pool(parts.scheme, _resolve(host, port), port, host) as pool:
        try:
            answer = pool.urlopen("POST", path, body, said, preload_content=False, decode_content=False)
            read = _read(answer, end)
        except (NewConnectionError, ConnectTimeoutError) as error:
            raise NotSent(Problem.UNREACHABLE) from error
        except SSLError as error:
            raise NotSent(Problem.CERTIFICATE) from error
        except (HTTPError, OSError) as error:
            raise Unclear(Problem.SILENT) from error
    return Answer(answer.status, read, _wait(answer.headers.get("Retry-After", "")))


def _pool(scheme: str, address: str, port: int, host: str) -> urllib3.HTTPConnectionPool:
    """A connection to this address and no other, which proves to be the host by its certificate."""
    limits, once = urllib3.Timeout(connect=CONNECT, read=READ), urllib3.Retry(False, redirect=False)
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=limits, retries=once)
    return urllib3.HTTPSConnectionPool(
        address, port, timeout=limits, retries=once, server_hostname=host, assert_hostname=host
    )


def _resolve(host: str, port: int) -> str:
    """The address behind a name. One that is not public is refused, whichever of several it is."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise NotSent(Problem.UNREACHABLE) from error
    addresses = [str(sockaddr[0]) for _family, _kind, _proto, _name, sockaddr in found]
    if not settings.PRIVATE_HOSTS and not all(is_public(address) for address in addresses):
        raise Refused(Problem.PRIVATE)
    return addresses[0]


def is_public(text: str) -> bool:
    """Whether an address belongs to the open internet, and hides no other one inside."""
    address: Address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return is_public(str(address.ipv4_mapped))
        if any(address in net for net in TRANSLATED):
            return False
    return address.is_global and not address.is_multicast


def _read(answer: urllib3.BaseHTTPResponse, end: float) -> bytes:
    """Read so much in so many seconds, however slowly it drips."""
    parts: list[bytes] = []
    size = 0
    for part in answer.stream(4096, decode_content=False):
        size += len(part)
        parts.append(part)
        if size > LARGEST_ANSWER or time.monotonic() > end:
            break
    return b"".join(parts)


def _wait(text: str) -> int:
    return min(int(text), LONGEST_WAIT) if text.isascii() and text.isdigit() else 0
