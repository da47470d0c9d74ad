"""When a message goes out, and how long to wait before it is tried again."""

from datetime import datetime, timedelta

from django.utils import timezone

# Nobody is woken: even what is red waits for the morning.
FIRST_HOUR, LAST_HOUR = 7, 21
# So long a digest waits for what belongs to the same piece of work.
GATHERING = timedelta(minutes=10)
# A sender that has not come back by then has died in the middle.
LEASE = timedelta(minutes=2)
BACKOFF = tuple(timedelta(minutes=each) for each in (1, 5, 30, 2 * 60, 5 * 60, 10 * 60, 24 * 60))


def is_day(at: datetime) -> bool:
    """Whether it is an hour at which messages may come."""
    return FIRST_HOUR <= timezone.localtime(at).hour < LAST_HOUR


def next_try(attempts: int, at: datetime, wait: int) -> datetime | None:
    """When to try again after so many attempts; never before the other side wants. None: not any more."""
    if attempts > len(BACKOFF):
        return None
    return at + max(BACKOFF[attempts - 1], timedelta(seconds=wait))
