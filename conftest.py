"""Tests run on real servers: found or started before Django is loaded, once for all processes."""

import os

os.environ["DOORSTEP_TESTING"] = "1"

from config.servers.holding import hold
from config.servers.refusal import Refused

try:
    hold()
except Refused as problem:
    raise SystemExit(str(problem)) from problem
