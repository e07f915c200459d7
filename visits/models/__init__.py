from visits.models.day import DayBegun
from visits.models.standard import Period, PlaceClock, StandardVersion, VisitStandard
from visits.models.visit import (
    FormerVisitor,
    Help,
    Mode,
    Outcome,
    PartOfDay,
    Visit,
    Visitor,
    VisitorRole,
)

__all__ = [
    "DayBegun",
    "FormerVisitor",
    "Help",
    "Mode",
    "Outcome",
    "PartOfDay",
    "Period",
    "PlaceClock",
    "StandardVersion",
    "Visit",
    "VisitStandard",
    "Visitor",
    "VisitorRole",
]
