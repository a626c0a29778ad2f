"""Coverage-guided fuzzing of every way of reading: a process of its own, which atheris ends itself.

    python tests/fitparse_sdk/fuzz_reading.py FOLDER_OF_SEEDS -max_total_time=600

Bytes that begin like a FIT file are read as one, as they are and with a right CRC; all others make a file whose definitions
give fields any types (odd_files). What it finds is written beside the working directory as crash-...; keep it in
fuzz_seeds/, which every test run reads.
"""

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

with atheris.instrument_imports(include=["fitparse_sdk"]):
    import fitparse_sdk as fit
    from tests.fitparse_sdk.odd_files import odd_file, with_right_crc
    from tests.fitparse_sdk.reading_ways import read_every_way

LIMITS = fit.Limits(max_messages=200_000, max_output_bytes=50_000_000)
HEADER_SIZES = (12, 14)


def read(data: bytes) -> None:
    """Only FitError may leave any way of reading."""
    if data[:1] and data[0] in HEADER_SIZES:
        read_every_way(data, LIMITS)
        read_every_way(with_right_crc(data[data[0] : -2]), LIMITS)
    else:
        read_every_way(odd_file(data), LIMITS)


if __name__ == "__main__":
    atheris.Setup(sys.argv, read)
    atheris.Fuzz()
