"""What can go wrong in planning, as exceptions: each says what, where and what to do next."""

from __future__ import annotations


class PlanningError(Exception):
    """Anything that keeps a plan from being made; raised by every module of this package."""


class CatalogueError(PlanningError):
    """The work-package catalogue cannot be used: raised when it is read."""


class CrewError(PlanningError):
    """A package needs a crew that nobody offers: raised when crews are matched."""


class ScenarioError(PlanningError):
    """An objective or a scenario that planning does not know: raised before any work."""


class HolidayError(PlanningError):
    """The case names a country or a part of it without a list of holidays."""


class InputError(PlanningError):
    """Rows that no plan can be made from: each is named with its file and line."""


class PinError(PlanningError):
    """The user's own order or dates cannot be read: raised when its file is."""
