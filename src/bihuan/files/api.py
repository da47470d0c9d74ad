"""Evidence, for programs: upload first, then name the file in a report."""

from datetime import datetime
from typing import Any

from ninja import File, Router, Schema, Status
from ninja.files import UploadedFile

from bihuan.files import actions
from bihuan.files.models import FileKind
from bihuan.journal import clock
from bihuan.people.requests import SignedInRequest
from bihuan.ui.schemas import answers

router = Router(tags=["files"])


TAKEN = f"Hand in a file, judged by its bytes and not its name: {', '.join(FileKind.values)}."


class FileOut(Schema):
    """A file as it was handed in. `first_seen_at` tells when this content first came here, by anybody."""

    id: int
    name: str
    kind: str
    size: int
    sha256: str
    uploaded_at: datetime
    first_seen_at: datetime


@router.post("", response=answers(FileOut, 201), description=TAKEN)
def file_store(request: SignedInRequest, file: File[UploadedFile]) -> Any:
    """Hand in a file, judged by its bytes and not its name."""
    return Status(201, actions.store(upload=file, by=request.user, at=clock.now()))
