from visits.models.day import DayBegun
from visits.models.device import Device, DeviceContact
from visits.models.promise import Promise
from visits.models.quota import LeaderQuota
from visits.models.standard import Period, PlaceClock, StandardVersion, VisitStandard
from visits.models.topic import Topic
from visits.models.visit import (
    Demand,
    FormerVisitor,
    Help,
    Interlocutor,
    Mode,
    Outcome,
    PartOfDay,
    Visit,
    Visitor,
    VisitorRole,
)

__all__ = [
    "DayBegun",
    "Demand",
    "Device",
    "DeviceContact",
    "FormerVisitor",
    "Help",
    "Interlocutor",
    "LeaderQuota",
    "Mode",
    "Outcome",
    "PartOfDay",
    "Period",
    "PlaceClock",
    "Promise",
    "StandardVersion",
    "Topic",
    "Visit",
    "VisitStandard",
    "Visitor",
    "VisitorRole",
]
