"""Rules that every source file keeps, read from its syntax tree."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = sorted(
    path
    for folder in ("core", "desktop_app", "packaging")
    for path in (ROOT / folder).rglob("*.py")
    if "__pycache__" not in path.parts
)
LIMIT = 400
FORBIDDEN_NAMES = {"eval", "exec", "compile", "__import__"}
FORBIDDEN_CALLS = {
    "os.system",
    "os.popen",
    "torch.load",
    "pickle.load",
    "pickle.loads",
    "joblib.load",
    "tempfile.mktemp",
    "yaml.load",
    "yaml.unsafe_load",
}
FORBIDDEN_MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal"}
FORBIDDEN_TRUE = {"shell", "trust_remote_code", "allow_pickle", "force_download"}
MACHINE = re.compile(r"(?<![\w.])/(?:work|root)/\w|/tmp/bash|[A-Z]:\\\\?Users\\")
# The recipes of shipped weights read checkpoints, tensors only; no product code comes near them.
RECIPES = tuple(
    ROOT / "packaging" / name for name in ("starter_image", "face_model", "product_model")
)


def breaches(tree: ast.AST) -> Iterator[str]:
    """Everything in a syntax tree that may execute what a file or a hub says."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _bad_call(node)
        modules = []
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        yield from (f"import {name}" for name in modules if name in FORBIDDEN_MODULES)
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            yield "bare except"


def _bad_call(node: ast.Call) -> Iterator[str]:
    name = ast.unparse(node.func)
    if name in FORBIDDEN_NAMES | FORBIDDEN_CALLS:
        yield name
    for keyword in node.keywords:
        value = keyword.value
        if keyword.arg in FORBIDDEN_TRUE and isinstance(value, ast.Constant) and value.value:
            yield f"{keyword.arg}={value.value}"
        if keyword.arg == "use_safetensors" and not (
            isinstance(value, ast.Constant) and value.value is True
        ):
            yield "use_safetensors is not True"


@cache
def read(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"), str(path))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_nothing_executes_what_it_reads(path: Path) -> None:
    recipe = any(path.is_relative_to(folder) for folder in RECIPES)
    allowed = {"torch.load"} if recipe else set()
    assert set(breaches(read(path))) - allowed == set()


@pytest.mark.parametrize(
    "code",
    [
        "eval('1')",
        "import pickle",
        "from pickle import loads",
        "torch.load(path)",
        "subprocess.run(text, shell=True)",
        "load(x, trust_remote_code=True)",
        "os.system('ls')",
        "load(x, use_safetensors=False)",
        "try:\n  pass\nexcept:\n  pass",
    ],
)
def test_the_rule_sees_a_breach(code: str) -> None:
    assert list(breaches(ast.parse(code)))


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_a_public_module_says_what_it_is(path: Path) -> None:
    tree = read(path)
    if tree.body:
        assert ast.get_docstring(tree), "no module docstring"


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_public_functions_and_classes_are_documented(path: Path) -> None:
    tree = read(path)
    missing = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and node.name not in ("main", "upgrade", "downgrade")
        and not ast.get_docstring(node)
    ]
    assert missing == []


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_a_file_stays_readable(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LIMIT


def test_no_file_names_a_place_of_the_machine_it_was_written_on() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    found = []
    for name in listed.stdout.decode().split("\0"):
        path = ROOT / name
        if path.suffix not in (".py", ".toml", ".md", ".txt", ".json", ".yaml", "", ".in"):
            continue
        if not path.is_file() or path == Path(__file__):
            continue
        text = path.read_text("utf-8", errors="ignore")
        found += [f"{name}: {hit.group()}" for hit in MACHINE.finditer(text)]
    assert found == []


# Files that open pictures, though never working copies: foreign files, masks, pictures made here.
OTHER_PICTURES = {
    "core/datasets/backdrop_drawing.py",  # masks
    "core/datasets/backdrop_files.py",  # masks
    "core/datasets/photo_reading.py",  # what is imported; it writes how the copy lies
    "core/exporting/pictures.py",  # results, logos
    "core/exporting/provenance.py",  # what was handed out
    "desktop_app/state/backgrounds.py",  # masks
}


@pytest.mark.parametrize("path", PRODUCT, ids=name_of)
def test_working_copies_are_opened_upright(path: Path) -> None:
    """A copy may hold a photo as the camera lay; see `core/datasets/upright.py`."""
    source = path.read_text("utf-8")
    if "Image.open(" in source and name_of(path).startswith(("core/", "desktop_app/")):
        upright = re.search(r"\bupright(_size)?\(|exif_transpose\(", source)
        assert upright or name_of(path) in OTHER_PICTURES
    if "QImageReader(" in source and name_of(path) != "desktop_app/widgets/help/guide.py":
        assert "setAutoTransform(True)" in source
