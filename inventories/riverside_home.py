"""Where the Riverside sample lies, in the repository and in the installed wheel."""

from pathlib import Path

RIVERSIDE = Path(__file__).resolve().parent / "riverside"
