"""Becomes `plantready/__init__.py` in the wheel: puts that folder on the import path, then starts
the command line.
"""

import sys
from pathlib import Path

__all__ = ["main"]


def main() -> None:
    """Run the command line; the installed `plantready` script calls this."""
    home = str(Path(__file__).resolve().parent)
    if home not in sys.path:
        sys.path.insert(0, home)
    from cli.main import main as run

    run()
