import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = """
import pkgutil, sys
import runners.physiology
for module in pkgutil.iter_modules(runners.physiology.__path__):
    __import__("runners.physiology." + module.name)
heavy = {"scipy", "sklearn", "pandas", "django"} & {name.partition(".")[0] for name in sys.modules}
sys.exit(", ".join(sorted(heavy)) or None)
"""


def test_importing_the_whole_room_imports_neither_scipy_nor_scikit_learn_nor_pandas():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
