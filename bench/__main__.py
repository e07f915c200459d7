"""./run bench [PART …]: a private data folder, a fresh database, real servers."""

import os
import shutil
import subprocess
import sys
from importlib import import_module

from config.servers.holding import hold, let_go
from config.servers.places import data_folder

PARTS = ("imports", "pages", "reminders", "visits", "phone", "sync")


def main(arguments: list[str]) -> int:
    unknown = set(arguments) - set(PARTS)
    if unknown:
        print(f"./run bench knows {', '.join(PARTS)}, not {' '.join(unknown)}.", file=sys.stderr)
        return 2
    if len(arguments) != 1:  # each part finds an empty database
        command = [sys.executable, "-m", "bench"]
        return max(subprocess.run([*command, part]).returncode for part in arguments or PARTS)
    return measure(arguments[0])


def measure(part: str) -> int:
    """One part, in a data folder that is made for it and thrown away."""
    folder = data_folder() / "bench"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["DOORSTEP_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"

    import django  # after the data folder is told

    hold()
    try:
        django.setup()
        from django.core.management import call_command  # settings are read by now

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        import_module(f"bench.{part}").run(folder)  # models as well
    finally:
        let_go()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
