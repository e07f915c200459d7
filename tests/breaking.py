"""How a test breaks a rule that the database holds: past every action, and the rule by name."""

from typing import Any

import pytest
from django.db import IntegrityError


def refused_by(name: str) -> Any:
    """`with refused_by("tenure_ends_after_it_begins"): …`."""
    return pytest.raises(IntegrityError, match=f'"{name}"')
