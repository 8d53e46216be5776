"""Windows' PDF libraries come from a package of the index; elsewhere the system's are used."""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from reports import pango

CFFI: Any = importlib.import_module("cffi").FFI


def test_the_systems_own_are_used_where_nothing_is_shipped() -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has a package for them")
    assert pango.shipped() is None
    before = CFFI.dlopen
    with pango.within_reach():
        assert CFFI.dlopen is before


def test_on_windows_the_package_is_found_and_draws(tmp_path: Path) -> None:
    if sys.platform != "win32":
        pytest.skip("only Windows needs the package")
    folder = pango.shipped()
    assert folder is not None
    with pango.within_reach(folder):
        weasyprint: Any = importlib.import_module("weasyprint")
    weasyprint.HTML(string="<h1>Grüße</h1>").write_pdf(tmp_path / "a.pdf")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


def test_what_the_user_has_chosen_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setenv(pango.CHOSEN, "elsewhere")
    assert pango.shipped() is None


def test_names_are_completed_while_weasyprint_is_imported_and_not_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def dlopen(_: object, name: str, _flags: int = 0) -> None:
        asked.append(name)

    monkeypatch.setattr(CFFI, "dlopen", dlopen)
    monkeypatch.delenv(pango.CHOSEN, raising=False)
    monkeypatch.setenv("FONTCONFIG_PATH", "the user's own")
    (tmp_path / "pango-1.0-0.dll").touch()
    with pango.within_reach(tmp_path):
        CFFI.dlopen(None, "libpango-1.0-0")
        CFFI.dlopen(None, "pango-1.0-0", 1)
        assert os.environ[pango.CHOSEN] == str(tmp_path)
    CFFI.dlopen(None, "pango-1.0-0")
    assert asked == ["libpango-1.0-0", str(tmp_path / "pango-1.0-0.dll"), "pango-1.0-0"]
    assert pango.CHOSEN not in os.environ
    assert os.environ["FONTCONFIG_PATH"] == "the user's own"
