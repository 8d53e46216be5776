"""The rate column of the progress bars; rich has one for bytes only."""

from __future__ import annotations

from rich.progress import ProgressColumn, Task
from rich.text import Text


class RateColumn(ProgressColumn):
    """Steps per second, once there is something to say."""

    def render(self, task: Task) -> Text:
        """Return the rate of one bar."""
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.1f}/s")
