"""From findings to work packages, a schedule that a second file verifies, and money."""

from planning.compare import compare, with_figures
from planning.difference import Difference, difference
from planning.errors import PlanningError
from planning.pins import Pins, read_pins
from planning.plan import make_plan, moved, replan

__all__ = [
    "Difference",
    "Pins",
    "PlanningError",
    "compare",
    "difference",
    "make_plan",
    "moved",
    "read_pins",
    "replan",
    "with_figures",
]
