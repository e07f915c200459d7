"""`./run check`: everything that needs no test run. Quiet when it is well."""

import subprocess
import sys
import time
from dataclasses import dataclass

from config.servers.places import ROOT

PYTHON = sys.executable
MANAGE = [PYTHON, "manage.py"]
FOLDERS = [
    "bench",
    "config",
    "dashboards",
    "office",
    "phone",
    "reminders",
    "issues",
    "visits",
    "households",
    "photos",
    "cadres",
]


@dataclass(frozen=True)
class Check:
    """One question to the code, and the command that asks it."""

    name: str
    command: list[str]


CHECKS = [
    Check("lint", [PYTHON, "-m", "ruff", "check", "--quiet", "."]),
    Check("format", [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "."]),
    Check("floors", [PYTHON, "-c", "from importlinter.cli import lint_imports_command as c; c()"]),
    Check("house", [PYTHON, "-m", "pytest", "-q", "-p", "no:randomly", "tests/house"]),
    Check("django", [*MANAGE, "check", "--fail-level", "WARNING"]),
    Check("migrations", [*MANAGE, "makemigrations", "--check", "--dry-run"]),
    Check("translations", [*MANAGE, "makemessages", "--check"]),
    Check(
        "templates", ["djade", "--check", *map(str, sorted((ROOT / "templates").rglob("*.html")))]
    ),
    Check("markup", [PYTHON, "-m", "djlint", "templates", "--lint", "--quiet"]),
    Check("types", [PYTHON, "-m", "mypy", *FOLDERS]),
]


def main(wanted: list[str]) -> int:
    """Run all checks, or those named; return 1 when one failed."""
    known = [check.name for check in CHECKS]
    if unknown := set(wanted) - set(known):
        sys.exit(f"No such check: {', '.join(sorted(unknown))}. There are {', '.join(known)}.")
    failed = []
    for check in CHECKS:
        if wanted and check.name not in wanted:
            continue
        began = time.monotonic()
        asked = subprocess.run(
            check.command,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        took = time.monotonic() - began
        print(f"{check.name:<14}{'FAILED' if asked.returncode else 'well':<8}{took:5.1f} s")
        if asked.returncode:
            print(asked.stdout.strip(), flush=True)
            failed.append(check.name)
    if failed:
        print(f"\nFailed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
