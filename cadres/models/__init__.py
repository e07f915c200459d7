from cadres.models.area import Area, Front
from cadres.models.assignment import Assignment, Duty
from cadres.models.cadre import Cadre
from cadres.models.post import Post, Role, Tenure, Unit

__all__ = ["Area", "Assignment", "Cadre", "Duty", "Front", "Post", "Role", "Tenure", "Unit"]
