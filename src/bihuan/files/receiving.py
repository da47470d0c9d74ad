"""What happens to an upload before any page sees it: it is cut off where it becomes too large."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class CutOff(FileUploadHandler):
    """Lets nobody fill the disk, not even who has not signed in: forms are read before anybody is known.

    What is left is still larger than a file may be, so that whoever takes it says so in words.
    """

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hand a piece on while the file is not too large yet."""
        return raw_data if start <= settings.FILE_MAX_SIZE else None

    def file_complete(self, file_size: int) -> Any:
        """Leave the file to the handlers below."""
        return None
