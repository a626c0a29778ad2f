"""Coverage-guided fuzzing of every way of reading: a process of its own, which atheris ends itself.

    python tests/fitparse_sdk/fuzz_reading.py FOLDER_OF_SEEDS -max_total_time=600

What it finds is written beside the working directory as crash-...; keep it in fuzz_seeds/, which every test run reads.
"""

import sys
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

with atheris.instrument_imports(include=["fitparse_sdk"]):
    import fitparse_sdk as fit

LIMITS = fit.Limits(max_messages=200_000, max_output_bytes=50_000_000)


def read_everything(data: bytes) -> None:
    """Every way of reading, columns before and after messages; only FitError may leave."""
    try:
        fit.check(data, limits=LIMITS)
        activity = fit.decode(data, limits=LIMITS)
        for name in activity.names:
            columns = activity.columns(name)
            dict(columns), dict(columns.developer)
        for message in activity.messages():
            dict(message), dict(message.raw), dict(message.developer)
        assert activity.warnings is not None
        assert activity.memos is not None
        assert len(list(fit.decode(fit.encode(activity.messages())).messages())) == len(activity)
        list(fit.read(data, limits=LIMITS))
    except fit.FitError:
        pass
    messages, errors = fit.Decoder(fit.Stream.from_byte_array(data)).read()
    assert isinstance(messages, dict)
    assert len(errors) <= 1


if __name__ == "__main__":
    atheris.Setup(sys.argv, read_everything)
    atheris.Fuzz()
