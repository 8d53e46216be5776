"""Build the wheel, install it in a clean environment outside the repository, run its demo.

`python -m tests.packaging.check_wheel`; prints what it did and exits 1 when something is wrong.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRIVATE = "plantready/"


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command and return its output; end with its words when it fails."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True
    )
    if done.returncode not in (0, 1):
        print(done.stdout, done.stderr, sep="\n")
        sys.exit(f"packaging: {command[0]} ended with {done.returncode}")
    return done.stdout


def build(folder: Path) -> Path:
    """Build the wheel with the pinned back end of this environment."""
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder, ROOT, cwd=ROOT)
    return next(folder.glob("*.whl"))


def check_contents(wheel: Path) -> None:
    """Everything lies in the private folder; nothing would overwrite another distribution."""
    names = zipfile.ZipFile(wheel).namelist()
    strangers = [n for n in names if not n.startswith(PRIVATE) and ".dist-info/" not in n]
    if strangers:
        sys.exit(f"packaging: outside the private folder: {strangers[:5]}")
    for wanted in ("__init__.py", "cli/main.py", "inventories/riverside/case.toml", "templates/"):
        if not any(n.startswith(PRIVATE + wanted) for n in names):
            sys.exit(f"packaging: {wanted} is not in the wheel")


def main() -> None:
    """Build, install, run."""
    with tempfile.TemporaryDirectory(prefix="plantready packaging ") as text:
        folder = Path(text)
        wheel = build(folder)
        check_contents(wheel)
        home = folder / "env"
        venv.create(home, with_pip=True)
        scripts = home / ("Scripts" if os.name == "nt" else "bin")
        pip: list[str | Path] = [
            scripts / "python",
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        run(*pip, "--require-hashes", "-r", ROOT / "requirements.lock", cwd=folder)
        run(*pip, "--no-deps", wheel, cwd=folder)
        print(run(scripts / "plantready", "--version", cwd=folder).strip())
        print(run(scripts / "plantready", "demo", folder / "demo", cwd=folder))
        made = sorted(p.name for p in (folder / "demo" / "reports").iterdir())
        print(f"packaging: the installed wheel made {', '.join(made)}")
        for suffix in (".pdf", ".xlsx", ".json"):
            if not any(name.endswith(suffix) for name in made):
                sys.exit(f"packaging: no {suffix} among {made}")


if __name__ == "__main__":
    main()
