from visits.models.day import DayBegun
from visits.models.promise import Promise
from visits.models.quota import LeaderQuota
from visits.models.standard import Period, PlaceClock, StandardVersion, VisitStandard
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
    "Visit",
    "VisitStandard",
    "Visitor",
    "VisitorRole",
]
