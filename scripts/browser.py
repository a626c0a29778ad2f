"""See that there is a Chromium for the browser tests; as root on Debian install it, else say what to do."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

ADVICE = (
    "The browser tests drive Chromium, and there is none: sudo apt install chromium (or `make test-quick`)."
)


def main() -> int:
    """Returns the exit status."""
    if shutil.which("chromium"):
        return 0
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        print("Installing Chromium ...", flush=True)
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
            subprocess.run([apt, *arguments], env=environ, check=True, stdout=subprocess.DEVNULL)
    if shutil.which("chromium"):
        return 0
    print(ADVICE, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
