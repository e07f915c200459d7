from households.models.category import Category, CategorySpell
from households.models.dwellers import Enterprise, Household, Residence, Resident
from households.models.exclusion import Exclusion
from households.models.found import FoundHousehold
from households.models.opening import PlaceOpening
from households.models.place import Place, PlaceAssignment, PlaceStay
from households.models.residence import ResidenceSpell
from households.models.roster import RosterImport, RosterRow

__all__ = [
    "Category",
    "CategorySpell",
    "Enterprise",
    "Exclusion",
    "FoundHousehold",
    "Household",
    "Place",
    "PlaceAssignment",
    "PlaceOpening",
    "PlaceStay",
    "Residence",
    "ResidenceSpell",
    "Resident",
    "RosterImport",
    "RosterRow",
]
