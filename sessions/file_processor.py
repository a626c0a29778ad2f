"""Files in, sessions out: receives uploads, unpacks, validates, finds duplicates, stores columns and statistics.

The work is done in sessions/importing: receiving, unpacking, reading, claiming, duplicates, and processing, which
takes an upload through all of them.
"""

from sessions.importing.processing import process, restore_sessions
from sessions.importing.receiving import NoFilesError, ReceivedFile, receive

__all__ = ["NoFilesError", "ReceivedFile", "process", "receive", "restore_sessions"]
