"""The examples of docs/fitparse_sdk.md, run as they stand."""

import re
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "fitparse_sdk.md"


def test_the_examples_run_one_after_the_other():
    examples = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
    assert len(examples) >= 5
    names: dict[str, object] = {}
    for example in examples:
        exec(example, names)  # noqa: S102  # the document's own examples
