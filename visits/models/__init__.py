from visits.models.standard import Period, PlaceClock, StandardVersion, VisitStandard
from visits.models.visit import Help, Mode, Outcome, PartOfDay, Visit, Visitor, VisitorRole

__all__ = [
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
