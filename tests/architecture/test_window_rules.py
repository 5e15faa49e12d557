"""Rules of the window: no torch in its process, no widgets in its state, colours only in tokens."""

from __future__ import annotations

import ast
import dataclasses
import pkgutil
import re
import subprocess
import sys
from pathlib import Path

import pytest

import desktop_app
from desktop_app.tokens import Tokens

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("torch", "diffusers", "transformers", "peft", "accelerate")
MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(desktop_app.__path__, "desktop_app.")
    if not module.name.endswith("__main__")
)
SOURCES = sorted((ROOT / "desktop_app").rglob("*.py"))
COLOUR = re.compile(r"#[0-9A-Fa-f]{6}\b")
MAY_NAME_COLOURS = {"tokens.py"}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_window_never_loads_torch() -> None:
    code = (
        "import importlib, sys\n"
        f"for name in {MODULES!r}:\n"
        "    importlib.import_module(name)\n"
        f"    loaded = [heavy for heavy in {HEAVY!r} if heavy in sys.modules]\n"
        "    assert not loaded, f'{name} loads {loaded}'\n"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", sorted((ROOT / "desktop_app" / "state").glob("*.py")), ids=name_of)
def test_state_knows_no_widgets(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.module != "PySide6.QtWidgets"
            assert not (node.module or "").startswith("desktop_app.widgets")
        if isinstance(node, ast.Import):
            assert all(alias.name != "PySide6.QtWidgets" for alias in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_colours_come_from_the_tokens(path: Path) -> None:
    """Brand colours of users are data; a default of theirs says so in a constant's name. A code
    inside a sentence is an example to read, nothing is painted with it."""
    if path.name in MAY_NAME_COLOURS:
        return
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if COLOUR.search(line) and "self.tr(" not in line:
            assert re.search(r"[A-Z_]*(BRAND|SEAL|EXAMPLE)[A-Z_]*", line), f"{path}:{number} {line}"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_words_are_translated_whole(path: Path) -> None:
    """`tr` takes a literal: an f-string would never be found in a translation."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        at = {"tr": 0, "translate": 1}.get(called)
        if at is None or len(node.args) <= at:
            continue
        if at == 1 and not isinstance(getattr(node.args[0], "value", None), str):
            continue  # a painter's translate, which moves
        words = node.args[at]
        literal = isinstance(words, ast.Constant) and isinstance(words.value, str)
        assert literal, f"{path}:{node.lineno} {ast.unparse(words)}"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_every_colour_that_is_asked_for_exists(path: Path) -> None:
    known = {field.name for field in dataclasses.fields(Tokens)}
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr != "colour" or not node.args:
            continue
        wanted = {
            one.value
            for one in ast.walk(node.args[0])
            if isinstance(one, ast.Constant) and isinstance(one.value, str)
        }
        tested = {
            one.value
            for compare in ast.walk(node.args[0])
            if isinstance(compare, ast.Compare)
            for one in ast.walk(compare)
            if isinstance(one, ast.Constant)
        }
        assert wanted - tested <= known, f"{path}:{node.lineno} {wanted - tested - known}"
