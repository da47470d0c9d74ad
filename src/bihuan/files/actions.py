"""Taking files in: streamed to disk, looked at, kept once by content, and never half."""

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import connection, transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from bihuan.files.models import FileKind, StoredFile
from bihuan.files.queries import path_of
from bihuan.files.rules import MEGABYTE, kind_of, tidy_name
from bihuan.journal import actions as journal
from bihuan.journal.rules import Change, Claim
from bihuan.kernel.errors import Invalid
from bihuan.people.models import Person, Unit

INCOMING = "incoming"
LEFT_BEHIND = timedelta(days=1)


@dataclass(frozen=True)
class Received:
    """An upload that lies on disk and has been looked at, but belongs to nothing yet."""

    path: Path
    name: str
    kind: FileKind
    size: int
    sha256: str


def store(*, upload: "File[bytes]", by: Person, at: datetime, unit: Unit | None = None) -> StoredFile:
    """Take one upload and keep it. Refuses what is too large, empty, dangerous or of another kind."""
    with receive(upload) as (received,), transaction.atomic():
        return keep(received=received, by=by, at=at, unit=unit)


@contextmanager
def receive(*uploads: "File[bytes]") -> Iterator[list[Received]]:
    """Bring uploads to disk and look at them. Put the transaction that keeps them inside this block.

    When the block fails, the contents are removed again, unless somebody else has handed in the same.
    """
    folder = Path(settings.MEDIA_ROOT) / INCOMING
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        # Shared while content comes in; only who is alone may take content away again.
        fcntl.flock(lock, fcntl.LOCK_SH)
        found: list[Received] = []
        try:
            for upload in uploads:
                found.append(_look_at(upload, folder))  # noqa: PERF401 - what came before must be known
            yield found
        except BaseException:
            _remove_if_nobodys(found, lock)
            raise
        finally:
            for received in found:
                received.path.unlink(missing_ok=True)


@contextmanager
def keeping(upload: "File[bytes] | None", *, by: Person, at: datetime) -> Iterator[StoredFile | None]:
    """One upload, where there is one, kept together with what is done inside: both, or neither."""
    with receive(*([upload] if upload else [])) as received, transaction.atomic():
        yield keep(received=received[0], by=by, at=at) if received else None


def keep(*, received: Received, by: Person, at: datetime, unit: Unit | None = None) -> StoredFile:
    """Keep what was received as somebody's file. Belongs inside the transaction of what it hangs on."""
    _refuse_too_much(received, by, at)
    _place(received)
    same = StoredFile.objects.filter(sha256=received.sha256).order_by("first_seen_at")
    first = same.values_list("first_seen_at", flat=True).first()
    file = StoredFile.objects.create(
        name=received.name,
        kind=received.kind,
        size=received.size,
        sha256=received.sha256,
        by=by,
        unit=unit,
        uploaded_at=at,
        first_seen_at=first or at,
    )
    said = Claim({"name": received.name, "seen_before": first is not None}, unit_id=unit.pk if unit else None)
    journal.record(verb="file.store", thing=Change(file), by=by, claim=said)
    return file


def _refuse_too_much(received: Received, by: Person, at: datetime) -> None:
    """Refuse what goes beyond what one person may hand in on a day."""
    midnight = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    today = StoredFile.objects.filter(by=by, uploaded_at__gte=midnight)
    sums = today.aggregate(count=Count("pk"), size=Sum("size"))
    if sums["count"] >= settings.FILE_DAY_COUNT or (
        (sums["size"] or 0) + received.size > settings.FILE_DAY_SIZE
    ):
        raise Invalid(
            _(
                "You have handed in %(count)s files today. One person may hand in %(most)s files and "
                "%(size)s MB in all on one day. Go on tomorrow, or let a colleague hand them in."
            )
            % {
                "count": sums["count"],
                "most": settings.FILE_DAY_COUNT,
                "size": settings.FILE_DAY_SIZE // MEGABYTE,
            }
        )


def sweep(*, at: datetime) -> int:
    """Remove contents that a power cut left behind a day ago without an owner; return how many.

    Does nothing while somebody is handing something in: what comes in may be what lies there.
    """
    root = Path(settings.MEDIA_ROOT)
    (root / INCOMING).mkdir(parents=True, exist_ok=True)
    with (root / INCOMING / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return 0
        known = set(StoredFile.objects.values_list("sha256", flat=True))
        before = (at - LEFT_BEHIND).timestamp()
        stale = [
            path
            for path in root.glob("*/*")
            if path.is_file() and path.name not in known | {"lock"} and path.stat().st_mtime < before
        ]
        for path in stale:
            path.unlink(missing_ok=True)
    return len(stale)


def _look_at(upload: "File[bytes]", folder: Path) -> Received:
    handle, name = tempfile.mkstemp(dir=folder)
    path = Path(name)
    try:
        size, sha256 = _write(handle, upload)
        return Received(path, tidy_name(upload.name or ""), kind_of(path), size, sha256)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _write(handle: int, upload: "File[bytes]") -> tuple[int, str]:
    """Stream to disk, counting and hashing; the size that the sender claims is not believed."""
    digest, size = hashlib.sha256(), 0
    with os.fdopen(handle, "wb") as file:
        for chunk in upload.chunks():
            size += len(chunk)
            if size > settings.FILE_MAX_SIZE:
                limit = settings.FILE_MAX_SIZE // MEGABYTE
                raise Invalid(
                    _("The file is larger than %(limit)s MB and was not taken. Hand it in in parts.")
                    % {"limit": limit}
                )
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    if size == 0:
        raise Invalid(_("The file is empty. Save it again, or choose another one."))
    return size, digest.hexdigest()


def _place(received: Received) -> None:
    """Give the content its place on disk, so that it is there before any row says so."""
    place = path_of(received.sha256)
    if place.exists():
        # Whoever sweeps sees that it is wanted, even before the transaction around this has ended.
        os.utime(place)
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    spare = received.path.with_name(f"{received.path.name}.kept")
    os.link(received.path, spare)
    spare.replace(place)
    place.chmod(0o440)
    for folder in (place.parent, place.parent.parent):
        _sync_folder(folder)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove_if_nobodys(found: list[Received], lock: Any) -> None:
    """Take contents away again. Left to sweep() while others store, or while a transaction is failing."""
    if connection.in_atomic_block and connection.needs_rollback:
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return
    for received in found:
        if not StoredFile.objects.filter(sha256=received.sha256).exists():
            path_of(received.sha256).unlink(missing_ok=True)
