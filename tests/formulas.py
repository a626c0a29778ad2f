"""`FORMULAS`: each formula id of the oracle file to the project's own function, by thin adapters.

Importable as tests.formulas from the repository's root, and by its path from anywhere.
"""

import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
if str(HERE.parent) not in sys.path:
    sys.path.insert(0, str(HERE.parent))


def _formulas_of(room):
    name = f"formulas_{room}"
    spec = importlib.util.spec_from_file_location(name, HERE / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name.upper())


FORMULAS = _formulas_of("runners") | _formulas_of("sessions")
