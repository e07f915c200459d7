"""Before the doors open: migrations, static files, and the demo the first time.

A process of its own, so that the supervisor stays small.
"""

import hashlib
import io
import os
import sys
from pathlib import Path

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.core.management import call_command
    from django.utils import timezone

    from visits import retelling

    call_command("check", stdout=io.StringIO())  # what is broken is said once, not by every process
    if migrations_are_missing():
        say("Bringing the database up to date ...")
        call_command("migrate", interactive=False, verbosity=0)
    collect_static()
    load_demo_once()
    open_first_link()
    retelling.begin_day(timezone.localdate())  # the nights that this machine slept through


def migrations_are_missing() -> bool:
    from config.health import has_open_migrations

    return has_open_migrations()


def collect_static() -> None:
    """Only when a file changed: compressing takes seconds."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    state = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            changed = storage.get_modified_time(name).timestamp()
            state.update(f"{name} {changed} {storage.size(name)}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".state"
    if stamp.exists() and stamp.read_text() == state.hexdigest():
        return
    say("Collecting static files ...")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(state.hexdigest())


def load_demo_once() -> None:
    """An empty database gets the demo, unless DOORSTEP_DEMO=0."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from config import environment

    wanted = environment.yes("DOORSTEP_DEMO", default=True)
    if not wanted or get_user_model().objects.exists():
        return
    say("Making the demo (once) ...")
    call_command("make_demo", verbosity=0)


def open_first_link() -> None:
    """A house without anybody in it: the link for its first administrator, said once we are up.

    Each start gives a fresh one until it was used; then there is none any more.
    """
    from django.core.management import call_command
    from django.utils import timezone

    from config import environment
    from office.start import actions

    file = environment.DATA / "first-link"
    file.unlink(missing_ok=True)
    if actions.awaits_first(on=timezone.localdate()):
        file.touch(mode=0o600)
        with file.open("w") as link:
            call_command("first_administrator", link_only=True, stdout=link)


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
