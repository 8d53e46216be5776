"""The version of the installed distribution."""

from importlib.metadata import PackageNotFoundError
from importlib.metadata import version as installed


def version() -> str:
    """Return the version, `0+unknown` when neither a wheel nor an editable install is there."""
    try:
        return installed("plantready")
    except PackageNotFoundError:
        return "0+unknown"
