"""The texts of the window: taken into .ts files by Qt's lupdate, compiled by lrelease to .qm.

English needs a file too, for its plurals: "%n photo(s)" in the source is "1 photo" or "3 photos".
lupdate takes the fourth argument of `translate` for an encoding, as in Qt 4, misses such plurals
and every alias; so the texts are found here and handed to it as a plain list.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ROOT / "desktop_app"
HOME = ROOT / "resources" / "languages" / "window"
CODES = ("en", "de")
_PLACES = re.compile(r"\{\w*[^{}]*\}|%n|%L?\d")
_NO_NUMBER = {"%n"}  # "one photo" may do without the number
_ALIASES = {"tr", "translate"}


@dataclass(frozen=True)
class Text:
    """One text of a class or, outside of classes, of a context by name."""

    context: str
    source: str
    comment: str = ""
    counted: bool = False


def update() -> None:
    """Write the .ts files anew, keep what is translated, compile."""
    HOME.mkdir(parents=True, exist_ok=True)
    for code in CODES:
        _gather(code, HOME / f"{code}.ts")
        _compile(HOME / f"{code}.ts", HOME / f"{code}.qm")


def faults() -> list[str]:
    """What is stale, unfinished, left over, has other places, or was not compiled."""
    found: list[str] = []
    for code in CODES:
        path = HOME / f"{code}.ts"
        if not path.is_file():
            found.append(f"{path.name} does not exist")
            continue
        found += [f"{path.name}: {fault}" for fault in _faults_of(path)]
        with tempfile.TemporaryDirectory() as folder:
            fresh = Path(folder) / path.name
            fresh.write_bytes(path.read_bytes())
            _gather(code, fresh)
            wanted, there = dict(_messages(fresh)), dict(_messages(path))
            found += [f"{path.name}: not gathered: {key}" for key in wanted.keys() - there.keys()]
            found += [f"{path.name}: no longer said: {key}" for key in there.keys() - wanted.keys()]
            made = Path(folder) / f"{code}.qm"
            _compile(path, made)
            compiled = HOME / f"{code}.qm"
            if not compiled.is_file() or compiled.read_bytes() != made.read_bytes():
                found.append(f"{compiled.name} is not compiled from {path.name}")
    return found


def _faults_of(path: Path) -> Iterator[str]:
    for (context, source, _), message in _messages(path):
        said = message.find("translation")
        if said is None or said.get("type"):
            yield f"{said.get('type') if said is not None else 'missing'}: {context}: {source}"
            continue
        forms = [form.text or "" for form in said.iter("numerusform")] or [said.text or ""]
        wanted = set(_PLACES.findall(source)) - _NO_NUMBER
        for form in forms:
            if not form:
                yield f"empty: {context}: {source}"
            elif set(_PLACES.findall(form)) - _NO_NUMBER != wanted:
                yield f"other places: {context}: {source}"


def _messages(path: Path) -> Iterator[tuple[tuple[str, str, str], ElementTree.Element]]:
    for context in ElementTree.parse(path).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            key = (name, message.findtext("source") or "", message.findtext("comment") or "")
            yield key, message


def in_sources(folder: Path = SOURCES) -> list[Text]:
    """Every text of the window, in the order of the files."""
    found: dict[Text, None] = {}
    for path in sorted(folder.rglob("*.py")):
        found.update(dict.fromkeys(in_code(path.read_text("utf-8"))))
    return list(found)


def in_code(source: str) -> Iterator[Text]:
    """The texts of one file: `self.tr(...)` and `QCoreApplication.translate(...)`, by any name."""
    yield from _below(ast.parse(source), "")


def _below(node: ast.AST, context: str) -> Iterator[Text]:
    if isinstance(node, ast.ClassDef):
        context = node.name
    if isinstance(node, ast.Call) and (text := _text_of(node, context)):
        yield text
    for child in ast.iter_child_nodes(node):
        yield from _below(child, context)


def _text_of(node: ast.Call, context: str) -> Text | None:
    words = [_literal(argument) for argument in node.args]
    if isinstance(node.func, ast.Attribute) and node.func.attr == "tr":
        words.insert(0, context)
    elif not _is_translate(node.func):
        return None
    if len(words) < 2 or words[0] is None or words[1] is None:
        return None
    comment = words[2] if len(words) > 2 else ""
    return Text(words[0], words[1], comment or "", counted=len(words) > 3)


def _is_translate(function: ast.expr) -> bool:
    if isinstance(function, ast.Name):
        return function.id in _ALIASES
    return isinstance(function, ast.Attribute) and function.attr == "translate"


def _literal(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _gather(code: str, target: Path) -> None:
    only = ["-pluralonly"] if code == "en" else []
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "texts.py"
        listed.write_text(_as_program(in_sources()), "utf-8")
        _run(
            "lupdate", str(listed), "-no-obsolete", "-locations", "none", *only,
            "-source-language", "en", "-target-language", code, "-ts", str(target),
        )  # fmt: skip


def _as_program(texts: list[Text]) -> str:
    lines = []
    for context in sorted({text.context for text in texts}):
        lines += [f"class {context}:", "    def texts(self):"]
        for text in texts:
            if text.context == context:
                number = ", 1" if text.counted else ""
                words = f"{_quoted(text.source)}, {_quoted(text.comment)}{number}"
                lines.append(f"        self.tr({words})")
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _compile(source: Path, target: Path) -> None:
    _run("lrelease", "-silent", str(source), "-qm", str(target))


def _run(tool: str, *arguments: str) -> None:
    program = Path(sys.executable).with_name(f"pyside6-{tool}")
    done = subprocess.run([str(program), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{tool}: {done.stdout}{done.stderr}")
