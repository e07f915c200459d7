"""`./run test [ARGS]`: pytest with a browser at hand, on both cores."""

import os
import shutil
import subprocess
import sys

from config.running.browser import find_chromium
from config.servers.places import ROOT


def main(arguments: list[str]) -> int:
    browser = find_chromium() or install_chromium()
    variables = {**os.environ}
    if browser:
        variables["CHROMIUM"] = browser
    else:
        print(
            "Chromium is missing and cannot be installed without root: install it (apt install "
            "chromium) or set CHROMIUM to its program. Tests in the browser are skipped.",
            file=sys.stderr,
            flush=True,
        )
    if not arguments:
        arguments = ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "loadfile"]
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=ROOT, env=variables, check=False).returncode


def install_chromium() -> str | None:
    """Debian's package, when we are root on a system that has apt."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return None
    print("Installing Chromium ...", flush=True)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update"], ["install", "-y", "--no-install-recommends", "chromium"]):
        done = subprocess.run(
            ["apt-get", "-qq", *step], env=quiet, stdout=subprocess.DEVNULL, check=False
        )
        if done.returncode:
            break
    return find_chromium()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
