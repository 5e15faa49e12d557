"""The import contracts of pyproject.toml hold, and a breach would be seen."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    code = (
        "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    )
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )


def test_every_contract_is_kept() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_breach_is_found(tmp_path: Path) -> None:
    contracts = (ROOT / "pyproject.toml").read_text("utf-8")
    (tmp_path / "pyproject.toml").write_text(contracts, "utf-8")
    for package in ("core", "desktop_app"):
        for source in (ROOT / package).rglob("*.py"):
            target = tmp_path / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(source.read_text("utf-8"), "utf-8")
    victim = tmp_path / "core" / "contract" / "items.py"
    victim.write_text(victim.read_text("utf-8") + "\nimport core.catalogue\n", "utf-8")
    done = lint(tmp_path)
    assert done.returncode != 0
    assert "core.contract" in done.stdout
