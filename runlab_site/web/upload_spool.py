"""Where the bytes of an upload wait before they are stored: in files without a name, gone with their process.

Django's own have names, and a web process that is killed leaves them behind for ever.
"""

from __future__ import annotations

import tempfile
from typing import IO, Any, cast

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

__all__ = ["NamelessFileUploadHandler"]


class NamelessFileUploadHandler(FileUploadHandler):
    """Streams each uploaded file into a temporary file that no folder lists."""

    def new_file(self, *arguments: Any, **named: Any) -> None:
        """Open it."""
        super().new_file(*arguments, **named)
        self.spool: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - the request closes it

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's signature
        """Add to it."""
        self.spool.write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile[bytes]:
        """Hand it on, at its beginning."""
        self.spool.seek(0)
        return UploadedFile(
            cast("Any", self.spool),
            self.file_name,
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        """Close it; the system takes its space back."""
        if hasattr(self, "spool"):
            self.spool.close()
