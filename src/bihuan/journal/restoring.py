"""Whether this database goes on from what others have seen of it: found out before anything is signed."""

from dataclasses import dataclass

from bihuan.journal.models import Log, Sealed
from bihuan.journal.sealing import beginning_of
from bihuan.kernel import canonical, checkpoints
from bihuan.kernel.merkle import root_of


@dataclass(frozen=True)
class Judged:
    """What is to be said of one kept checkpoint."""

    holds: bool
    words: str


def judged(note: str) -> Judged:
    """Compare the events in the database, not the files, with a checkpoint that somebody kept.

    Raises NoCheckpoint.
    """
    said = checkpoints.read(note)
    log = Log.objects.filter(origin=said.origin).first()
    if log is None:
        return Judged(
            False, f"this database has no log {said.origin}: it is another record, or an older copy"
        )
    if log.size < said.size:
        missing = said.size - log.size
        return Judged(
            False,
            f"ROLLED BACK: {said.origin} was signed up to entry {said.size} and ends here at {log.size}; "
            f"{missing} entries are missing. Restore a newer copy or replay the WAL archive",
        )
    rows = Sealed.objects.filter(log=log, place__lt=said.size).order_by("place")
    bodies = rows.values_list("event__body", flat=True).iterator(chunk_size=2000)
    entries = [beginning_of(log), *(body.encode() for body in bodies)]
    root = root_of([bytes.fromhex(canonical.leaf_hash(entry)) for entry in entries])
    if root != said.root:
        return Judged(
            False,
            f"FORKED: the first {said.size} entries of {said.origin} are not those that were signed. Keep "
            "this database and the note as evidence, and tell the witnesses",
        )
    return Judged(True, f"holds: {said.origin} goes on from entry {said.size} to {log.size}")
