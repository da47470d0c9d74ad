"""Where contents lie, and how a file leaves the house."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse
from django.utils.translation import gettext as _

from bihuan.files.models import FileKind, StoredFile
from bihuan.files.rules import MIME, download_name
from bihuan.kernel.errors import Conflict


def path_of(sha256: str) -> Path:
    """Where the content with this checksum lies. The name that somebody gave it plays no part."""
    return Path(settings.MEDIA_ROOT) / sha256[:2] / sha256


def serve(file: StoredFile, as_name: str = "") -> FileResponse:
    """Answer with the content, to be saved and not shown. Call it only after the owning room's visible_to."""
    try:
        content = path_of(file.sha256).open("rb")
    except FileNotFoundError as error:
        raise Conflict(
            _("The content of this file is missing here. Tell the administrator: the backup holds it.")
        ) from error
    response = FileResponse(
        content,
        as_attachment=True,
        filename=download_name(as_name or file.name, file.kind),
        content_type=MIME[FileKind(file.kind)],
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
