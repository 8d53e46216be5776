"""Where WeasyPrint finds Pango on Windows: in the `gstreamer-libs` package, which pip installs
without an administrator; WEASYPRINT_DLL_DIRECTORIES, when set, is left to decide.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PACKAGE = "gstreamer_libs"
CHOSEN = "WEASYPRINT_DLL_DIRECTORIES"
_FONTS = "FONTCONFIG_PATH"


def shipped() -> Path | None:
    """Return the folder of the package's libraries; None: not Windows, not installed, or the user
    has chosen others.
    """
    if sys.platform != "win32" or os.environ.get(CHOSEN):
        return None
    found = importlib.util.find_spec(PACKAGE)
    places = found.submodule_search_locations if found else None
    folder = Path(places[0], "bin") if places else Path()
    return folder if (folder / "pango-1.0-0.dll").is_file() else None


@contextmanager
def within_reach(folder: Path | None = None) -> Generator[None]:
    """Let WeasyPrint, imported in this block, load the libraries of a folder.

    It asks for them by names such as `pango-1.0-0`: to Windows that ends in `.0-0` and is not
    looked for as a `.dll`. So the names that the folder has are completed.
    """
    if folder is None:
        yield
        return
    library: Any = importlib.import_module("cffi").FFI
    original = library.dlopen

    def dlopen(self: Any, name: str, flags: int = 0) -> Any:
        own = folder / f"{name}.dll"
        return original(self, str(own) if own.is_file() else name, flags)

    os.environ[CHOSEN] = str(folder)
    os.environ.setdefault(_FONTS, str(folder.parent / "etc" / "fonts"))
    library.dlopen = dlopen
    try:
        yield
    finally:
        library.dlopen = original
        del os.environ[CHOSEN]
