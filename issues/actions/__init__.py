"""Every change of an issue: raising, the village desk, town dispatch, whoever does it."""

from issues.actions.dispatching import (
    HandedOver,
    give_back,
    hand_over,
    recategorise,
    take_back_hand_over,
)
from issues.actions.doing import accept, comment, decline, resolve, take_back_resolving
from issues.actions.raising import lead_unit_for, raise_issue
from issues.actions.village import send_up, settle_in_village, take_back_at_desk

__all__ = [
    "HandedOver",
    "accept",
    "comment",
    "decline",
    "give_back",
    "hand_over",
    "lead_unit_for",
    "raise_issue",
    "recategorise",
    "resolve",
    "send_up",
    "settle_in_village",
    "take_back_at_desk",
    "take_back_hand_over",
    "take_back_resolving",
]
