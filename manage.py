#!/usr/bin/env python
"""Django's commands, with the private servers found or started where a command needs them."""

import os
import sys

NEED_NO_SERVERS = {
    "",
    "help",
    "version",
    "--help",
    "-h",
    "--version",
    "collectstatic",
    "compilemessages",
    "makemessages",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else ""
    if command == "runserver":
        os.environ.setdefault("DOORSTEP_DEBUG", "1")
    try:
        from django.core.management import execute_from_command_line

        from config.servers.holding import hold
        from config.servers.refusal import Refused
    except ImportError as problem:
        sys.exit(f"{problem}: start with ./run manage, or pip install -r requirements.txt first.")
    try:
        if command not in NEED_NO_SERVERS:
            hold()
        execute_from_command_line(sys.argv)
    except Refused as problem:
        sys.exit(str(problem))


if __name__ == "__main__":
    main()
