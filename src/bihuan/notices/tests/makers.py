"""Lines for tests, made by the real actions and confirmed as their owners would."""

import re
from datetime import datetime, timedelta
from typing import Any

from bihuan.notices import actions
from bihuan.notices.models import Delivery, DeliveryStatus, Line, Way
from bihuan.notices.tests.fakes.robots import SECRET
from bihuan.notices.tests.fakes.server import Fake
from bihuan.people.models import Person

# A working day, ten in the morning.
MORNING = datetime.fromisoformat("2026-03-03T10:00:00+08:00")
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def allow(settings: Any, *fakes: Fake) -> None:
    """Set up the installation so that it may reach these on this machine."""
    settings.PUBLIC_URL = "https://duban.example"
    settings.PRIVATE_HOSTS = True
    settings.OUTSIDE_HOSTS = frozenset(fake.host for fake in fakes)


def code_of(line: Line) -> str:
    """The code in the link of a line's first message, while its words are still there."""
    found = re.search(r"code=([\w-]+)", line.deliveries.get(slot=f"confirm:{line.pk}").text)
    assert found
    return found[1]


def make_line(person: Person, channel: str, address: str, secret: str = SECRET, hour: int = 8) -> Line:
    """A confirmed line, its first message discarded."""
    line = actions.open_line(
        channel=channel, address=address, secret=secret, hour=hour, by=person, at=MORNING - DAY
    )
    code = code_of(line)
    Delivery.objects.filter(line=line).update(status=DeliveryStatus.DISCARDED)
    return actions.confirm_line(line=line, code=code, by=person, at=MORNING - DAY)


def make_mail_line(person: Person, hour: int = 8) -> Line:
    return make_line(person, Way.MAIL, f"{person.username}@yunling.example", "", hour)


def tell(
    person: Person, event_id: int, *, at: datetime, is_red: bool = False, title: str = "老旧小区改造"
) -> None:
    """A notice to a person, written as the worker writes it."""
    message = actions.Message(person.pk, event_id, "item.dispatch", title, f"/tasks/{event_id}/", is_red)
    actions.send_all(messages=[message], at=at)


def send_all(at: datetime) -> int:
    """Make up and send what is due, as the worker's senders do."""
    actions.gather(at=at)
    count = 0
    while actions.send_next(at=at):
        count += 1
    return count
