"""Every change of state of this app: one module per noun, one function per verb.

Assigning is what most callers mean; its verbs may be had right here.
"""

from cadres.actions.assigning import (
    Change,
    assign,
    cancel,
    end_beside,
    last_event,
    take_back,
    unassign,
)

__all__ = ["Change", "assign", "cancel", "end_beside", "last_event", "take_back", "unassign"]
