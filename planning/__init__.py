"""From findings to work packages, a schedule that a second file verifies, and money."""

from planning.errors import PlanningError
from planning.plan import make_plan, moved, replan

__all__ = ["PlanningError", "make_plan", "moved", "replan"]
